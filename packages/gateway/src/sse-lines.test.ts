import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseLines } from './sse-lines.ts';

const payload = fc.string({ minLength: 1 }).map((text) => JSON.stringify({ text }));

/** A text cut at any places. */
const cutAt = (text: string, places: number[]): string[] => {
  const cuts = [0, ...places.map((place) => place % (text.length + 1)), text.length].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
};

test('however a stream is cut, its payloads come whole and in order', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ payload, comment: fc.boolean(), isCrLf: fc.boolean(), space: fc.boolean() }),
      ),
      fc.array(fc.nat(), { maxLength: 20 }),
      (events, places) => {
        const stream = events
          .map(({ payload: text, comment, isCrLf, space }) => {
            const end = isCrLf ? '\r\n' : '\n';
            return `${comment ? `: hello${end}` : ''}data:${space ? ' ' : ''}${text}${end}${end}`;
          })
          .join('');
        const lines = new SseLines();
        const got = cutAt(stream, places).flatMap((piece) => lines.add(piece));
        expect(got).toEqual(events.map((event) => event.payload));
      },
    ),
  );
});

test('an event that is not ended does not come', () => {
  const lines = new SseLines();
  expect(lines.add('data: {"a":1}')).toEqual([]);
  expect(lines.add('\n')).toEqual(['{"a":1}']);
});

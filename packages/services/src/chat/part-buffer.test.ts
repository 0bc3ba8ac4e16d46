import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPartBuffer } from './part-buffer.ts';

const piece = fc.record({
  kind: fc.constantFrom('text', 'reasoning'),
  text: fc.string({
    unit: fc.constantFrom('a', '\0', '\uD83D', '\uDE00', '😀', 'é'),
    maxLength: 4,
  }),
});

test('whatever the cuts, what comes out can be stored, in order and numbered without holes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 30 }), (pushes) => {
      const buffer = createPartBuffer();
      const parts = pushes.flatMap(([next, takesNow]) => {
        buffer.push(next);
        return takesNow ? buffer.take() : [];
      });
      parts.push(...buffer.take());
      expect(parts.map(({ seq }) => seq)).toEqual(parts.map((_, index) => index + 1));
      for (const { text } of parts) {
        expect(text).not.toBe('');
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\0');
      }
      expect(buffer.isEmpty()).toBe(true);
    }),
  );
});

test('a character whose halves come apart stays whole', () => {
  const buffer = createPartBuffer();
  buffer.push({ kind: 'text', text: 'a\uD83D' });
  expect(buffer.take()).toEqual([{ seq: 1, kind: 'text', text: 'a' }]);
  buffer.push({ kind: 'text', text: '\uDE00b' });
  expect(buffer.take()).toEqual([{ seq: 2, kind: 'text', text: '😀b' }]);
});

test('neighbours of a kind are joined, other kinds begin a part', () => {
  const buffer = createPartBuffer();
  for (const text of ['th', 'ink']) buffer.push({ kind: 'reasoning', text });
  for (const text of ['sp', 'eak', '']) buffer.push({ kind: 'text', text });
  expect(buffer.take()).toEqual([
    { seq: 1, kind: 'reasoning', text: 'think' },
    { seq: 2, kind: 'text', text: 'speak' },
  ]);
});

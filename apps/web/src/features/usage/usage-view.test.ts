import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usageSpan } from '@geko/domain/usage-span';
import {
  rangeKinds,
  rangeOf,
  readUsageView,
  spanOf,
  stepView,
  usageViewQuery,
  withEnd,
  withKind,
  type UsageView,
} from './usage-view.ts';

const TODAY = '2026-11-21';
const read = (query: string) => readUsageView(new URLSearchParams(query));
const anyDay = fc
  .date({ min: new Date('2005-01-01'), max: new Date('2500-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyView: fc.Arbitrary<UsageView> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('day', 'week', 'month', 'year'),
    on: fc.option(anyDay),
    from: fc.constant(null),
    to: fc.constant(null),
    userId: fc.constant(null),
    modelId: fc.option(fc.constant('a&b=c')),
    funding: fc.constantFrom(null, 'credits' as const),
    apiKeyId: fc.option(fc.uuid()),
  }),
  fc.tuple(anyDay, fc.nat(1000)).map(([from, days]): UsageView => {
    const to = new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
    return { ...read(''), kind: 'custom', from, to };
  }),
);

test('an empty address, or a garbled one, is this month', () => {
  const month = {
    kind: 'month',
    on: null,
    from: null,
    to: null,
    userId: null,
    modelId: null,
    funding: null,
    apiKeyId: null,
  };
  expect(read('')).toEqual(month);
  expect(read('range=decade&on=2026-02-30&funding=gold')).toEqual(month);
  expect(read('range=custom&from=2026-11-02')).toEqual(month);
  expect(read('range=custom&from=2026-11-02&to=2026-11-01')).toEqual(month);
  expect(read('range=constructor&funding=constructor')).toEqual(month);
});

test('the address of a view reads back as the view', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      expect(read(usageViewQuery(view))).toEqual(view);
    }),
  );
  expect(usageViewQuery(read(''))).toBe('');
});

test('its days are those of the report', () => {
  fc.assert(
    fc.property(anyView, anyDay, (view, today) => {
      const { from, to } = usageSpan({ range: rangeOf(view), today });
      expect(spanOf(view, today)).toEqual({ from, to });
    }),
  );
});

test('spans lie beside each other, and a step back is taken back by a step on', () => {
  fc.assert(
    fc.property(anyView, anyDay, (view, today) => {
      const span = spanOf(view, today);
      const before = stepView(view, today, -1);
      const next = new Date(Date.parse(spanOf(before, today).to) + 86_400_000);
      expect(next.toISOString().slice(0, 10)).toBe(span.from);
      expect(spanOf(stepView(before, today, 1), today)).toEqual(span);
      if (view.kind !== 'custom') {
        expect(spanOf(before, today)).toEqual({
          from: usageSpan({ range: rangeOf(view), today }).before.from,
          to: usageSpan({ range: rangeOf(view), today }).before.to,
        });
      }
    }),
  );
});

test('today’s span needs no day in the address', () => {
  const october = stepView(read(''), TODAY, -1);
  expect(usageViewQuery(october)).toBe('on=2026-10-01');
  expect(usageViewQuery(stepView(october, TODAY, 1))).toBe('');
});

test('another kind of span stays where one was', () => {
  expect(withKind(read(''), 'week', TODAY)).toMatchObject({ kind: 'week', on: null });
  expect(withKind(read('on=2026-02-10'), 'day', TODAY)).toMatchObject({ on: '2026-02-28' });
  expect(withKind(read('range=year'), 'month', TODAY)).toMatchObject({ kind: 'month', on: null });
  expect(withKind(read('range=year&on=2024-01-01'), 'month', TODAY).on).toBe('2024-12-01');
  expect(withKind(read(''), 'custom', TODAY)).toMatchObject({ from: '2026-11-01', to: TODAY });
  expect(withKind(read('range=custom&from=2026-01-05&to=2026-02-06'), 'year', TODAY)).toMatchObject(
    { kind: 'year', on: null, from: null, to: null },
  );
  expect(rangeKinds.map((kind) => withKind(read('on=2025-06-01'), kind, TODAY).kind)).toEqual(
    rangeKinds,
  );
});

test('an end of a custom span takes the other along, so that there is always something to ask for', () => {
  const view = read('range=custom&from=2026-11-02&to=2026-11-20');
  const ends = ({ from, to }: UsageView) => [from, to];
  expect(ends(withEnd(view, { from: '2026-11-05' }, TODAY))).toEqual(['2026-11-05', '2026-11-20']);
  expect(ends(withEnd(view, { from: '2026-11-21' }, TODAY))).toEqual(['2026-11-21', '2026-11-21']);
  expect(ends(withEnd(view, { to: '2026-10-01' }, TODAY))).toEqual(['2026-10-01', '2026-10-01']);
  expect(ends(withEnd(view, { from: '2020-01-01' }, TODAY))).toEqual(['2020-01-01', '2024-12-29']);
  fc.assert(
    fc.property(anyView, anyDay, fc.constantFrom('from', 'to'), (any, day, side) => {
      const moved = withEnd({ ...any, kind: 'custom' }, { [side]: day }, TODAY);
      const range = rangeOf(moved);
      expect(moved[side]).toBe(day);
      expect(usageSpan({ range, today: TODAY }).from).toBe(moved.from);
    }),
  );
});

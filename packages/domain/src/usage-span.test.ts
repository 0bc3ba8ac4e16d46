import { AppError } from '@geko/contracts/errors';
import type { UsageRange } from '@geko/contracts/usage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, bucketsOf, usageSpan } from './usage-span.ts';

const today = '2026-11-21';

test.each<[UsageRange, string, string, string]>([
  [{ kind: 'day' }, '2026-11-21…2026-11-21', '2026-11-20…2026-11-20', 'day'],
  [{ kind: 'day', on: '2026-03-01' }, '2026-03-01…2026-03-01', '2026-02-28…2026-02-28', 'day'],
  // 21 November 2026 is a Saturday.
  [{ kind: 'week' }, '2026-11-16…2026-11-22', '2026-11-09…2026-11-15', 'day'],
  [{ kind: 'week', on: '2026-11-22' }, '2026-11-16…2026-11-22', '2026-11-09…2026-11-15', 'day'],
  [{ kind: 'week', on: '2026-11-23' }, '2026-11-23…2026-11-29', '2026-11-16…2026-11-22', 'day'],
  [{ kind: 'week', on: '2027-01-01' }, '2026-12-28…2027-01-03', '2026-12-21…2026-12-27', 'day'],
  [{ kind: 'month' }, '2026-11-01…2026-11-30', '2026-10-01…2026-10-31', 'day'],
  [{ kind: 'month', on: '2024-02-29' }, '2024-02-01…2024-02-29', '2024-01-01…2024-01-31', 'day'],
  [{ kind: 'month', on: '2026-01-31' }, '2026-01-01…2026-01-31', '2025-12-01…2025-12-31', 'day'],
  [{ kind: 'year' }, '2026-01-01…2026-12-31', '2025-01-01…2025-12-31', 'month'],
  [
    { kind: 'custom', from: '2026-01-01', to: '2026-04-02' },
    '2026-01-01…2026-04-02',
    '2025-10-01…2025-12-31',
    'day',
  ],
  [
    { kind: 'custom', from: '2026-01-01', to: '2026-04-03' },
    '2026-01-01…2026-04-03',
    '2025-09-30…2025-12-31',
    'month',
  ],
  [
    { kind: 'custom', from: '2021-11-22', to: '2026-11-21' },
    '2021-11-22…2026-11-21',
    '2016-11-22…2021-11-21',
    'month',
  ],
])('%o is %s, after %s, by %s', (range, days, before, bucket) => {
  const span = usageSpan({ range, today });
  expect(`${span.from}…${span.to}`).toBe(days);
  expect(`${span.before.from}…${span.before.to}`).toBe(before);
  expect(span.bucket).toBe(bucket);
});

test.each<UsageRange>([
  { kind: 'custom', from: '2021-11-21', to: '2026-11-21' },
  { kind: 'day', on: '1999-12-31' },
  { kind: 'week', on: '0000-01-01' },
  { kind: 'custom', from: '9999-01-01', to: '9999-12-31' },
])('%o is refused', (range) => {
  expect(() => usageSpan({ range, today })).toThrow(AppError);
});

test('every day of a span is in one of its bars, up to today', () => {
  const day = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const range = fc.oneof(
    fc.record({ kind: fc.constantFrom('day', 'week', 'month', 'year'), on: day }),
    fc.tuple(day, fc.nat(1800)).map(([from, days]) => ({
      kind: 'custom' as const,
      from,
      to: new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10),
    })),
  );
  fc.assert(
    fc.property(range, (of) => {
      const span = usageSpan({ range: of, today });
      const bars = new Set<string>();
      for (let at = Date.parse(span.from); at <= Date.parse(span.to); at += 86_400_000) {
        const date = new Date(at).toISOString().slice(0, 10);
        if (date <= today) bars.add(bucketOf(date, span.bucket));
      }
      expect(bucketsOf(span, today)).toEqual([...bars]);
      if (of.kind !== 'custom') expect(span.from <= of.on && of.on <= span.to).toBe(true);
    }),
    { numRuns: 200 },
  );
});

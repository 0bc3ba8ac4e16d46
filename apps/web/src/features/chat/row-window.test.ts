import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsInSight, startsOf } from './row-window.ts';

const indices = (rows: readonly { index: number }[]) => rows.map(({ index }) => index);

test('the rows in sight, and some beyond either edge', () => {
  const starts = startsOf([34, 36, 36, 36, 36, 36, 36]);
  expect(starts.at(-1)).toBe(250);
  expect(indices(rowsInSight({ starts, top: 0, height: 70, overscan: 1 }))).toEqual([0, 1, 2, 3]);
  expect(rowsInSight({ starts, top: 110, height: 30, overscan: 0 })).toEqual([
    { index: 3, start: 106, size: 36 },
  ]);
});

test('no rows, and a scroller that is not measured yet', () => {
  expect(rowsInSight({ starts: startsOf([]), top: 0, height: 500, overscan: 8 })).toEqual([]);
  const starts = startsOf([36, 36, 36, 36]);
  expect(indices(rowsInSight({ starts, top: 0, height: 0, overscan: 1 }))).toEqual([0, 1]);
});

test('a list that became shorter than it is scrolled shows its end', () => {
  const starts = startsOf([36, 36, 36]);
  expect(indices(rowsInSight({ starts, top: 5000, height: 50, overscan: 0 }))).toEqual([1, 2]);
});

test('every row that any pixel of is seen is among them, one after the other, and few others', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 80 }),
      fc.nat(3000),
      fc.integer({ min: 1, max: 900 }),
      fc.nat(8),
      (sizes, scrolled, height, overscan) => {
        const starts = startsOf(sizes);
        const total = starts.at(-1) ?? 0;
        const top = Math.min(scrolled, Math.max(0, total - height));
        const seen = sizes.flatMap((size, index) => {
          const start = starts[index] ?? 0;
          return start < top + height && start + size > top ? [index] : [];
        });
        const rows = indices(rowsInSight({ starts, top, height, overscan }));
        expect(rows).toEqual(rows.map((_, at) => (rows[0] ?? 0) + at));
        for (const index of seen) expect(rows).toContain(index);
        expect(rows.length).toBeLessThanOrEqual(seen.length + 1 + 2 * overscan);
      },
    ),
  );
});

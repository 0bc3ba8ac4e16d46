import { expect, test } from 'vitest';
import { parsePercent, percentText } from './percent.ts';

test('percentages become basis points exactly', () => {
  expect(['0', '15', '12.5', '0.07', '12,25', ' 50 ', '10000'].map(parsePercent)).toEqual([
    0, 1_500, 1_250, 7, 1_225, 5_000, 1_000_000,
  ]);
});

test('what is none is refused', () => {
  const none = ['', ' ', '-1', '1.234', '10001', '10000.01', '1e3', 'abc', '.5', '5.', '+5'];
  expect(none.map(parsePercent)).toEqual(none.map(() => null));
});

test('what is shown reads back as what it was', () => {
  for (const bps of [0, 1, 7, 10, 99, 100, 1_234, 5_000, 999_999, 1_000_000]) {
    expect(parsePercent(percentText(bps))).toBe(bps);
  }
});

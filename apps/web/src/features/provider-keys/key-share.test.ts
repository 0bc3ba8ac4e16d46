import { expect, test } from 'vitest';
import { shareBps } from './key-share.ts';

const key = (id: string, weight: number, part = {}) => ({
  id,
  weight,
  status: 'active' as const,
  problem: null,
  ...part,
});

test('keys share by their weights among those that take calls', () => {
  const keys = [
    key('a', 3),
    key('b', 1),
    key('c', 90, { status: 'draining' }),
    key('d', 90, { status: 'disabled' }),
    key('e', 90, { problem: 'spend_cap' }),
  ];
  expect(keys.map((one) => shareBps(one, keys))).toEqual([7_500, 2_500, null, null, null]);
  const thirds = [key('a', 1), key('b', 1), key('c', 1)];
  expect(thirds.map((one) => shareBps(one, thirds))).toEqual([3_333, 3_333, 3_333]);
});

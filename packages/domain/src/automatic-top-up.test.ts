import { expect, test } from 'vitest';
import { judgeTopUp } from './automatic-top-up.ts';

const need = {
  balanceNano: 0n,
  thresholdCents: 500,
  amountCents: 2_000,
  monthlyCapCents: 5_000,
  boughtCents: 0,
};

test.each([
  ['nothing is left', {}, 'buy'],
  ['it is owed', { balanceNano: -1n }, 'buy'],
  ['just below', { balanceNano: 4_999_999_999n }, 'buy'],
  ['at the threshold', { balanceNano: 5_000_000_000n }, 'enough'],
  ['a threshold of nothing', { thresholdCents: 0 }, 'enough'],
  ['owed at a threshold of nothing', { thresholdCents: 0, balanceNano: -1n }, 'buy'],
  ['up to the cap', { boughtCents: 3_000 }, 'buy'],
  ['a cent beyond', { boughtCents: 3_001 }, 'capped'],
] as const)('%s', (_, change, verdict) => {
  expect(judgeTopUp({ ...need, ...change })).toBe(verdict);
});

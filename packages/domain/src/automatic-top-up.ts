/** What decides whether credit is bought now by itself; money in US cents but for the balance. */
export type TopUpNeed = {
  balanceNano: bigint;
  thresholdCents: number;
  amountCents: number;
  monthlyCapCents: number;
  /** What was bought by itself this month, or is being bought. */
  boughtCents: number;
};

const NANO_PER_CENT = 10_000_000n;

/** enough: the balance is not below the threshold; capped: one more would pass the month's cap. */
export function judgeTopUp(need: TopUpNeed): 'enough' | 'capped' | 'buy' {
  const { balanceNano, thresholdCents, amountCents, monthlyCapCents, boughtCents } = need;
  if (balanceNano >= BigInt(thresholdCents) * NANO_PER_CENT) return 'enough';
  return boughtCents + amountCents > monthlyCapCents ? 'capped' : 'buy';
}

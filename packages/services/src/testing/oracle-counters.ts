import type { Counter } from '@geko/domain/limits';

export type Tally = Counter & { used: bigint; held: bigint };
export type Tallies = Map<string, Tally>;

export const keyOf = ({ scope, subject, meter, period, periodStart }: Counter): string =>
  `${scope} ${subject} ${meter} ${period} ${periodStart.toISOString()}`;

/** The counter among others; it is made where it is not there. */
export function tallyIn(tallies: Tallies, counter: Counter): Tally {
  const key = keyOf(counter);
  const tally = tallies.get(key) ?? { ...counter, used: 0n, held: 0n };
  tallies.set(key, tally);
  return tally;
}

/** What is used and held of each, as `readMoney` reads it. */
export function shown(tallies: Tallies): Record<string, string> {
  return Object.fromEntries([...tallies].map(([key, { used, held }]) => [key, `${used} ${held}`]));
}

/** What counters look at of an ended call. */
export type Counted = { hold: { at: Date }; metered: number; requests: bigint; charge: bigint };

/** What calls have used of a counter that counts all of them, in its period. */
export function usedIn(
  receipts: readonly Counted[],
  { meter, periodStart, periodEnd }: Counter,
): bigint {
  const calls = receipts.filter(({ hold }) => hold.at >= periodStart && hold.at < periodEnd);
  const amounts = {
    tokens: calls.map(({ metered }) => BigInt(metered)),
    requests: calls.map(({ requests }) => requests),
    charge: calls.map(({ charge }) => charge),
  };
  return sum(amounts[meter]);
}

export const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, each) => total + each, 0n);

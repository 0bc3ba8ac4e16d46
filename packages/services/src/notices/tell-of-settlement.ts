import { crossedCaps, type ChangedCounter } from './crossed-caps.ts';
import type { NoticePlace } from './insert-notice.ts';
import type { SettlementFacts } from './settlement-facts.ts';
import { tellOfLimits } from './tell-of-limits.ts';
import { fallsLow, readCreditFacts, tellOfLowCredit } from './tell-of-low-credit.ts';

/** What a settlement has changed. changed: what book_calls returned. Wallet balances: null = not touched. */
export type SettledChanges = {
  changed: readonly ChangedCounter[];
  walletBeforeNano: bigint | null;
  walletAfterNano: bigint | null;
};

/**
 * Tells people what a settlement has brought about, in its own transaction: 80 % or all of a limit used, credit run
 * low; each once (SPEC §6, §19). Nothing is asked of the database where there is nothing to tell.
 */
export async function tellOfSettlement(
  place: NoticePlace,
  facts: SettlementFacts,
  { changed, walletBeforeNano, walletAfterNano }: SettledChanges,
): Promise<void> {
  const moved = changed.filter(({ before, after }) => before !== after);
  await tellOfLimits(place, crossedCaps(moved, facts));
  if (walletBeforeNano === null || walletAfterNano === null) return;
  const fall = { walletBeforeNano, walletAfterNano };
  // Which lot is the newest is only certain now that nobody else moves the money.
  if (fallsLow(fall, facts.lowCredit))
    await tellOfLowCredit(place, fall, await readCreditFacts(place));
}

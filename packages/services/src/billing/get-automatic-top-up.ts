import type { AutomaticTopUp } from '@geko/contracts/automatic-top-up';
import { automaticTopUps } from '@geko/db/schema/payments';
import { judgeTopUp } from '@geko/domain/automatic-top-up';
import type { Scope } from '../deps.ts';
import { isTopUpOf, readBalance, readBought, type TopUpRow } from './automatic-top-up-row.ts';

/** What the form begins with. */
const PROPOSED = { thresholdCents: 500, amountCents: 2_500, monthlyCapCents: 10_000 };

/** How credit is topped up by itself, and how it is going. */
export async function getAutomaticTopUp({ tx, caller, now }: Scope): Promise<AutomaticTopUp> {
  const [row] = await tx.select().from(automaticTopUps).where(isTopUpOf(caller));
  if (!row) return { state: 'off', stop: null, ...PROPOSED, boughtCents: 0 };
  const { boughtCents } = await readBought(tx, caller, now);
  const balanceNano = await readBalance(tx, caller);
  const { stop, thresholdCents, amountCents, monthlyCapCents } = row;
  const isCapped = judgeTopUp({ ...row, balanceNano, boughtCents }) === 'capped';
  return {
    state: stateOf(row, isCapped),
    stop: row.isOn ? stop : null,
    thresholdCents,
    amountCents,
    monthlyCapCents,
    boughtCents,
  };
}

function stateOf({ isOn, stop, pendingId }: TopUpRow, isCapped: boolean): AutomaticTopUp['state'] {
  if (!isOn) return 'off';
  if (stop !== null) return 'stopped';
  if (pendingId !== null) return 'buying';
  return isCapped ? 'capped' : 'on';
}

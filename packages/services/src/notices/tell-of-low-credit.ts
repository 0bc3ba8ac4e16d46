import { and, desc, eq } from 'drizzle-orm';
import { creditLots } from '@geko/db/schema/money';
import { settingsIn } from '../config/system-settings.ts';
import { insertNotice, type NoticePlace } from './insert-notice.ts';

/** A wallet that holds less than it did, in nano-USD. */
export type WalletFall = { walletBeforeNano: bigint; walletAfterNano: bigint };

/** lowCredit: below how much people hear of it, null = never. newestLotId: null where nothing was ever granted. */
export type CreditFacts = { lowCredit: bigint | null; newestLotId: string | null };

/** Whether the wallet went from above the mark to below it; null = no mark. */
export function fallsLow(
  { walletBeforeNano, walletAfterNano }: WalletFall,
  lowCredit: bigint | null,
): lowCredit is bigint {
  return lowCredit !== null && walletBeforeNano >= lowCredit && walletAfterNano < lowCredit;
}

/** Tells whoever tops up that credit runs low, once a grant: after the next one it may fall again. */
export async function tellOfLowCredit(
  place: NoticePlace,
  fall: WalletFall,
  { lowCredit, newestLotId }: CreditFacts,
): Promise<void> {
  if (newestLotId === null || !fallsLow(fall, lowCredit)) return;
  await insertNotice(place, {
    kind: 'credit_low',
    facts: { balanceNano: fall.walletAfterNano.toString(), thresholdNano: lowCredit.toString() },
    userId: null,
    onceKey: `credit_low ${newestLotId}`,
  });
}

/** What `tellOfLowCredit` needs to know, for whoever does not know it yet. */
export async function readCreditFacts({
  tx,
  tenantId,
  workspaceId,
}: NoticePlace): Promise<CreditFacts> {
  const settings = await settingsIn(tx);
  const [newest] = await tx
    .select({ id: creditLots.id })
    .from(creditLots)
    .where(and(eq(creditLots.tenantId, tenantId), eq(creditLots.workspaceId, workspaceId)))
    .orderBy(desc(creditLots.createdAt), desc(creditLots.id))
    .limit(1);
  return { lowCredit: settings['money.low_credit_nano'], newestLotId: newest?.id ?? null };
}

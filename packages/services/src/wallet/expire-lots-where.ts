import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { creditLots } from '@geko/db/schema/money';
import { expiryJournal } from '@geko/domain/ledger';
import { lockMoney } from '../ledger/lock-money.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';

/** Of how many lots something was taken, and how much; walletAfterNano: what the wallet holds now, null = nothing was. */
export type Expired = { lots: number; takenNano: bigint; walletAfterNano: bigint | null };

/**
 * Takes away what nobody holds of the lots that meet a condition: what running calls hold stays until they end.
 */
export async function expireLotsWhere(place: NoticePlace, condition: SQL): Promise<Expired> {
  const { tx, tenantId, workspaceId } = place;
  await lockMoney(tx);
  const lots = await tx
    .select({
      id: creditLots.id,
      kind: creditLots.kind,
      freeNano: sql<bigint>`${creditLots.remainingNano} - ${creditLots.heldNano}`.mapWith(BigInt),
    })
    .from(creditLots)
    .where(
      and(
        eq(creditLots.tenantId, tenantId),
        eq(creditLots.workspaceId, workspaceId),
        gt(creditLots.remainingNano, creditLots.heldNano),
        condition,
      ),
    )
    .orderBy(asc(creditLots.priority), asc(creditLots.expiresAt), asc(creditLots.id));
  const expired: Expired = { lots: lots.length, takenNano: 0n, walletAfterNano: null };
  for (const lot of lots) {
    expired.walletAfterNano = await expire(place, lot);
    expired.takenNano += lot.freeNano;
  }
  return expired;
}

async function expire(
  place: NoticePlace,
  lot: { id: string; kind: string; freeNano: bigint },
): Promise<bigint | null> {
  const { tx, tenantId, workspaceId, now, newId } = place;
  const expiryId = newId();
  await tx
    .update(creditLots)
    .set({ remainingNano: sql`${creditLots.heldNano}` })
    .where(
      and(
        eq(creditLots.tenantId, tenantId),
        eq(creditLots.workspaceId, workspaceId),
        eq(creditLots.id, lot.id),
      ),
    );
  const walletAfterNano = await postJournal(tx, {
    id: newId(),
    kind: 'expiry',
    operationId: expiryId,
    at: now,
    entries: expiryJournal({ lotId: lot.id, amountNano: lot.freeNano }),
  });
  await insertNotice(place, {
    kind: 'credit_expired',
    facts: { amountNano: lot.freeNano.toString(), lotKind: lot.kind },
    userId: null,
    onceKey: `credit_expired ${expiryId}`,
  });
  return walletAfterNano;
}

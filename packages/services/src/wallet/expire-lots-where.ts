import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { creditLots } from '@geko/db/schema/money';
import { expiryJournal } from '@geko/domain/ledger';
import { postJournal } from '../ledger/post-journal.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';

/**
 * Takes away what nobody holds of the lots that meet a condition: what running calls hold stays until they end. Locks
 * them in the order in which holds do. Returns of how many something was taken.
 */
export async function expireLotsWhere(place: NoticePlace, condition: SQL): Promise<number> {
  const { tx, tenantId, workspaceId } = place;
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
    .orderBy(asc(creditLots.priority), asc(creditLots.expiresAt), asc(creditLots.id))
    .for('update');
  for (const lot of lots) await expire(place, lot);
  return lots.length;
}

async function expire(
  place: NoticePlace,
  lot: { id: string; kind: string; freeNano: bigint },
): Promise<void> {
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
  await postJournal(tx, {
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
}

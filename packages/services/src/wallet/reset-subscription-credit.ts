import { and, eq, gt, gte, isNull, or, sql } from 'drizzle-orm';
import { creditLots } from '@geko/db/schema/money';
import { lockMoney } from '../ledger/lock-money.ts';
import type { NoticePlace } from '../notices/insert-notice.ts';
import { addLot } from './add-lot.ts';
import { expireLotsWhere } from './expire-lots-where.ts';

/**
 * Begins a subscription's period: the credit of the one before expires, and this one's is granted; once a period,
 * whoever comes and however often. What running calls hold of the old credit expires when they give it back. A period
 * that is over already, or that credit was granted after, changes nothing: its news came late or out of order.
 * periodKey: unique among the workspace's periods. expiresAt: the period's end. Returns whether credit was granted.
 */
export async function resetSubscriptionCredit(
  place: NoticePlace,
  period: { periodKey: string; amountNano: bigint; expiresAt: Date | null },
): Promise<boolean> {
  const { tx, tenantId, workspaceId, now } = place;
  const { periodKey, amountNano, expiresAt } = period;
  if (expiresAt !== null && expiresAt <= now) return false;
  await lockMoney(tx);
  const id = await lotOf(place, periodKey);
  const isHere = and(eq(creditLots.tenantId, tenantId), eq(creditLots.workspaceId, workspaceId));
  const isOld = eq(creditLots.kind, 'subscription');
  // Whose clock is ahead may have begun the next one.
  const isLater = expiresAt === null ? undefined : and(isOld, gte(creditLots.createdAt, expiresAt));
  const granted = await tx.$count(creditLots, and(isHere, or(eq(creditLots.id, id), isLater)));
  if (granted > 0) return false;
  await tx
    .update(creditLots)
    .set({ expiresAt: now })
    .where(
      and(
        isHere,
        isOld,
        eq(creditLots.isOpen, true),
        or(isNull(creditLots.expiresAt), gt(creditLots.expiresAt, now)),
      ),
    );
  await expireLotsWhere(place, isOld);
  if (amountNano === 0n) return false;
  return addLot(place, { id, kind: 'subscription', amountNano, expiresAt, grantedBy: null });
}

/** The id of the period's lot, which follows from the period. */
async function lotOf({ tx, workspaceId }: NoticePlace, periodKey: string): Promise<string> {
  const name = `subscription ${workspaceId} ${periodKey}`;
  const { rows } = await tx.execute<{ id: string }>(sql`select md5(${name})::uuid as id`);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('a period without a lot');
  return id;
}

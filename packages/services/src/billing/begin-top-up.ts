import { automaticTopUps, payments } from '@geko/db/schema/payments';
import { judgeTopUp } from '@geko/domain/automatic-top-up';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { RequestFacts } from '../deps.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';
import { isTopUpOf, readBalance, readBought } from './automatic-top-up-row.ts';
import { isPayment, termsOf } from './start-top-up.ts';
import { findCustomer } from './stripe-customer.ts';

/** A payment that is to be made by itself. customerId: null = the company is not at Stripe. */
export type PendingTopUp = {
  id: string;
  customerId: string | null;
  amountCents: number;
  begunAt: Date;
};

/**
 * The automatic top-up that the workspace is to make now: the one that it has begun or, where credit is below the threshold
 * and the month's cap allows, a new one; null = none. Whoever comes at the same time waits, and gets the same.
 */
export async function beginTopUp(
  place: NoticePlace,
  request: RequestFacts,
): Promise<PendingTopUp | null> {
  const { tx, tenantId, workspaceId, now, newId } = place;
  const [set] = await tx.select().from(automaticTopUps).where(isTopUpOf(place)).for('update');
  if (!set) return null;
  if (set.pendingId !== null) return findPending(place, set.pendingId);
  if (!set.isOn || set.stop !== null) return null;
  const { boughtCents, monthStart } = await readBought(tx, place, now);
  const balanceNano = await readBalance(tx, place);
  const verdict = judgeTopUp({ ...set, balanceNano, boughtCents });
  if (verdict === 'capped') {
    await insertNotice(place, {
      kind: 'top_up_capped',
      facts: { capCents: `${set.monthlyCapCents}` },
      userId: null,
      onceKey: `top_up_capped ${monthStart.toISOString()}`,
    });
  }
  if (verdict !== 'buy') return null;
  const { amountCents } = set;
  const [id, customerId] = [newId(), await findCustomer(tx, place)];
  await tx.insert(payments).values({
    tenantId,
    workspaceId,
    id,
    state: 'begun',
    origin: 'automatic',
    ...termsOf({ amountCents }),
    customerId,
    begunBy: set.setBy,
    begunAt: now,
  });
  await tx.update(automaticTopUps).set({ pendingId: id }).where(isTopUpOf(place));
  await writeAuditLine(
    { ...place, actorId: null, request },
    { action: 'top_up.charge', objectId: id, after: `${amountCents}` },
  );
  return { id, customerId, amountCents, begunAt: now };
}

/** What was begun; null = it is over, and another may begin. */
async function findPending(place: NoticePlace, id: string): Promise<PendingTopUp | null> {
  const { tx } = place;
  const [begun] = await tx
    .select()
    .from(payments)
    .where(isPayment({ ...place, id }));
  if (begun?.state === 'begun') {
    const { customerId, priceCents: amountCents, begunAt } = begun;
    return { id, customerId, amountCents, begunAt };
  }
  await tx.update(automaticTopUps).set({ pendingId: null }).where(isTopUpOf(place));
  return null;
}

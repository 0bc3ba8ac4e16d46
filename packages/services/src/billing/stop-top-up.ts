import { and, eq } from 'drizzle-orm';
import type { TopUpStop } from '@geko/contracts/automatic-top-up';
import { automaticTopUps, payments } from '@geko/db/schema/payments';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { RequestFacts } from '../deps.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';
import { isTopUpOf } from './automatic-top-up-row.ts';
import { isPayment } from './start-top-up.ts';

/**
 * Ends an automatic top-up that was not paid, once, and stops further ones: people hear of it, and see to it. Nothing where
 * it is over already.
 */
export async function stopTopUp(
  place: NoticePlace,
  { paymentId, stop, request }: { paymentId: string; stop: TopUpStop; request: RequestFacts },
): Promise<void> {
  const { tx, now } = place;
  const [failed] = await tx
    .update(payments)
    .set({ state: 'failed' })
    .where(and(isPayment({ ...place, id: paymentId }), eq(payments.state, 'begun')))
    .returning({ amountCents: payments.priceCents });
  if (!failed) return;
  await tx
    .update(automaticTopUps)
    .set({ pendingId: null, stop, stoppedAt: now })
    .where(isTopUpOf(place));
  await insertNotice(place, {
    kind: 'top_up_stopped',
    facts: { stop, amountCents: `${failed.amountCents}` },
    userId: null,
    onceKey: `top_up_stopped ${paymentId}`,
  });
  await writeAuditLine(
    { ...place, actorId: null, request },
    { action: 'top_up.stop', objectId: paymentId, after: stop },
  );
}

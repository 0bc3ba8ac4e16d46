import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { SettleQuarantine } from '@geko/contracts/payments';
import { stripeEvents } from '@geko/db/schema/payments';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';

const EVENT_ID = /^evt_[\w-]{1,250}$/u;

/** An operator has put right what Stripe told: it waits no longer. @throws AppError NOT_FOUND for what does not wait */
export async function settleQuarantine(
  deps: OperatorDeps,
  operator: Operator,
  { eventId, note }: SettleQuarantine,
): Promise<void> {
  if (!EVENT_ID.test(eventId)) throw new AppError('NOT_FOUND');
  await deps.db.transaction(async (tx) => {
    const settled = await tx
      .update(stripeEvents)
      .set({ settledAt: deps.now(), settledBy: operator.principal.userId, note })
      .where(
        and(
          eq(stripeEvents.id, eventId),
          eq(stripeEvents.outcome, 'quarantined'),
          isNull(stripeEvents.settledAt),
        ),
      )
      .returning({ id: stripeEvents.id });
    if (settled.length === 0) throw new AppError('NOT_FOUND');
    await auditOperator(tx, deps, operator, {
      action: 'payment.settle',
      // The record knows no capitals.
      objectId: eventId.toLowerCase(),
    });
  });
}

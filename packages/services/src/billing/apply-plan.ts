import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import type { Standing } from '@geko/domain/plan-standing';
import { writeAuditLine, type AuditPlace } from '../audit/write-audit.ts';
import { insertNotice } from '../notices/insert-notice.ts';
import { listPlanNames } from '../plans/list-plans.ts';
import { findStanding } from './find-standing.ts';
import { isSubscription, type PlanSubscription } from './plan-subscription.ts';

/**
 * Puts a workspace on the plan that its subscription gives it now, and reminds whoever pays of what is due: in the
 * transaction that learned something of it, or when time has changed it. A plan that the operator has set by hand stays,
 * until another subscription begins (isNew). The same again changes nothing and tells nothing. It writes to the record
 * last.
 */
export async function applyPlan(
  place: Omit<AuditPlace, 'actorId'>,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  const { tx, tenantId, workspaceId, now } = place;
  const { subscription, standing } = await findStanding(place);
  if (subscription === null || standing.kind === 'none') return;
  const { nextAt: lookAt } = standing;
  if (subscription.lookAt?.getTime() !== lookAt?.getTime()) {
    await tx
      .update(planSubscriptions)
      .set({ lookAt })
      .where(isSubscription({ tenantId, workspaceId, id: subscription.id }));
  }
  const isHere = and(
    eq(workspaceSubscriptions.tenantId, tenantId),
    eq(workspaceSubscriptions.workspaceId, workspaceId),
  );
  const [held] = await tx.select().from(workspaceSubscriptions).where(isHere).for('update');
  if (!held) throw new AppError('NOT_FOUND');
  if (held.isByHand && !isNew) return;
  await tellOf(place, { subscription, standing });
  const planId = standing.planId ?? 'free';
  if (held.planId === planId && !held.isByHand) return;
  await tx
    .update(workspaceSubscriptions)
    .set({ planId, isByHand: false, ...(held.planId !== planId && { startedAt: now }) })
    .where(isHere);
  if (held.planId === planId) return;
  await writeAuditLine(
    { ...place, actorId: null },
    { action: 'plan.follow', objectId: workspaceId, before: held.planId, after: planId },
  );
}

/** Each reminder once, and once that the plan is lost. */
async function tellOf(
  place: Omit<AuditPlace, 'actorId'>,
  { subscription, standing }: { subscription: PlanSubscription; standing: Standing },
): Promise<void> {
  const { id, endReason } = subscription;
  const names = await listPlanNames(place.tx);
  const planName = names[subscription.planId];
  const { kind, reminder, until } = standing;
  const since = standing.failedSince ?? subscription.failedSince;
  const once = `${id} ${since?.toISOString() ?? ''}`;
  if (reminder !== null && until !== null) {
    await insertNotice(place, {
      kind: 'payment_failed',
      facts: { planName, step: reminder, until: until.toISOString() },
      userId: null,
      onceKey: `payment_failed ${once} ${reminder}`,
    });
  }
  if (kind === 'lapsed' || (kind === 'ended' && endReason === 'payment_failed')) {
    await insertNotice(place, {
      kind: 'plan_lapsed',
      facts: { planName, freeName: names.free },
      userId: null,
      onceKey: `plan_lapsed ${once}`,
    });
  }
}

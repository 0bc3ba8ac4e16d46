import { and, eq } from 'drizzle-orm';
import type { PlanStanding } from '@geko/contracts/subscriptions';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { findStanding } from './find-standing.ts';
import { hadPlan } from './had-plan.ts';
import type { PlanSubscription } from './plan-subscription.ts';

/** How the workspace stands with its plan, for whoever may see what is paid. */
export async function getPlanStanding(scope: Scope): Promise<PlanStanding> {
  const { tx, caller } = scope;
  const { tenantId, workspaceId, planId } = caller;
  const [held] = await tx
    .select({ isByHand: workspaceSubscriptions.isByHand })
    .from(workspaceSubscriptions)
    .where(
      and(
        eq(workspaceSubscriptions.tenantId, tenantId),
        eq(workspaceSubscriptions.workspaceId, workspaceId),
      ),
    );
  const { subscription, standing } = await findStanding({
    tx,
    tenantId,
    workspaceId,
    now: scope.now,
  });
  return {
    planId,
    // What everybody begins with is nobody's doing.
    isByHand: held?.isByHand === true && planId !== (standing.planId ?? 'free'),
    standing: standing.kind,
    until: standing.until?.toISOString() ?? null,
    isTrialOpen: !(await hadPlan(tx)),
    subscription: subscription === null ? null : viewOf(subscription),
  };
}

function viewOf(row: PlanSubscription): PlanStanding['subscription'] {
  const { id, planId, priceCents, periodStartAt, periodEndAt, isEnding, failedSince, endedAt } =
    row;
  return {
    id,
    planId,
    priceCents,
    periodStart: periodStartAt?.toISOString() ?? null,
    periodEnd: periodEndAt?.toISOString() ?? null,
    isEndingAtPeriodEnd: isEnding,
    failedSince: failedSince?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

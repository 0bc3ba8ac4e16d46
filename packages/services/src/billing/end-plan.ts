import type { PlanOperation } from '@geko/contracts/subscriptions';
import { endPlanAtPeriodEnd, resumePlan as resumeAtStripe } from '@geko/payments/stripe/end-plan';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';
import { askedAt } from './asked-at.ts';
import { followSubscription } from './follow-subscription.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { mustRun } from './must-run.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

type PlanDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'log'>;

/**
 * Lets the plan end with its period, which is paid for.
 * @throws AppError FORBIDDEN; CONFLICT where there is none; UNAVAILABLE
 */
export function cancelPlan(deps: PlanDeps, buyer: Buyer, wish: PlanOperation): Promise<void> {
  return setEnding(deps, buyer, { ...wish, isEnding: true });
}

/**
 * Takes that back, as long as the period lasts.
 * @throws AppError FORBIDDEN; CONFLICT where there is none; UNAVAILABLE
 */
export function resumePlan(deps: PlanDeps, buyer: Buyer, wish: PlanOperation): Promise<void> {
  return setEnding(deps, buyer, { ...wish, isEnding: false });
}

async function setEnding(
  deps: PlanDeps,
  buyer: Buyer,
  { workspaceId, id, isEnding }: PlanOperation & { isEnding: boolean },
): Promise<void> {
  const inside = insideOf(deps, buyer, workspaceId);
  const { subscriptionId, planId, ...kept } = await inside(mustRun);
  if (kept.isEnding === isEnding) return;
  const { client } = requireStripe(deps);
  const asked = await askedAt(deps.db);
  const tell = isEnding ? endPlanAtPeriodEnd : resumeAtStripe;
  const facts = await viaStripe(deps.log, () => tell(client, { operationId: id, subscriptionId }));
  await inside(async (scope) => {
    await followSubscription(scope.tx, deps, { facts, askedAt: asked }, scope.request);
    await writeAudit(scope, {
      action: isEnding ? 'plan.cancel' : 'plan.resume',
      objectId: workspaceId,
      after: planId,
    });
  });
}

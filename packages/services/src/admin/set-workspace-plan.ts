import { and, eq } from 'drizzle-orm';
import type { SetWorkspacePlan } from '@geko/contracts/admin';
import { AppError } from '@geko/contracts/errors';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { applyPlan } from '../billing/apply-plan.ts';
import { findStanding } from '../billing/find-standing.ts';
import { inWorkspaceAsOperator } from './audit-operator.ts';
import type { Operator, OperatorDeps } from './operator.ts';

/**
 * Puts a workspace on another plan by the operator's hand; it holds from the next request on, whatever its subscription at
 * Stripe says, until another one begins. Set to what the subscription gives (without one: free), it follows that again.
 */
export async function setWorkspacePlan(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, planId }: SetWorkspacePlan,
): Promise<void> {
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const here = and(
      eq(workspaceSubscriptions.tenantId, tenantId),
      eq(workspaceSubscriptions.workspaceId, workspaceId),
    );
    const [before] = await tx.select().from(workspaceSubscriptions).where(here).for('update');
    if (!before) throw new AppError('NOT_FOUND');
    const now = deps.now();
    const { newId } = deps;
    const at = { tx, tenantId, workspaceId, now };
    const { standing } = await findStanding(at);
    const isByHand = planId !== (standing.planId ?? 'free');
    await tx.update(workspaceSubscriptions).set({ planId, isByHand, startedAt: now }).where(here);
    await applyPlan({ ...at, newId, request: operator.request });
    return { action: 'plan.set', objectId: workspaceId, before: before.planId, after: planId };
  });
}

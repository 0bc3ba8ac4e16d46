import { and, eq } from 'drizzle-orm';
import type { SetWorkspacePlan } from '@geko/contracts/admin';
import { AppError } from '@geko/contracts/errors';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { inWorkspaceAsOperator } from './audit-operator.ts';
import type { Operator, OperatorDeps } from './operator.ts';

/** Puts a workspace on another plan by the operator's hand; it holds from the next request on. */
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
    await tx.update(workspaceSubscriptions).set({ planId, startedAt: deps.now() }).where(here);
    return { action: 'plan.set', objectId: workspaceId, before: before.planId, after: planId };
  });
}

import { and, eq, sql } from 'drizzle-orm';
import type { SetWorkspacePlan } from '@geko/contracts/admin';
import { AppError } from '@geko/contracts/errors';
import { inTenant } from '@geko/db/client';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';

/** Puts a workspace on another plan by the operator's hand; it holds from the next request on. */
export async function setWorkspacePlan(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  who: { principal: Principal; request: RequestFacts },
  input: SetWorkspacePlan,
): Promise<void> {
  const { rows } = await deps.db.execute<{ tenant: string | null }>(
    sql`select system.tenant_of(${input.workspaceId}::uuid) as tenant`,
  );
  const tenantId = rows[0]?.tenant;
  if (!tenantId) throw new AppError('NOT_FOUND');
  const { workspaceId } = input;
  const place = { tenantId, workspaceId };
  await inTenant(deps.db, { ...place, userId: who.principal.userId }, async (tx) => {
    const here = and(
      eq(workspaceSubscriptions.tenantId, tenantId),
      eq(workspaceSubscriptions.workspaceId, workspaceId),
    );
    const [before] = await tx.select().from(workspaceSubscriptions).where(here).for('update');
    if (!before) throw new AppError('NOT_FOUND');
    await tx
      .update(workspaceSubscriptions)
      .set({ planId: input.planId, startedAt: deps.now() })
      .where(here);
    await writeAuditLine(
      {
        tx,
        ...place,
        actorId: who.principal.userId,
        now: deps.now(),
        newId: deps.newId,
        request: who.request,
      },
      { action: 'plan.set', objectId: workspaceId, before: before.planId, after: input.planId },
    );
  });
}

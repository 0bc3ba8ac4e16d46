import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { inTenant, type Tx } from '@geko/db/client';
import { writeAccountAudit, writeAuditLine, type AuditEntry } from '../audit/write-audit.ts';
import type { Operator, OperatorDeps } from './operator.ts';

/**
 * Puts on the record what an operator did to the whole installation: on that of every workspace which they belong to.
 * Write it last; it leaves the transaction in no workspace.
 */
export async function auditOperator(
  tx: Tx,
  deps: OperatorDeps,
  { principal: { userId }, request, isGeko = false }: Operator,
  entry: AuditEntry,
): Promise<void> {
  await writeAccountAudit(
    { tx, userId, actorId: isGeko ? null : userId, now: deps.now(), newId: deps.newId, request },
    entry,
  );
}

/**
 * Runs an operator's change in somebody's workspace: one transaction that sees only that one, and its line on the
 * record there last. Throws NOT_FOUND where there is no such workspace.
 */
export async function inWorkspaceAsOperator(
  deps: OperatorDeps,
  { principal: { userId }, request }: Operator,
  workspaceId: string,
  change: (place: { tx: Tx; tenantId: string; workspaceId: string }) => Promise<AuditEntry>,
): Promise<void> {
  const { rows } = await deps.db.execute<{ tenant: string | null }>(
    sql`select system.tenant_of(${workspaceId}::uuid) as tenant`,
  );
  const tenantId = rows[0]?.tenant;
  if (!tenantId) throw new AppError('NOT_FOUND');
  await inTenant(deps.db, { userId, tenantId, workspaceId }, async (tx) => {
    const entry = await change({ tx, tenantId, workspaceId });
    const { newId } = deps;
    const now = deps.now();
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: userId, now, newId, request },
      entry,
    );
  });
}

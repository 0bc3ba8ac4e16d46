import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { roleCan, WorkspaceRole, type Permission } from '@geko/contracts/permissions';
import { PlanId } from '@geko/contracts/plans';
import type { Tx } from '@geko/db/client';
import type { Caller, Deps, RequestFacts, Scope } from '../deps.ts';

type Entry = {
  tenant_id: string;
  role: string;
  plan_id: string;
  time_zone: string;
  name: string;
  created_at: Date | string;
};

/**
 * Points an open transaction at a workspace and tells who the caller is there.
 * A missing, deleted or foreign workspace is the same NOT_FOUND.
 */
export async function enterWorkspace(
  tx: Tx,
  { userId, workspaceId }: { userId: string; workspaceId: string },
): Promise<Caller> {
  const { rows } = await tx.execute<Entry>(
    sql`select * from enter_workspace(${userId}::uuid, ${workspaceId}::uuid)`,
  );
  const entry = rows[0];
  if (!entry) throw new AppError('NOT_FOUND');
  return {
    userId,
    workspaceId,
    tenantId: entry.tenant_id,
    workspaceName: entry.name,
    role: WorkspaceRole.parse(entry.role),
    planId: PlanId.parse(entry.plan_id),
    timeZone: entry.time_zone,
    createdAt: new Date(entry.created_at),
  };
}

/** Runs a verb in one transaction inside a workspace. */
export function inWorkspace<T>(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  who: { userId: string; workspaceId: string; request: RequestFacts },
  verb: (scope: Scope) => Promise<T>,
): Promise<T> {
  return deps.db.transaction(async (tx) => {
    const caller = await enterWorkspace(tx, who);
    return verb({ tx, caller, now: deps.now(), newId: deps.newId, request: who.request });
  });
}

/** Throws FORBIDDEN unless the caller's role holds the permission. */
export function assertPermitted(caller: Caller, permission: Permission): void {
  if (!roleCan(caller.role, permission)) throw new AppError('FORBIDDEN');
}

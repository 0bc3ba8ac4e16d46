import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { LicenceTier } from '@geko/contracts/licences';
import { MemberRole, type Permission } from '@geko/contracts/permissions';
import { PlanId, planSchema, planTable } from '@geko/contracts/plans';
import type { Tx } from '@geko/db/client';
import { licencePlan } from '@geko/domain/licence';
import type { Caller, Deps, RequestFacts, Scope } from '../deps.ts';
import { roleFacts } from './role-facts.ts';

/** A row of the database's enter_workspace. */
export type EntryRow = {
  tenant_id: string;
  role: string;
  custom_role_id: string | null;
  role_name: string | null;
  permissions: string[] | null;
  plan_id: string;
  plan: unknown;
  time_zone: string;
  name: string;
  icon_id: string | null;
  created_at: Date | string;
  has_local_models: boolean;
};

/**
 * Whose workspace. keepsRole: the caller's role cannot change before the transaction ends, so that whoever takes it from
 * them sees all that they began by it. apiKeyId, onlyModelIds, licenceTier: the key that they came by, if any, and what it is for.
 */
type Who = {
  userId: string;
  workspaceId: string;
  keepsRole?: boolean;
  apiKeyId?: string | null;
  onlyModelIds?: ReadonlySet<string> | null;
  licenceTier?: LicenceTier | null;
};

/**
 * Points an open transaction at a workspace and tells who the caller is there.
 * A missing, deleted or foreign workspace is the same NOT_FOUND.
 */
export async function enterWorkspace(tx: Tx, who: Who): Promise<Caller> {
  const { userId, workspaceId, keepsRole = false } = who;
  const { rows } = await tx.execute<EntryRow>(
    sql`select * from enter_workspace(${userId}::uuid, ${workspaceId}::uuid, ${keepsRole})`,
  );
  const entry = rows[0];
  if (!entry) throw new AppError('NOT_FOUND');
  return callerOf(who, entry);
}

/** Whoever has come in, by their row of enter_workspace. */
export function callerOf(
  {
    userId,
    workspaceId,
    apiKeyId = null,
    onlyModelIds = null,
    licenceTier = null,
  }: Pick<Who, 'userId' | 'workspaceId' | 'apiKeyId' | 'onlyModelIds' | 'licenceTier'>,
  entry: EntryRow,
): Caller {
  const role = {
    role: MemberRole.parse(entry.role),
    customRoleId: entry.custom_role_id,
    customRoleName: entry.role_name,
    customPermissions: entry.permissions,
  };
  return {
    userId,
    apiKeyId,
    onlyModelIds,
    licenceTier,
    workspaceId,
    tenantId: entry.tenant_id,
    workspaceName: entry.name,
    ...roleFacts(role),
    ...planOf(entry, licenceTier),
    timeZone: entry.time_zone,
    iconId: entry.icon_id,
    createdAt: new Date(entry.created_at),
    hasLocalModels: entry.has_local_models,
  };
}

/** A plan as the operator has changed it, or as it ships; what a licence's tier makes of it. */
function planOf(entry: EntryRow, licenceTier: LicenceTier | null): Pick<Caller, 'planId' | 'plan'> {
  const planId = PlanId.parse(entry.plan_id);
  const plan = entry.plan === null ? planTable[planId] : planSchema.parse(entry.plan);
  return { planId, plan: licenceTier === null ? plan : licencePlan(licenceTier, plan) };
}

/**
 * Runs a verb in one transaction inside a workspace. onlyWorkspaceId: that of the principal; to an access token every
 * other workspace is NOT_FOUND.
 */
export async function inWorkspace<T>(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  who: Who & { onlyWorkspaceId: string | null; request: RequestFacts },
  verb: (scope: Scope) => Promise<T>,
): Promise<T> {
  const { onlyWorkspaceId, workspaceId } = who;
  if (onlyWorkspaceId !== null && onlyWorkspaceId !== workspaceId) throw new AppError('NOT_FOUND');
  return deps.db.transaction(async (tx) => {
    const caller = await enterWorkspace(tx, who);
    return verb({ tx, caller, now: deps.now(), newId: deps.newId, request: who.request });
  });
}

/** Throws FORBIDDEN unless the caller's role holds the permission. */
export function assertPermitted(caller: Caller, permission: Permission): void {
  if (!caller.permissions.has(permission)) throw new AppError('FORBIDDEN');
}

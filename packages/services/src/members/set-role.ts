import { and, eq } from 'drizzle-orm';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import type { WorkspaceRoleFacts } from '../roles/load-roles.ts';

/** Puts a member into a role, whoever may do so having been asked before. The team must be locked. */
export async function setRole(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  userId: string,
  { role, customRoleId }: Pick<WorkspaceRoleFacts, 'role' | 'customRoleId'>,
): Promise<void> {
  await tx
    .update(workspaceMembers)
    .set({ role, customRoleId })
    .where(
      and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
        eq(workspaceMembers.userId, userId),
      ),
    );
}

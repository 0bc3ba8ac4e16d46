import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { getRole, type Roles, type WorkspaceRoleFacts } from '../roles/load-roles.ts';

export type FoundMember = {
  userId: string;
  name: string;
  email: string;
  locale: 'en' | 'de';
  role: WorkspaceRoleFacts;
};

/** Somebody of the workspace and their role; anybody else is NOT_FOUND. */
export async function getMember(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  roles: Roles,
  userId: string,
): Promise<FoundMember> {
  const [row] = await tx
    .select({
      role: workspaceMembers.role,
      customRoleId: workspaceMembers.customRoleId,
      name: users.name,
      email: users.email,
      locale: users.locale,
    })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
        eq(workspaceMembers.userId, userId),
      ),
    );
  if (!row) throw new AppError('NOT_FOUND');
  const { name, email, locale } = row;
  return { userId, name, email, locale, role: getRole(roles, row.customRoleId ?? row.role) };
}

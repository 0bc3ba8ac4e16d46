import { and, eq, or, sql } from 'drizzle-orm';
import type { ListMembers, MemberPage } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { canGrant } from '@geko/domain/grants';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { getRole, loadRoles } from '../roles/load-roles.ts';

/** As fine as a cursor tells it. */
const joinedAt = sql<Date>`date_trunc('milliseconds', ${workspaceMembers.createdAt})`.mapWith(
  workspaceMembers.createdAt,
);

/** Who belongs to the workspace, in the order in which they came. */
export async function listMembers(scope: Scope, input: ListMembers): Promise<MemberPage> {
  const { tx, caller } = scope;
  const after = fromCursor(input.cursor);
  const isHere = and(
    eq(workspaceMembers.tenantId, caller.tenantId),
    eq(workspaceMembers.workspaceId, caller.workspaceId),
  );
  const rows = await tx
    .select({
      userId: workspaceMembers.userId,
      name: users.name,
      email: users.email,
      avatarId: users.avatarId,
      role: workspaceMembers.role,
      customRoleId: workspaceMembers.customRoleId,
      joinedAt,
    })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        isHere,
        contains(input.search ?? ''),
        after
          ? sql`(${joinedAt}, ${workspaceMembers.userId}) > (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(joinedAt, workspaceMembers.userId)
    .limit(input.limit + 1);
  const [counts] = await tx
    .select({
      total: sql<number>`count(*)::int`,
      owners: sql<number>`count(*) filter (where ${workspaceMembers.role} = 'owner')::int`,
    })
    .from(workspaceMembers)
    .where(isHere);
  const roles = await loadRoles(scope);
  const mayChange =
    caller.permissions.has('member:role') || caller.permissions.has('member:remove');
  const page = toPage(rows, input.limit, (row) => ({ at: row.joinedAt, id: row.userId }));
  return {
    items: page.rows.map(({ role, customRoleId, joinedAt: since, ...person }) => {
      const { roleId, roleName, permissions } = getRole(roles, customRoleId ?? role);
      const isLastOwner = role === 'owner' && counts?.owners === 1;
      return {
        ...person,
        roleId,
        roleName,
        joinedAt: since.toISOString(),
        canChange: mayChange && !isLastOwner && canGrant(caller.permissions, permissions),
      };
    }),
    total: counts?.total ?? 0,
    nextCursor: page.nextCursor,
  };
}

/** The text in name or address, whatever the case; its signs stand for themselves. */
function contains(search: string) {
  if (search === '') return undefined;
  const pattern = `%${search.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`;
  return or(sql`${users.name} ilike ${pattern}`, sql`${users.email} ilike ${pattern}`);
}

import { and, eq, inArray } from 'drizzle-orm';
import { isUuid } from '@geko/contracts/ids';
import { builtInRoleNames, WorkspaceRole } from '@geko/contracts/permissions';
import { users } from '@geko/db/schema/identity';
import { workspaceRoles } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import type { AuditRow } from './audit-lines.ts';

/** What an object is called today; null when it is gone or has no name. */
export type NameOf = (line: AuditRow['line']) => string | null;

const isPerson = (kind: string) => kind === 'member' || kind === 'account';

/** Looks up what the objects of some lines are called: people, roles, and the workspace itself. */
export async function nameObjects({ tx, caller }: Scope, rows: AuditRow[]): Promise<NameOf> {
  const idsOf = (isWanted: (kind: string) => boolean) => [
    ...new Set(
      rows.flatMap(({ line }) =>
        isWanted(line.objectKind) && isUuid(line.objectId) ? [line.objectId] : [],
      ),
    ),
  ];
  const people = idsOf(isPerson);
  const roles = idsOf((kind) => kind === 'role');
  const names = new Map<string, string>([[caller.workspaceId, caller.workspaceName]]);
  if (people.length > 0) {
    const found = await tx
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(inArray(users.id, people));
    for (const { id, name } of found) names.set(id, name);
  }
  if (roles.length > 0) {
    const found = await tx
      .select({ id: workspaceRoles.id, name: workspaceRoles.name })
      .from(workspaceRoles)
      .where(
        and(
          eq(workspaceRoles.tenantId, caller.tenantId),
          eq(workspaceRoles.workspaceId, caller.workspaceId),
          inArray(workspaceRoles.id, roles),
        ),
      );
    for (const { id, name } of found) names.set(id, name);
  }
  return ({ objectKind, objectId }) => {
    const builtIn = objectKind === 'role' ? WorkspaceRole.safeParse(objectId) : null;
    return builtIn?.success ? builtInRoleNames[builtIn.data] : (names.get(objectId) ?? null);
  };
}

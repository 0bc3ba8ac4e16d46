import { AppError } from '@geko/contracts/errors';
import type { CreateRole, Role } from '@geko/contracts/roles';
import { workspaceRoles } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { lockTeam } from '../members/lock-team.ts';
import { viewRole } from './list-roles.ts';
import { assertCanGrant, loadRoles } from './load-roles.ts';
import { assertNameFree, MOST_ROLES, setPermissions } from './write-role.ts';

/** Makes a role out of permissions, all of which the caller must hold (CANNOT_GRANT). */
export async function createRole(before: Scope, input: CreateRole): Promise<Role> {
  const scope = await lockTeam(before, 'role:manage');
  const { tx, caller, now } = scope;
  assertCanGrant(caller, input.permissions, 'permissions');
  const roles = await loadRoles(scope);
  assertNameFree(roles, input.name, null);
  const own = [...roles.values()].filter(({ customRoleId }) => customRoleId !== null);
  if (own.length >= MOST_ROLES) {
    throw new AppError('BAD_REQUEST', {
      message: `A workspace can have at most ${MOST_ROLES} roles of its own.`,
    });
  }
  const id = scope.newId();
  const { tenantId, workspaceId } = caller;
  const { name, description } = input;
  await tx
    .insert(workspaceRoles)
    .values({ tenantId, workspaceId, id, name, description, createdAt: now });
  await setPermissions(scope, id, input.permissions);
  await writeAudit(scope, {
    action: 'role.create',
    objectId: id,
    after: input.permissions.toSorted().join(','),
  });
  return viewRole(scope, id);
}

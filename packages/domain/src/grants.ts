import type { Permission } from '@geko/contracts/permissions';

/**
 * Whether somebody may give, change or take a role (issue 3: nobody can grant what they do not have): only one whose
 * every permission they hold themselves.
 */
export function canGrant(held: ReadonlySet<Permission>, role: Iterable<Permission>): boolean {
  for (const permission of role) if (!held.has(permission)) return false;
  return true;
}

/** Whether somebody may put a member, also themselves, from one role into another: both must be theirs to give. */
export function canMove(
  held: ReadonlySet<Permission>,
  roles: { from: Iterable<Permission>; to: Iterable<Permission> },
): boolean {
  return canGrant(held, roles.from) && canGrant(held, roles.to);
}

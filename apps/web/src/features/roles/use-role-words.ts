'use client';
import type { WorkspaceRole } from '@geko/contracts/permissions';
import type { Role } from '@geko/contracts/roles';
import { useMessages } from '../../messages/use-messages.tsx';

/** What a role is for: of a built-in one in the reader's language, of another as its maker described it. */
export function useRoleWords(): { description: (role: Role) => string } {
  const roles = useMessages('roles');
  const builtIn: Record<WorkspaceRole, string> = roles.descriptions;
  const isBuiltIn = (roleId: string): roleId is WorkspaceRole => roleId in builtIn;
  return {
    description: ({ roleId, description }) =>
      isBuiltIn(roleId) ? builtIn[roleId] : description === '' ? roles.noDescription : description,
  };
}

'use client';
import { Field } from '@geko/ui/field';
import type { Role } from '@geko/contracts/roles';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useRoleWords } from '../roles/use-role-words.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

export type RoleChoice = {
  roles: readonly Role[];
  /** null = the roles are not there yet. */
  roleId: string | null;
  choose: (role: Role) => void;
};

/** The role that an invitation gives: editor at first, or the first that may be given. */
export function useInviteRole(): RoleChoice {
  const { workspace } = useWorkspace();
  const { data } = trpc.roles.list.useQuery({ workspaceId: workspace.id });
  const [chosen, setChosen] = useState<string | null>(null);
  const roles = data?.filter(({ canGrant }) => canGrant) ?? [];
  const atFirst = roles.find(({ roleId }) => roleId === 'editor') ?? roles[0];
  return {
    roles,
    roleId: chosen ?? atFirst?.roleId ?? null,
    choose: ({ roleId }) => setChosen(roleId),
  };
}

/** The select of that role, with what the role is for. */
export function InviteRole({ choice: { roles, roleId, choose } }: { choice: RoleChoice }) {
  const { dialog } = useMessages('members');
  const words = useRoleWords();
  const role = roles.find((one) => one.roleId === roleId);
  return (
    <Field label={dialog.role} hint={role === undefined ? ' ' : words.description(role)}>
      <RoleSelect label={null} roles={roles} value={roleId} onChange={choose} />
    </Field>
  );
}

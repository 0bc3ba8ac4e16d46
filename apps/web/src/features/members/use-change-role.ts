'use client';
import type { Member } from '@geko/contracts/members';
import type { Role } from '@geko/contracts/roles';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import type { MembersQuery } from './members-query.ts';

type RoleChoice = Pick<Role, 'roleId' | 'name'>;

/** Gives a member another role: at once on the screen, taken back when the server refuses, with Undo in the toast. */
export function useChangeRole(query: MembersQuery): (member: Member, role: RoleChoice) => void {
  const members = useMessages('members');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const { workspaceId } = query;
  const patch = (userId: string, { roleId, name }: RoleChoice): void =>
    utils.members.list.setInfiniteData(query, (list) =>
      list === undefined
        ? list
        : {
            ...list,
            pages: list.pages.map((page) => ({
              ...page,
              items: page.items.map((one) =>
                one.userId === userId ? { ...one, roleId, roleName: name } : one,
              ),
            })),
          },
    );
  const { mutate } = trpc.members.changeRole.useMutation({
    // Whom I may change follows from the role; so do the figures beside the roles.
    onSettled: (_done, _error, { userId }) => {
      void utils.members.list.invalidate({ workspaceId });
      void utils.members.permissions.invalidate({ workspaceId, userId });
      void utils.roles.list.invalidate({ workspaceId });
    },
  });

  const change = (member: Member, role: RoleChoice, isUndo: boolean): void => {
    const before = { roleId: member.roleId, name: member.roleName };
    void utils.members.list.cancel({ workspaceId });
    patch(member.userId, role);
    mutate(
      { workspaceId, userId: member.userId, roleId: role.roleId },
      {
        onError: (error) => {
          patch(member.userId, before);
          void notify({
            tone: 'danger',
            title: members.roleNotChanged,
            description: readError(error)?.message ?? common.networkFailed,
          });
        },
        onSuccess: () => {
          if (isUndo) return;
          const after = { ...member, roleId: role.roleId, roleName: role.name };
          void notify({
            tone: 'success',
            title: fill(members.roleChanged, { name: member.name, role: role.name }),
            action: { label: common.undo, onAction: () => change(after, before, true) },
          });
        },
      },
    );
  };
  return (member, role) => change(member, role, false);
}

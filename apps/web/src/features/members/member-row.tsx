'use client';
import { Avatar } from '@geko/ui/avatar';
import { Badge } from '@geko/ui/badge';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { Member } from '@geko/contracts/members';
import type { Role } from '@geko/contracts/roles';
import { DoorOpen, Ellipsis, ShieldQuestion, UserRoundMinus } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { avatarPath } from '../pictures/picture-path.ts';
import { RoleSelect } from '../roles/role-select.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

type Props = {
  member: Member;
  isMe: boolean;
  /** Empty while they are on their way. */
  roles: readonly Role[];
  onChangeRole: (role: Role) => void;
  onShowAbilities: () => void;
  onRemove: () => void;
  onLeave: () => void;
};

/** One member: who they are, their role (to be changed by those who may), since when, and what else can be done. */
export function MemberRow(props: Props) {
  const { member, isMe, roles, onChangeRole, onShowAbilities, onRemove, onLeave } = props;
  const members = useMessages('members');
  const format = useFormat();
  const { can } = useWorkspace();
  // One's own role is for others to change: whoever gave away a power could not take it back.
  const mayChangeRole = !isMe && can('member:role') && member.canChange && roles.length > 0;
  const hasMenu = isMe || can('member:role') || (can('member:remove') && member.canChange);
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-2 border-t border-line px-4 py-3 sm:grid-cols-[auto_1fr_10rem_8.5rem_2.25rem] sm:px-5">
      <Avatar name={member.name} image={avatarPath(member.userId, member.avatarId)} isDecorative />
      <div className="min-w-0">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{member.name}</span>
          {isMe ? <Badge tone="accent">{members.you}</Badge> : null}
        </p>
        <p className="truncate text-xs leading-5 text-muted">{member.email}</p>
      </div>
      <div className="order-1 col-span-2 col-start-2 flex flex-wrap items-center gap-x-3 gap-y-1 sm:contents">
        {mayChangeRole ? (
          <RoleSelect
            label={fill(members.roleOf, { name: member.name })}
            roles={roles}
            value={member.roleId}
            valueName={member.roleName}
            onChange={onChangeRole}
            className="max-sm:w-28"
          />
        ) : (
          <span
            title={can('member:role') && !isMe ? members.cannotChange : undefined}
            className="text-sm text-muted sm:px-3"
          >
            {member.roleName}
          </span>
        )}
        <p className="text-xs whitespace-nowrap text-subtle">
          {fill(members.joined, { date: format.date(member.joinedAt) })}
        </p>
      </div>
      <div className="max-sm:row-start-1 max-sm:col-start-3">
        {hasMenu ? (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <IconButton size="sm" label={fill(members.more, { name: member.name })}>
                <Ellipsis aria-hidden />
              </IconButton>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem icon={<ShieldQuestion aria-hidden />} onSelect={onShowAbilities}>
                {isMe ? members.whatCanIDo : members.whatCanTheyDo}
              </DropdownMenuItem>
              {isMe ? (
                <>
                  <DropdownMenuSeparator />
                  <DropdownMenuItem
                    tone="danger"
                    icon={<DoorOpen aria-hidden />}
                    onSelect={onLeave}
                  >
                    {members.leave}
                  </DropdownMenuItem>
                </>
              ) : can('member:remove') && member.canChange ? (
                <>
                  <DropdownMenuSeparator />
                  <DropdownMenuItem
                    tone="danger"
                    icon={<UserRoundMinus aria-hidden />}
                    onSelect={onRemove}
                  >
                    {members.remove}
                  </DropdownMenuItem>
                </>
              ) : null}
            </DropdownMenuContent>
          </DropdownMenu>
        ) : null}
      </div>
    </li>
  );
}

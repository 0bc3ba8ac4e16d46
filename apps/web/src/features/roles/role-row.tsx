'use client';
import { Badge } from '@geko/ui/badge';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { Role } from '@geko/contracts/roles';
import { CopyPlus, Ellipsis, Lock, Pencil, Trash2 } from 'lucide-react';
import { fill, plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { permissionGroups } from './permission-groups.ts';
import { useRoleWords } from './use-role-words.ts';

const allPermissions = permissionGroups.flatMap(({ permissions }) => permissions).length;

type Props = {
  role: Role;
  isMine: boolean;
  mayManage: boolean;
  onEdit: () => void;
  onCopy: () => void;
  onRemove: () => void;
};

/** One role: what it is for, how many have it, and what can be done with it. */
export function RoleRow({ role, isMine, mayManage, onEdit, onCopy, onRemove }: Props) {
  const messages = useMessages('roles');
  const words = useRoleWords();
  const mayChange = !role.isBuiltIn && role.canGrant;
  const facts = [
    plural(messages.members, role.members),
    fill(messages.permissionCount, { held: role.permissions.length, all: allPermissions }),
  ];
  return (
    <li className="flex items-start gap-3 border-t border-line px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          <span className="min-w-0 wrap-anywhere">{role.name}</span>
          {role.isBuiltIn ? null : <Badge tone="violet">{messages.custom}</Badge>}
          {isMine ? <Badge tone="accent">{messages.yours}</Badge> : null}
        </p>
        <p className="mt-0.5 text-[0.8125rem] leading-5 text-muted">{words.description(role)}</p>
        <p className="mt-0.5 text-xs leading-5 text-subtle">{facts.join(' · ')}</p>
        {mayManage && !role.canGrant ? (
          <p className="mt-0.5 flex gap-1.5 text-xs leading-5 text-subtle">
            <Lock aria-hidden className="mt-1 size-3 shrink-0" />
            {messages.cannotGrant}
          </p>
        ) : null}
      </div>
      {mayManage ? (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <IconButton size="sm" label={fill(messages.more, { role: role.name })}>
              <Ellipsis aria-hidden />
            </IconButton>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            {mayChange ? (
              <DropdownMenuItem icon={<Pencil aria-hidden />} onSelect={onEdit}>
                {messages.edit}
              </DropdownMenuItem>
            ) : null}
            <DropdownMenuItem icon={<CopyPlus aria-hidden />} onSelect={onCopy}>
              {messages.duplicate}
            </DropdownMenuItem>
            {mayChange ? (
              <>
                <DropdownMenuSeparator />
                <DropdownMenuItem tone="danger" icon={<Trash2 aria-hidden />} onSelect={onRemove}>
                  {messages.remove}
                </DropdownMenuItem>
              </>
            ) : null}
          </DropdownMenuContent>
        </DropdownMenu>
      ) : null}
    </li>
  );
}

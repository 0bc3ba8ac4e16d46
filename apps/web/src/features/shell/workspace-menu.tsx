'use client';
import { Avatar } from '@geko/ui/avatar';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { Check, Plus, UserRoundPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { iconPath } from '../pictures/picture-path.ts';
import { useWorkspace } from './workspace-context.tsx';
import { pathInWorkspace } from './workspace-path.ts';
import { WorkspaceTrigger } from './workspace-switcher.tsx';

/** The list of my workspaces, open as soon as it is there. */
export function WorkspaceMenu({
  isRail,
  onCreateWorkspace,
}: {
  isRail: boolean;
  onCreateWorkspace: () => void;
}) {
  const shell = useMessages('shell');
  const { me, workspace, can } = useWorkspace();
  const router = useRouter();
  const open = (id: string): void => {
    if (id === workspace.id) return;
    router.push(pathInWorkspace(`${window.location.pathname}${window.location.search}`, id));
  };
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>
        <WorkspaceTrigger isRail={isRail} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" aria-label={shell.switchWorkspace} className="w-64">
        <DropdownMenuLabel>{shell.workspaces}</DropdownMenuLabel>
        {me.workspaces.map((one) => (
          <DropdownMenuItem
            key={one.id}
            icon={
              <Avatar
                name={one.name}
                image={iconPath(one.id, one.iconId)}
                shape="square"
                size="sm"
                isDecorative
              />
            }
            shortcut={
              one.id === workspace.id ? (
                <Check aria-hidden className="text-accent-text!" />
              ) : (
                one.tenantName
              )
            }
            onSelect={() => open(one.id)}
          >
            {one.name}
          </DropdownMenuItem>
        ))}
        {can('member:invite') || can('workspace:config') ? <DropdownMenuSeparator /> : null}
        {can('member:invite') ? (
          <DropdownMenuItem
            icon={<UserRoundPlus aria-hidden />}
            onSelect={() => router.push(`/w/${workspace.id}/settings?tab=members`)}
          >
            {shell.invitePeople}
          </DropdownMenuItem>
        ) : null}
        {can('workspace:config') ? (
          <DropdownMenuItem icon={<Plus aria-hidden />} onSelect={onCreateWorkspace}>
            {shell.createWorkspace}
          </DropdownMenuItem>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

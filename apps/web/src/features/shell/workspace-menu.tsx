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
import { Check, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from './workspace-context.tsx';
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
  const { me, workspace } = useWorkspace();
  const router = useRouter();
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
            icon={<Avatar name={one.name} shape="square" size="sm" isDecorative />}
            shortcut={
              one.id === workspace.id ? (
                <Check aria-hidden className="text-accent-text!" />
              ) : (
                one.tenantName
              )
            }
            onSelect={() => router.push(`/w/${one.id}`)}
          >
            {one.name}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<Plus aria-hidden />} onSelect={onCreateWorkspace}>
          {shell.createWorkspace}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

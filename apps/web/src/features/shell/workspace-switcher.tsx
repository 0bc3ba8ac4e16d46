'use client';
import { Avatar } from '@geko/ui/avatar';
import { cn } from '@geko/ui/cn';
import { ChevronsUpDown } from 'lucide-react';
import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { iconPath } from '../pictures/picture-path.ts';
import { useWorkspace } from './workspace-context.tsx';

const load = () => import('./workspace-menu.tsx');
const WorkspaceMenu = lazy(async () => ({ default: (await load()).WorkspaceMenu }));

type TriggerProps = ComponentProps<'button'> & { isRail?: boolean };

/** The button with the workspace's name; the menu draws it too, as its trigger. */
export function WorkspaceTrigger({ isRail = false, className, ...props }: TriggerProps) {
  const common = useMessages('common');
  const shell = useMessages('shell');
  const { workspace } = useWorkspace();
  return (
    <button
      type="button"
      aria-haspopup="menu"
      className={cn(
        'flex min-w-0 items-center gap-2.5 rounded-md text-start transition-colors duration-100 hover:bg-hover data-[state=open]:bg-hover',
        isRail ? 'size-10 justify-center' : 'h-11 flex-1 px-2',
        className,
      )}
      {...props}
    >
      <Avatar
        name={workspace.name}
        image={iconPath(workspace.id, workspace.iconId)}
        shape="square"
        size={isRail ? 'sm' : 'md'}
        isDecorative
      />
      {isRail ? (
        <span className="sr-only">{fill(shell.currentWorkspace, { name: workspace.name })}</span>
      ) : (
        <>
          <span className="min-w-0 flex-1">
            <span className="sr-only">{shell.workspace}</span>
            <span className="block truncate text-sm leading-5 font-medium">{workspace.name}</span>
            <span className="block truncate text-xs leading-4 text-subtle">
              {common.planNames[workspace.planId]}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-subtle" />
        </>
      )}
    </button>
  );
}

/** Switches between workspaces. The menu's code comes with the first touch of the button. */
export function WorkspaceSwitcher({
  isRail = false,
  onCreateWorkspace,
}: {
  isRail?: boolean;
  onCreateWorkspace: () => void;
}) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <WorkspaceTrigger
      isRail={isRail}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <WorkspaceMenu isRail={isRail} onCreateWorkspace={onCreateWorkspace} />
    </Suspense>
  );
}

'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { cn } from '@geko/ui/cn';
import { IconButton } from '@geko/ui/icon-button';
import { PanelLeftOpen, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { useMessages } from '../../messages/use-messages.tsx';
import { NoticesButton } from '../notices/notices-button.tsx';
import { SidebarNav } from './sidebar-nav.tsx';
import type { SidebarActions } from './sidebar.tsx';
import { UserMenuButton } from './user-menu-button.tsx';
import { useWorkspace } from './workspace-context.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

/** The collapsed sidebar: a strip of icons. */
export function SidebarRail({
  className,
  onExpand,
  onCreateWorkspace,
  onShowShortcuts,
}: SidebarActions & { className?: string; onExpand: () => void }) {
  const shell = useMessages('shell');
  const { workspace, can } = useWorkspace();
  return (
    <aside
      className={cn(
        'w-14 shrink-0 flex-col items-center gap-1 border-e border-line bg-sunken py-2',
        className,
      )}
    >
      <WorkspaceSwitcher isRail onCreateWorkspace={onCreateWorkspace} />
      <IconButton label={shell.expand} title={shell.expand} onClick={onExpand}>
        <PanelLeftOpen aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      <NoticesButton side="right" />
      {can('chat:create') ? (
        <Link
          href={`/w/${workspace.id}`}
          aria-label={shell.newChat}
          title={shell.newChat}
          className={buttonVariants({ variant: 'ghost', className: 'w-9 px-0' })}
        >
          <SquarePen aria-hidden />
        </Link>
      ) : null}
      <div className="flex-1" />
      <SidebarNav isRail />
      <UserMenuButton isRail onShowShortcuts={onShowShortcuts} />
    </aside>
  );
}

'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { IconButton } from '@geko/ui/icon-button';
import { PanelLeftClose, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { useParams } from 'next/navigation';
import { lazy, Suspense } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { ConversationList } from '../chat/conversation-list.tsx';
import { useHasDesktop } from '../desktop/desktop.ts';
import { NoticesButton } from '../notices/notices-button.tsx';
import { QuotaBar } from '../usage/quota-bar.tsx';
import { SidebarNav } from './sidebar-nav.tsx';
import { UserMenuButton } from './user-menu-button.tsx';
import { useWorkspace } from './workspace-context.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

/** Its code is for the desktop app. */
const MachineConversations = lazy(async () => ({
  default: (await import('../desktop/machine-conversations.tsx')).MachineConversations,
}));

export type SidebarActions = { onCreateWorkspace: () => void; onShowShortcuts: () => void };

/** Workspace, new chat, conversations, pages, quota, account: from top to bottom. */
export function Sidebar({
  onCollapse,
  onCreateWorkspace,
  onShowShortcuts,
}: SidebarActions & { onCollapse?: () => void }) {
  const shell = useMessages('shell');
  const { workspace, can } = useWorkspace();
  const { conversation } = useParams<{ conversation?: string }>();
  const isDesktop = useHasDesktop();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-1 p-2">
        <WorkspaceSwitcher onCreateWorkspace={onCreateWorkspace} />
        {/* In the drawer of a narrow screen neither is needed: the bar above the page has the bell. */}
        {onCollapse === undefined ? null : (
          <>
            <NoticesButton side="bottom" />
            <IconButton label={shell.collapse} title={shell.collapse} onClick={onCollapse}>
              <PanelLeftClose aria-hidden className="rtl:-scale-x-100" />
            </IconButton>
          </>
        )}
      </div>
      {can('chat:create') ? (
        <div className="px-2 pb-2">
          <Link
            href={`/w/${workspace.id}`}
            className={buttonVariants({ variant: 'secondary', className: 'w-full justify-start' })}
          >
            <SquarePen aria-hidden />
            {shell.newChat}
          </Link>
        </div>
      ) : null}
      {isDesktop ? (
        <Suspense>
          <MachineConversations activeId={conversation ?? null} />
        </Suspense>
      ) : null}
      <nav aria-label={shell.conversations} className="min-h-0 flex-1 overflow-hidden">
        <ConversationList workspaceId={workspace.id} activeId={conversation ?? null} />
      </nav>
      <div className="flex flex-col gap-2 border-t border-line p-2">
        <SidebarNav />
        <QuotaBar workspaceId={workspace.id} className="px-2.5 py-1" />
        <UserMenuButton onShowShortcuts={onShowShortcuts} />
      </div>
    </div>
  );
}

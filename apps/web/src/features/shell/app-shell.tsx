'use client';
import { usePathname, useRouter } from 'next/navigation';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useHasDesktop } from '../desktop/desktop.ts';
import { UpgradeProvider } from '../plans/upgrade.tsx';
import { ToastHost } from '../toasts/toast-host.tsx';
import { rememberSidebar } from './sidebar-cookie.ts';
import { Sidebar } from './sidebar.tsx';
import { SidebarRail } from './sidebar-rail.tsx';
import { TopBar } from './top-bar.tsx';
import { useLiveChanges } from './use-live-changes.ts';
import { useRememberWorkspace } from './use-remember-workspace.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useWorkspaceAccess } from './use-workspace-access.ts';
import { useWorkspace } from './workspace-context.tsx';

const SidebarSheet = lazy(async () => ({
  default: (await import('./sidebar-sheet.tsx')).SidebarSheet,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));
const CreateWorkspaceDialog = lazy(async () => ({
  default: (await import('./create-workspace-dialog.tsx')).CreateWorkspaceDialog,
}));

const VerifyBanner = lazy(async () => ({
  default: (await import('../account/verify-banner.tsx')).VerifyBanner,
}));
const PaymentBanner = lazy(async () => ({
  default: (await import('../plans/payment-banner.tsx')).PaymentBanner,
}));
const DesktopAgent = lazy(async () => ({
  default: (await import('../desktop/desktop-agent.tsx')).DesktopAgent,
}));
const WorkspaceGone = lazy(async () => ({
  default: (await import('./workspace-gone.tsx')).WorkspaceGone,
}));

/** Which dialog is open over the page; null = none. */
type Overlay = 'menu' | 'shortcuts' | 'create' | null;

/** Sidebar, page, and what opens over them. On a narrow screen the sidebar is a drawer under a top bar. */
export function AppShell({
  isCollapsedAtFirst,
  children,
}: {
  isCollapsedAtFirst: boolean;
  children: ReactNode;
}) {
  const { me, workspace, can } = useWorkspace();
  const router = useRouter();
  const pathname = usePathname();
  const [isCollapsed, setCollapsed] = useState(isCollapsedAtFirst);
  const [opened, setOpened] = useState<{ name: Overlay; pathname: string } | null>(null);
  // What was opened over one page is gone on the next.
  const overlay = opened?.pathname === pathname ? opened.name : null;
  const setOverlay = (name: Overlay): void => setOpened({ name, pathname });
  useRememberWorkspace();
  useLiveChanges(workspace.id);
  const loss = useWorkspaceAccess();
  const isDesktop = useHasDesktop();

  const collapse = (next: boolean): void => {
    setCollapsed(next);
    rememberSidebar(next);
  };
  useShortcuts({
    onNewChat: () => router.push(`/w/${workspace.id}`),
    onHelp: () => setOverlay('shortcuts'),
    onToggleSidebar: () => collapse(!isCollapsed),
  });

  const overlayProps = (name: Overlay) => ({
    isOpen: overlay === name,
    onOpenChange: (isOpen: boolean) => setOverlay(isOpen ? name : null),
  });
  const actions = {
    onCreateWorkspace: () => setOverlay('create'),
    onShowShortcuts: () => setOverlay('shortcuts'),
  };
  if (loss !== null) {
    return (
      <div className="flex h-dvh flex-col bg-canvas">
        <Suspense>
          <WorkspaceGone loss={loss} />
        </Suspense>
        <ToastHost />
      </div>
    );
  }
  return (
    <div className="flex h-dvh overflow-hidden bg-canvas">
      {isCollapsed ? (
        <SidebarRail className="hidden md:flex" onExpand={() => collapse(false)} {...actions} />
      ) : (
        <aside className="hidden w-66 shrink-0 flex-col border-e border-line bg-sunken md:flex">
          <Sidebar onCollapse={() => collapse(true)} {...actions} />
        </aside>
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onOpenMenu={() => setOverlay('menu')} />
        {isDesktop ? (
          <Suspense>
            <DesktopAgent />
          </Suspense>
        ) : null}
        {me.isEmailVerified ? null : (
          <Suspense>
            <VerifyBanner email={me.email} />
          </Suspense>
        )}
        {can('billing:manage') ? (
          <Suspense>
            <PaymentBanner />
          </Suspense>
        ) : null}
        <main
          id="content"
          tabIndex={-1}
          className="relative min-h-0 flex-1 overflow-y-auto outline-none"
        >
          <UpgradeProvider>{children}</UpgradeProvider>
        </main>
      </div>
      <Suspense>
        {overlay === 'menu' ? <SidebarSheet {...overlayProps('menu')} {...actions} /> : null}
        {overlay === 'shortcuts' ? <ShortcutsDialog {...overlayProps('shortcuts')} /> : null}
        {overlay === 'create' ? <CreateWorkspaceDialog {...overlayProps('create')} /> : null}
      </Suspense>
      <ToastHost />
    </div>
  );
}

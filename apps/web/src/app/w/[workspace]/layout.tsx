import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { AppShell } from '../../../features/shell/app-shell.tsx';
import { SIDEBAR_COOKIE } from '../../../features/shell/sidebar-cookie.ts';
import { WorkspaceProvider } from '../../../features/shell/workspace-context.tsx';
import { FormatProvider } from '../../../lib/use-format.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { PlanNamesProvider } from '../../../messages/plan-names.tsx';
import { MessagesProvider } from '../../../messages/use-messages.tsx';
import { requireMe } from '../../../server/require-me.ts';
import { TrpcProvider } from '../../../trpc/client.tsx';

type Props = { params: Promise<{ workspace: string }>; children: ReactNode };

/** Only members come in; to everyone else the workspace does not exist. */
export default async function WorkspaceLayout({ params, children }: Props) {
  const [{ workspace: workspaceId }, me, jar] = await Promise.all([params, requireMe(), cookies()]);
  if (me.workspaces.length === 0 && me.platformRole !== 'operator') redirect('/welcome');
  const workspace = me.workspaces.find(({ id }) => id === workspaceId.toLowerCase());
  if (workspace === undefined) notFound();
  const { chat, notices, plans, shell, usage } = getMessages();
  return (
    <TrpcProvider me={me}>
      <FormatProvider locale={me.locale} timeZone={me.timeZone}>
        <MessagesProvider messages={{ chat, notices, plans, shell, usage }}>
          <PlanNamesProvider names={me.planNames}>
            <WorkspaceProvider me={me} workspace={workspace} permissions={workspace.permissions}>
              <AppShell isCollapsedAtFirst={jar.get(SIDEBAR_COOKIE)?.value === 'collapsed'}>
                {children}
              </AppShell>
            </WorkspaceProvider>
          </PlanNamesProvider>
        </MessagesProvider>
      </FormatProvider>
    </TrpcProvider>
  );
}

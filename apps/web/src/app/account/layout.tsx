import type { ReactNode } from 'react';
import { AccountShell } from '../../features/account/account-shell.tsx';
import { FormatProvider } from '../../lib/use-format.tsx';
import { getMessages } from '../../messages/get-messages.ts';
import { MessagesProvider } from '../../messages/use-messages.tsx';
import { requireMe } from '../../server/require-me.ts';
import { TrpcProvider } from '../../trpc/client.tsx';

/** One's own account: apart from any workspace, so that it is there for somebody in none. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const me = await requireMe();
  const { account, auth, shell } = getMessages();
  const last = me.workspaces.find(({ id }) => id === me.lastWorkspaceId);
  return (
    <TrpcProvider me={me}>
      <FormatProvider locale={me.locale} timeZone={me.timeZone}>
        <MessagesProvider messages={{ account, auth, shell }}>
          <AccountShell workspace={last === undefined ? null : { id: last.id, name: last.name }}>
            {children}
          </AccountShell>
        </MessagesProvider>
      </FormatProvider>
    </TrpcProvider>
  );
}

import type { Metadata } from 'next';
import { listRemovedWorkspaces } from '@geko/services/workspace/removed-workspaces';
import { AuthCard } from '../../../features/auth/auth-card.tsx';
import { Welcome } from '../../../features/invitation/welcome.tsx';
import { fill } from '../../../lib/fill.ts';
import { FormatProvider } from '../../../lib/use-format.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../messages/use-messages.tsx';
import { requireMe } from '../../../server/require-me.ts';
import { wiring } from '../../../server/wiring.ts';

const { invitation } = getMessages();

export const metadata: Metadata = { title: invitation.workspacesTitle };

/** Where to go: my workspaces; and for who is in none, a company of their own or the way to an invitation. */
export default async function WelcomePage() {
  const me = await requireMe();
  const removed = await listRemovedWorkspaces(wiring(), { userId: me.id });
  const isNowhere = me.workspaces.length === 0;
  return (
    <FormatProvider locale={me.locale} timeZone={me.timeZone}>
      <MessagesProvider messages={{ invitation }}>
        <AuthCard
          title={
            isNowhere
              ? fill(invitation.welcomeTitle, { name: me.name })
              : invitation.workspacesTitle
          }
          lead={fill(isNowhere ? invitation.welcomeLead : invitation.workspacesLead, {
            email: me.email,
          })}
        >
          <Welcome me={me} removed={removed} />
        </AuthCard>
      </MessagesProvider>
    </FormatProvider>
  );
}

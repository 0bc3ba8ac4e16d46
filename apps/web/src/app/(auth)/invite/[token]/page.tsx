import type { Metadata } from 'next';
import { inspectInvitation } from '@geko/services/invitations/inspect-invitation';
import { redirect } from 'next/navigation';
import { AuthCard } from '../../../../features/auth/auth-card.tsx';
import { AuthLink } from '../../../../features/auth/auth-link.tsx';
import { DeadLink } from '../../../../features/auth/dead-link.tsx';
import { TooManyTries } from '../../../../features/auth/too-many-tries.tsx';
import { InvitationFactsList } from '../../../../features/invitation/invitation-facts-list.tsx';
import { JoinAsMe } from '../../../../features/invitation/join-as-me.tsx';
import { JoinAsNew } from '../../../../features/invitation/join-as-new.tsx';
import { OpenJoined } from '../../../../features/invitation/open-joined.tsx';
import { fill } from '../../../../lib/fill.ts';
import { FormatProvider } from '../../../../lib/use-format.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { MessagesProvider } from '../../../../messages/use-messages.tsx';
import { orRefused } from '../../../../server/or-refused.ts';
import { getMe } from '../../../../server/session.ts';
import { getVisitor } from '../../../../server/visitor.ts';
import { wiring } from '../../../../server/wiring.ts';

const { invitation } = getMessages();

export const metadata: Metadata = { title: invitation.pageTitle };

type Props = { params: Promise<{ token: string }> };

/** Who invites, where to, as what; and the way in for whoever opens the link: member, signed in, or new. */
export default async function InvitePage({ params }: Props) {
  const { token } = await params;
  const [me, asked] = await Promise.all([
    getMe(),
    orRefused(inspectInvitation(wiring(), await getVisitor(), { token })),
  ]);
  if (me !== null && me.deleteAfter !== null) redirect('/closing');
  if (asked.refused === 'RATE_LIMITED') return <TooManyTries />;
  if (asked.answer === null) return <DeadLink kind="invitation" />;
  const facts = asked.answer;
  const footer =
    me === null ? (
      <>
        {invitation.haveAccount}{' '}
        <AuthLink to="/sign-in" next={`/invite/${token}`} label={invitation.signIn} />
      </>
    ) : undefined;
  return (
    <FormatProvider {...(me === null ? {} : { locale: me.locale, timeZone: me.timeZone })}>
      <MessagesProvider messages={{ invitation }}>
        <AuthCard
          title={fill(invitation.title, { workspace: facts.workspaceName })}
          lead={fill(invitation.lead, { name: facts.invitedByName })}
          footer={footer}
        >
          <div className="flex flex-col gap-5">
            <InvitationFactsList facts={facts} />
            {me === null ? (
              <JoinAsNew token={token} facts={facts} />
            ) : facts.isMember ? (
              <OpenJoined facts={facts} workspaces={me.workspaces} />
            ) : (
              <JoinAsMe token={token} facts={facts} me={me} />
            )}
          </div>
        </AuthCard>
      </MessagesProvider>
    </FormatProvider>
  );
}

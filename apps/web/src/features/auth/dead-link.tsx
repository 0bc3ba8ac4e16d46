import { buttonVariants } from '@geko/ui/button-variants';
import { Unlink } from 'lucide-react';
import Link from 'next/link';
import { getMessages } from '../../messages/get-messages.ts';
import { AuthCard } from './auth-card.tsx';

/** What a link was for, and where it goes on from there. */
const ways = {
  reset: { text: 'deadReset', action: 'deadResetAction', href: '/reset-password' },
  confirm: { text: 'deadConfirm', action: 'toSignIn', href: '/sign-in?next=/account/security' },
  desktop: { text: 'deadDesktop', action: 'deadInvitationAction', href: '/' },
  licence: { text: 'deadLicence', action: 'toSignIn', href: '/sign-in' },
  invitation: { text: 'deadInvitation', action: 'deadInvitationAction', href: '/' },
} as const;

/** The calm page behind a link that is expired, used, foreign or garbled: all alike, with the next step for its kind. */
export function DeadLink({ kind }: { kind: keyof typeof ways }) {
  const { auth } = getMessages();
  const { text, action, href } = ways[kind];
  return (
    <AuthCard icon={<Unlink />} title={auth.deadTitle} lead={auth.deadLead}>
      <p className="text-sm leading-5 text-muted">{auth[text]}</p>
      <Link href={href} className={buttonVariants({ size: 'lg', className: 'mt-6 w-full' })}>
        {auth[action]}
      </Link>
    </AuthCard>
  );
}

'use client';
import { Button } from '@geko/ui/button';
import { MailCheck } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { AuthCard } from './auth-card.tsx';
import { AuthLink } from './auth-link.tsx';

/** What takes a form's place once a mail is on its way: where to look, and how to go back for another address. */
export function CheckMail({
  lead,
  email,
  hint,
  onBack,
}: {
  /** Names the address at {email}. */
  lead: string;
  email: string;
  hint: string;
  onBack: () => void;
}) {
  const auth = useMessages('auth');
  return (
    <AuthCard
      takesFocus
      icon={<MailCheck />}
      title={auth.checkMailTitle}
      lead={fill(lead, { email })}
      footer={<AuthLink to="/sign-in" label={auth.backToSignIn} />}
    >
      <p className="text-sm leading-5 text-muted">{hint}</p>
      <Button variant="secondary" size="lg" className="mt-6 w-full" onClick={onBack}>
        {auth.otherAddress}
      </Button>
    </AuthCard>
  );
}

import type { Metadata } from 'next';
import { AskResetForm } from '../../../features/auth/ask-reset-form.tsx';
import { AuthCard } from '../../../features/auth/auth-card.tsx';
import { AuthLink } from '../../../features/auth/auth-link.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { signInOptions } from '../../../server/sign-in-options.ts';

const { auth } = getMessages();

export const metadata: Metadata = { title: auth.askResetTitle };

export default function AskResetPage() {
  if (signInOptions().hasMail) return <AskResetForm />;
  return (
    <AuthCard
      title={auth.askResetTitle}
      lead={auth.noMail}
      footer={<AuthLink to="/sign-in" label={auth.backToSignIn} />}
    />
  );
}

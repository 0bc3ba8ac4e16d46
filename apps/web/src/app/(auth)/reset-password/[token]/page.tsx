import type { Metadata } from 'next';
import { DeadLink } from '../../../../features/auth/dead-link.tsx';
import { ResetPasswordForm } from '../../../../features/auth/reset-password-form.tsx';
import { TooManyTries } from '../../../../features/auth/too-many-tries.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { linkFacts } from '../../../../server/link-facts.ts';

export const metadata: Metadata = { title: getMessages().auth.resetTitle };

type Props = { params: Promise<{ token: string }> };

export default async function ResetPasswordPage({ params }: Props) {
  const { token } = await params;
  const { answer, refused } = await linkFacts(token);
  if (refused === 'RATE_LIMITED') return <TooManyTries />;
  if (answer?.kind !== 'reset_password') return <DeadLink kind="reset" />;
  return <ResetPasswordForm token={token} email={answer.email} />;
}

import type { Metadata } from 'next';
import { ConfirmEmailForm } from '../../../../features/auth/confirm-email-form.tsx';
import { DeadLink } from '../../../../features/auth/dead-link.tsx';
import { TooManyTries } from '../../../../features/auth/too-many-tries.tsx';
import { getMessages } from '../../../../messages/get-messages.ts';
import { linkFacts } from '../../../../server/link-facts.ts';

export const metadata: Metadata = { title: getMessages().auth.confirmTitle };

type Props = { params: Promise<{ token: string }> };

export default async function ConfirmEmailPage({ params }: Props) {
  const { token } = await params;
  const { answer, refused } = await linkFacts(token);
  if (refused === 'RATE_LIMITED') return <TooManyTries />;
  if (answer === null || answer.kind === 'reset_password') return <DeadLink kind="confirm" />;
  return <ConfirmEmailForm token={token} kind={answer.kind} email={answer.email} />;
}

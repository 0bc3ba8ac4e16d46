import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { SignInNotice } from '../../../features/auth/password-form.tsx';
import { SignInForm } from '../../../features/auth/sign-in-form.tsx';
import { oauthProblem } from '../../../features/auth/oauth-problem-text.ts';
import { safeNextPath } from '../../../lib/next-path.ts';
import { oneOf, type Search } from '../../../lib/search-params.ts';
import { getMessages } from '../../../messages/get-messages.ts';
import { getMe } from '../../../server/session.ts';
import { signInOptions } from '../../../server/sign-in-options.ts';

const { auth } = getMessages();

export const metadata: Metadata = { title: auth.signInTitle };

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const [asked, me] = await Promise.all([searchParams, getMe()]);
  const next = safeNextPath(oneOf(asked['next']));
  if (me !== null) redirect(next ?? '/');
  return (
    <SignInForm
      next={next}
      options={signInOptions()}
      ticket={oneOf(asked['ticket'])}
      notice={noticeOf(oneOf(asked['notice']), oneOf(asked['error']))}
    />
  );
}

/** What is said above the form: why a sign-in elsewhere did not work out, or what has just happened. */
function noticeOf(notice: string | null, error: string | null): SignInNotice | null {
  if (error !== null) return { tone: 'warning', text: oauthProblem(error) };
  return notice === 'closing' ? { tone: 'neutral', text: auth.notices.closing } : null;
}

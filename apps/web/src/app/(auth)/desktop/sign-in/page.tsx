import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { DesktopSignInRequest } from '@geko/contracts/desktop-sign-in';
import { ApproveDesktopForm } from '../../../../features/auth/approve-desktop-form.tsx';
import { DeadLink } from '../../../../features/auth/dead-link.tsx';
import { signInPath } from '../../../../lib/next-path.ts';
import { oneOf, type Search } from '../../../../lib/search-params.ts';
import { getMessages } from '../../../../messages/get-messages.ts';
import { getMe } from '../../../../server/session.ts';

export const metadata: Metadata = { title: getMessages().auth.desktopTitle };

/** Where the desktop app sends the system's browser: whoever is signed in there says whether the app may be too. */
export default async function DesktopSignInPage({ searchParams }: { searchParams: Search }) {
  const [asked, me] = await Promise.all([searchParams, getMe()]);
  const request = DesktopSignInRequest.safeParse({
    challenge: oneOf(asked['challenge']),
    state: oneOf(asked['state']),
    device: oneOf(asked['device']),
    name: oneOf(asked['name']),
  });
  if (!request.success) return <DeadLink kind="desktop" />;
  if (me === null) {
    redirect(signInPath(`/desktop/sign-in?${new URLSearchParams(request.data).toString()}`));
  }
  if (me.deleteAfter !== null) redirect('/closing');
  return <ApproveDesktopForm request={request.data} email={me.email} />;
}

import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ClosingAccount } from '../../../features/auth/closing-account.tsx';
import { signInPath } from '../../../lib/next-path.ts';
import { FormatProvider } from '../../../lib/use-format.tsx';
import { getMessages } from '../../../messages/get-messages.ts';
import { getMe } from '../../../server/session.ts';

export const metadata: Metadata = { title: getMessages().auth.closingTitle };

export default async function ClosingPage() {
  const me = await getMe();
  if (me === null) redirect(signInPath('/'));
  if (me.deleteAfter === null) redirect('/');
  return (
    <FormatProvider locale={me.locale} timeZone={me.timeZone}>
      <ClosingAccount email={me.email} deleteAfter={me.deleteAfter} />
    </FormatProvider>
  );
}

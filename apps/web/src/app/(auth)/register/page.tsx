import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { RegisterForm } from '../../../features/auth/register-form.tsx';
import { safeNextPath } from '../../../lib/next-path.ts';
import { oneOf, type Search } from '../../../lib/search-params.ts';
import { getMessages } from '../../../messages/get-messages.ts';
import { getMe } from '../../../server/session.ts';
import { signInOptions } from '../../../server/sign-in-options.ts';

export const metadata: Metadata = { title: getMessages().auth.registerTitle };

export default async function RegisterPage({ searchParams }: { searchParams: Search }) {
  const [asked, me] = await Promise.all([searchParams, getMe()]);
  const next = safeNextPath(oneOf(asked['next']));
  if (me !== null) redirect(next ?? '/');
  return <RegisterForm next={next} options={signInOptions()} />;
}

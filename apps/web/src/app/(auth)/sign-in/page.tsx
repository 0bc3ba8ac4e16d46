import type { Metadata } from 'next';
import { SignInForm } from '../../../features/auth/sign-in-form.tsx';
import { safeNextPath } from '../../../lib/next-path.ts';
import { getMessages } from '../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().auth.signInTitle };

type Search = Promise<{ next?: string | string[] }>;

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { next } = await searchParams;
  return <SignInForm next={safeNextPath(typeof next === 'string' ? next : null)} />;
}

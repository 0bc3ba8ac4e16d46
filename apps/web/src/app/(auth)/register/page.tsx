import type { Metadata } from 'next';
import { RegisterForm } from '../../../features/auth/register-form.tsx';
import { safeNextPath } from '../../../lib/next-path.ts';
import { getMessages } from '../../../messages/get-messages.ts';

export const metadata: Metadata = { title: getMessages().auth.registerTitle };

type Search = Promise<{ next?: string | string[] }>;

export default async function RegisterPage({ searchParams }: { searchParams: Search }) {
  const { next } = await searchParams;
  return <RegisterForm next={safeNextPath(typeof next === 'string' ? next : null)} />;
}

import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Me } from '@geko/contracts/auth';
import { signInPath } from '../lib/next-path.ts';
import { getMe } from './session.ts';

/**
 * The signed-in person, for pages that need one: strangers are led to sign-in and back, and who has asked for the end
 * of their account to the page where they can take that back.
 */
export async function requireMe(): Promise<Me> {
  const me = await getMe();
  if (me === null) redirect(signInPath((await headers()).get('x-geko-path') ?? '/'));
  if (me.deleteAfter !== null) redirect('/closing');
  return me;
}

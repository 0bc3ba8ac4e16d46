import type { Locale } from '@geko/contracts/auth';
import type { Tx } from '@geko/db/client';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';

/** Tells somebody that their password is another one now, and what to do if that was not them. */
export async function sendPasswordChanged(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { email, name, locale }: { email: string; name: string; locale: Locale },
): Promise<void> {
  const data = { name, resetUrl: `${deps.publicUrl}/reset-password` };
  await queueMail(tx, deps, { kind: 'password_changed', to: email, locale, data });
}

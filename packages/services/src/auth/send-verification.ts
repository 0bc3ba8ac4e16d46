import type { Tx } from '@geko/db/client';
import type { Locale } from '@geko/contracts/auth';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { issueToken } from './one-time-token.ts';

type Addressee = { userId: string; email: string; name: string; locale: Locale };

/** Mails somebody the link that shows that mail to their address reaches them; nothing where there is no mail. */
export async function sendVerification(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { userId, email, name, locale }: Addressee,
): Promise<void> {
  if (deps.mail === 'none') return;
  const token = await issueToken(tx, deps, { kind: 'verify_email', userId, email });
  const url = `${deps.publicUrl}/confirm-email/${token}`;
  await queueMail(tx, deps, { kind: 'verify_email', to: email, locale, data: { name, url } });
}

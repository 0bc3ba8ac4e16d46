import type { Tx } from '@geko/db/client';
import type { Deps, Principal } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';

/** Tells somebody that their second factor was switched on or off. */
export async function sendFactorChanged(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { me: { email, name, locale }, isEnabled }: { me: Principal; isEnabled: boolean },
): Promise<void> {
  const data = { name, isEnabled, securityUrl: `${deps.publicUrl}/account/security` };
  await queueMail(tx, deps, { kind: 'second_factor_changed', to: email, locale, data });
}

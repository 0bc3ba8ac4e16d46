import { mailData, type Mail } from '@geko/contracts/mail';
import type { Tx } from '@geko/db/client';
import { mailOutbox } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

/**
 * Puts a mail on its way in the verb's own transaction: it goes out if, and only if, that commits. Returns its id, or
 * null where there is no mail. What it says is sealed until the worker sends it.
 */
export async function queueMail(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'mail' | 'now' | 'newId'>,
  mail: Mail,
): Promise<string | null> {
  if (deps.mail === 'none') return null;
  mailData[mail.kind].parse(mail.data);
  const id = deps.newId();
  const now = deps.now();
  await tx.insert(mailOutbox).values({
    id,
    kind: mail.kind,
    sealed: deps.secrets.seal('mail', JSON.stringify(mail)),
    nextTryAt: now,
    createdAt: now,
  });
  return id;
}

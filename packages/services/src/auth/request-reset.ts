import { eq, sql } from 'drizzle-orm';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { tokenLifeMs } from './one-time-token.ts';
import { addressOf, type Visitor } from './visitor.ts';

class NotMeant extends Error {}

/**
 * Mails a link to choose a new password by. Answers alike, after the same statements, whether or not the address has an
 * account; what is written for one that has none is undone.
 * @throws AppError RATE_LIMITED
 */
export async function requestReset(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  visitor: Visitor,
  { email }: { email: string },
): Promise<void> {
  await deps.rateLimits.consume('resetByAddress', addressOf(visitor));
  await deps.rateLimits.consume('resetByAccount', email);
  if (deps.mail === 'none') return;
  try {
    await deps.db.transaction(async (tx) => {
      const { token, tokenHash } = deps.secrets.newToken();
      const [person] = await tx
        .select({ name: users.name, locale: users.locale })
        .from(users)
        .where(eq(users.email, email));
      const now = deps.now();
      const expiresAt = new Date(now.getTime() + tokenLifeMs.reset_password);
      await tx.execute(sql`
        insert into one_time_tokens (token_hash, kind, user_id, email, created_at, expires_at)
        select ${tokenHash}, 'reset_password', id, email, ${now}, ${expiresAt} from users
        where email = ${email}`);
      await queueMail(tx, deps, {
        kind: 'reset_password',
        to: email,
        locale: person?.locale ?? 'en',
        data: { name: person?.name ?? '', url: `${deps.publicUrl}/reset-password/${token}` },
      });
      if (!person) throw new NotMeant();
    });
  } catch (thrown) {
    if (!(thrown instanceof NotMeant)) throw thrown;
  }
}

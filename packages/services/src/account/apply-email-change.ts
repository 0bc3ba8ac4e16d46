import { and, eq, ne } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import { endTokens, type OneTimeToken } from '../auth/one-time-token.ts';
import type { Visitor } from '../auth/visitor.ts';
import type { Deps } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';

const UNIQUE_VIOLATION = '23505';

/**
 * Gives an account the address that its link has confirmed. Every session but the one that followed the link ends,
 * every other link dies, and the old address is told.
 * @throws AppError LINK_INVALID when somebody else has the address by now
 */
export async function applyEmailChange(
  tx: Tx,
  deps: Pick<Deps, 'auth' | 'secrets' | 'mail' | 'now' | 'newId'>,
  { request, principal }: Visitor,
  { userId, email }: OneTimeToken,
): Promise<void> {
  const now = deps.now();
  const [person] = await tx
    .select({ email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(and(eq(users.id, userId), ne(users.email, email)))
    .for('update');
  if (!person) throw new AppError('LINK_INVALID');
  await take(tx, { userId, email, now });
  const kinds = ['verify_email', 'change_email', 'reset_password'] as const;
  await endTokens(tx, { userId, kinds, now });
  const keepPublicId = principal?.userId === userId ? principal.sessionId : null;
  await deps.auth.revokeOthers({ userId, keepPublicId, tx });
  const { name, locale } = person;
  await queueMail(tx, deps, {
    kind: 'email_changed',
    to: person.email,
    locale,
    data: { name, newEmail: email },
  });
  await writeAccountAudit(
    { tx, userId, actorId: userId, now, newId: deps.newId, request },
    { action: 'account.change_email', after: 'confirmed' },
  );
}

async function take(
  tx: Tx,
  { userId, email, now }: { userId: string; email: string; now: Date },
): Promise<void> {
  try {
    await tx.update(users).set({ email, emailVerifiedAt: now }).where(eq(users.id, userId));
  } catch (thrown) {
    if (isUniqueViolation(thrown)) throw new AppError('LINK_INVALID', { cause: thrown });
    throw thrown;
  }
}

/** Drizzle wraps what the driver says. */
function isUniqueViolation(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && thrown.code === UNIQUE_VIOLATION) return true;
  return isUniqueViolation(thrown.cause);
}

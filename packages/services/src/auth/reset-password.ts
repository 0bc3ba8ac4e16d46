import { and, eq, isNull, sql } from 'drizzle-orm';
import { hashPassword } from '@geko/auth/passwords';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { recoveryCodes, userIdentities, users, userTotp } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';
import { sendPasswordChanged } from '../account/send-password-changed.ts';
import { endTokens, getToken, takeToken } from './one-time-token.ts';
import { addressOf, type Visitor } from './visitor.ts';

/**
 * Chooses a new password by a mailed link. Every session ends and every other link dies; mail has reached the address,
 * so it counts as confirmed. The second factor stays, but nothing that was set up before the address was confirmed
 * does: whoever did so need not be the one who reads the mail.
 * @throws AppError LINK_INVALID, RATE_LIMITED
 */
export async function resetPassword(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  visitor: Visitor,
  input: { token: string; password: string },
): Promise<void> {
  await deps.rateLimits.consume('verifyByAddress', addressOf(visitor));
  const link = { token: input.token, kinds: ['reset_password'] as const, now: deps.now() };
  // A bad link is not worth the work of a hash.
  await getToken(deps.db, link);
  const passwordHash = await hashPassword(input.password);
  const email = await deps.db.transaction(async (tx) => {
    const { now } = link;
    const { userId, email: to } = await takeToken(tx, link);
    await dropUnproven(tx, userId);
    const [person] = await tx
      .update(users)
      .set({ passwordHash, emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now})` })
      .where(and(eq(users.id, userId), eq(users.email, to)))
      .returning({ email: users.email, name: users.name, locale: users.locale });
    if (!person) throw new AppError('LINK_INVALID');
    const kinds = [
      'verify_email',
      'change_email',
      'reset_password',
      'desktop_sign_in',
      'licence_sign_in',
    ] as const;
    await endTokens(tx, { userId, kinds, now });
    await deps.auth.revokeOthers({ userId, keepPublicId: null, tx });
    await sendPasswordChanged(tx, deps, person);
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request: visitor.request },
      { action: 'account.reset_password' },
    );
    return to;
  });
  // Whoever reads the mail is not who guessed wrong.
  await deps.rateLimits.reset('loginByAccount', email);
}

async function dropUnproven(tx: Tx, userId: string): Promise<void> {
  const [unproven] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt)))
    .for('update');
  if (!unproven) return;
  await tx.delete(userTotp).where(eq(userTotp.userId, userId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.delete(userIdentities).where(eq(userIdentities.userId, userId));
}

import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { ConfirmedEmail } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { users, userTotp } from '@geko/db/schema/identity';
import { applyEmailChange } from '../account/apply-email-change.ts';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';
import { endTokens, takeToken, type OneTimeToken } from './one-time-token.ts';
import { startSession } from './start-session.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

type ConfirmDeps = Pick<
  Deps,
  'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
>;

/**
 * Follows the link that shows that mail to an address reaches its owner: the address of the account, or one that it
 * changes to. The first kind signs in who has no session yet, unless a second factor is asked for.
 * @throws AppError LINK_INVALID, RATE_LIMITED
 */
export async function confirmEmail(
  deps: ConfirmDeps,
  visitor: Visitor,
  { token }: { token: string },
): Promise<SignInOutcome<ConfirmedEmail>> {
  await deps.rateLimits.consume('verifyByAddress', addressOf(visitor));
  const kinds = ['verify_email', 'change_email'] as const;
  return deps.db.transaction(async (tx) => {
    const link = await takeToken(tx, { token, kinds, now: deps.now() });
    const { userId, email } = link;
    const isTheirs = visitor.principal?.userId === userId;
    if (link.kind === 'change_email') {
      await applyEmailChange(tx, deps, visitor, link);
      return { result: { email, isSignedIn: isTheirs }, cookie: null };
    }
    await verify(tx, deps, visitor, link);
    if (visitor.principal !== null || (await asksForCode(tx, userId))) {
      return { result: { email, isSignedIn: isTheirs }, cookie: null };
    }
    const cookie = await startSession(tx, deps, visitor, { userId, isFirst: true });
    return { result: { email, isSignedIn: true }, cookie };
  });
}

async function verify(
  tx: Tx,
  { now, newId }: Pick<Deps, 'now' | 'newId'>,
  { request }: Visitor,
  { userId, email }: OneTimeToken,
): Promise<void> {
  const at = now();
  const changed = await tx
    .update(users)
    .set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${at})` })
    .where(and(eq(users.id, userId), eq(users.email, email)))
    .returning({ id: users.id });
  if (changed.length === 0) throw new AppError('LINK_INVALID');
  // One of them signs in: the rest shall not do so later.
  await endTokens(tx, { userId, kinds: ['verify_email'], now: at });
  await writeAccountAudit(
    { tx, userId, actorId: userId, now: at, newId, request },
    { action: 'account.verify_email' },
  );
}

async function asksForCode(tx: Tx, userId: string): Promise<boolean> {
  const [found] = await tx
    .select({ userId: userTotp.userId })
    .from(userTotp)
    .where(and(eq(userTotp.userId, userId), isNotNull(userTotp.confirmedAt)));
  return found !== undefined;
}

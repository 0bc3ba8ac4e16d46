import { and, asc, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Account } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import type { Db } from '@geko/db/client';
import {
  oneTimeTokens,
  recoveryCodes,
  userIdentities,
  users,
  userTotp,
} from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

/** The signed-in person's own account. */
export async function getAccount(
  deps: Pick<Deps, 'db' | 'now'>,
  { userId }: { userId: string },
): Promise<Account> {
  const { db } = deps;
  const [person] = await db
    .select({
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      name: users.name,
      avatarId: users.avatarId,
      locale: users.locale,
      timeZone: users.timeZone,
      passwordHash: users.passwordHash,
      deleteAfter: users.deleteAfter,
      totpConfirmedAt: userTotp.confirmedAt,
    })
    .from(users)
    .leftJoin(userTotp, eq(userTotp.userId, users.id))
    .where(eq(users.id, userId));
  if (!person) throw new AppError('UNAUTHENTICATED');
  const [pendingEmail, identities, recoveryCodesLeft] = await Promise.all([
    findPendingEmail(db, userId, deps.now()),
    db
      .select({
        provider: userIdentities.provider,
        email: userIdentities.email,
        createdAt: userIdentities.createdAt,
      })
      .from(userIdentities)
      .where(eq(userIdentities.userId, userId))
      .orderBy(asc(userIdentities.createdAt), asc(userIdentities.provider)),
    db.$count(recoveryCodes, and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))),
  ]);
  return {
    id: userId,
    email: person.email,
    isEmailVerified: person.emailVerifiedAt !== null,
    pendingEmail,
    name: person.name,
    avatarId: person.avatarId,
    locale: person.locale,
    timeZone: person.timeZone,
    hasPassword: person.passwordHash !== null,
    totp: { isEnabled: person.totpConfirmedAt !== null, recoveryCodesLeft },
    identities: identities.map((identity) => ({
      ...identity,
      createdAt: identity.createdAt.toISOString(),
    })),
    deleteAfter: person.deleteAfter?.toISOString() ?? null,
  };
}

/** The address that an open link would change the account to. */
async function findPendingEmail(db: Db, userId: string, now: Date): Promise<string | null> {
  const [pending] = await db
    .select({ email: oneTimeTokens.email })
    .from(oneTimeTokens)
    .where(
      and(
        eq(oneTimeTokens.userId, userId),
        eq(oneTimeTokens.kind, 'change_email'),
        isNull(oneTimeTokens.usedAt),
        gt(oneTimeTokens.expiresAt, now),
      ),
    )
    .orderBy(desc(oneTimeTokens.createdAt))
    .limit(1);
  return pending?.email ?? null;
}

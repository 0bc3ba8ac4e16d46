import { and, eq } from 'drizzle-orm';
import type { OAuthPerson } from '@geko/auth/oauth-provider';
import { DisplayName, Email, type IdentityProvider } from '@geko/contracts/auth';
import type { Tx } from '@geko/db/client';
import { userIdentities, users, userTotp } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';
import { linkIdentity } from './link-identity.ts';
import { OAuthRefusal } from './oauth-problem.ts';
import { newTicket } from './sign-in-ticket.ts';
import { startSession } from './start-session.ts';
import type { Visitor } from './visitor.ts';

type IdentityDeps = Pick<Deps, 'db' | 'auth' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>;
type Identity = { provider: IdentityProvider; person: OAuthPerson };

/**
 * Signs in whom a provider vouches for. An identity that is new here is linked to the account of its confirmed address
 * when that is confirmed on both sides; an address that nobody has gets an account, in no company yet. The second
 * factor is asked for all the same.
 * @throws OAuthRefusal
 */
export async function signInByIdentity(
  deps: IdentityDeps,
  visitor: Visitor,
  { next, ...identity }: Identity & { next: string | null },
): Promise<{ to: string; cookie: string | null }> {
  return deps.db.transaction(async (tx) => {
    const { userId, isNew } = await findOrMake(tx, deps, visitor, identity);
    const [user] = await tx
      .select({
        passwordHash: users.passwordHash,
        lastWorkspaceId: users.lastWorkspaceId,
        totpConfirmedAt: userTotp.confirmedAt,
      })
      .from(users)
      .leftJoin(userTotp, eq(userTotp.userId, users.id))
      .where(eq(users.id, userId));
    if (!user) throw new OAuthRefusal('failed');
    if (user.totpConfirmedAt !== null) {
      const ticket = newTicket(deps, { userId, passwordHash: user.passwordHash });
      const query = new URLSearchParams({ ticket, ...(next === null ? {} : { next }) });
      return { to: `/sign-in?${query.toString()}`, cookie: null };
    }
    const cookie = await startSession(tx, deps, visitor, { userId, isFirst: isNew });
    return { to: next ?? (isNew ? '/welcome' : '/'), cookie };
  });
}

async function findOrMake(
  tx: Tx,
  deps: IdentityDeps,
  { request }: Visitor,
  { provider, person }: Identity,
): Promise<{ userId: string; isNew: boolean }> {
  const [known] = await tx
    .select({ userId: userIdentities.userId })
    .from(userIdentities)
    .where(and(eq(userIdentities.provider, provider), eq(userIdentities.subject, person.subject)));
  if (known) return { userId: known.userId, isNew: false };
  const email = Email.safeParse(person.email);
  if (!email.success || !person.isEmailVerified) throw new OAuthRefusal('noEmail');
  const [made] = await tx
    .insert(users)
    .values({
      id: deps.newId(),
      email: email.data,
      emailVerifiedAt: deps.now(),
      name: nameOf(person, email.data),
      createdAt: deps.now(),
    })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  const userId = made?.id ?? (await getConfirmed(tx, email.data));
  await linkIdentity(tx, deps, { userId, request, provider, person });
  return { userId, isNew: made !== undefined };
}

/** An account whose own address was never confirmed may be somebody else's, who waits for just this. */
async function getConfirmed(tx: Tx, email: string): Promise<string> {
  const [user] = await tx
    .select({ id: users.id, emailVerifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.email, email));
  if (!user || user.emailVerifiedAt === null) throw new OAuthRefusal('taken');
  return user.id;
}

function nameOf(person: OAuthPerson, email: string): string {
  const [local = email] = email.split('@');
  const given = DisplayName.safeParse(person.name?.slice(0, 80));
  return given.success ? given.data : local.slice(0, 80);
}

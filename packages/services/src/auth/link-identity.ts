import { and, eq } from 'drizzle-orm';
import type { OAuthPerson } from '@geko/auth/oauth-provider';
import type { IdentityProvider } from '@geko/contracts/auth';
import type { Tx } from '@geko/db/client';
import { userIdentities } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { OAuthRefusal } from './oauth-problem.ts';

/** Lets an identity sign a person in from now on. @throws OAuthRefusal when it is somebody else's */
export async function linkIdentity(
  tx: Tx,
  { now, newId }: Pick<Deps, 'now' | 'newId'>,
  input: {
    userId: string;
    request: RequestFacts;
    provider: IdentityProvider;
    person: OAuthPerson;
  },
): Promise<void> {
  const { userId, request, provider, person } = input;
  const { subject, email } = person;
  const createdAt = now();
  const linked = await tx
    .insert(userIdentities)
    .values({ provider, subject, userId, email, createdAt })
    .onConflictDoNothing()
    .returning({ userId: userIdentities.userId });
  if (linked.length > 0) {
    await writeAccountAudit(
      { tx, userId, actorId: userId, now: createdAt, newId, request },
      { action: 'account.link_identity', after: provider },
    );
    return;
  }
  const [holder] = await tx
    .select({ userId: userIdentities.userId })
    .from(userIdentities)
    .where(and(eq(userIdentities.provider, provider), eq(userIdentities.subject, subject)));
  if (holder?.userId !== userId) throw new OAuthRefusal('taken');
}

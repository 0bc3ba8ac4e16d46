import { and, eq } from 'drizzle-orm';
import type { IdentityProvider } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { userIdentities, users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';

/**
 * Lets a provider no longer sign the person in. Another way in must remain: a password or another provider.
 * @throws AppError NOT_FOUND, CONFLICT
 */
export async function unlinkIdentity(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { me, request }: { me: Pick<Principal, 'userId'>; request: RequestFacts },
  { provider }: { provider: IdentityProvider },
): Promise<void> {
  const { userId } = me;
  await deps.db.transaction(async (tx) => {
    // Two at once would each count on the other's provider.
    const [person] = await tx
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, userId))
      .for('update');
    const gone = await tx
      .delete(userIdentities)
      .where(and(eq(userIdentities.userId, userId), eq(userIdentities.provider, provider)))
      .returning({ provider: userIdentities.provider });
    if (gone.length === 0) throw new AppError('NOT_FOUND');
    const left = await tx.$count(userIdentities, eq(userIdentities.userId, userId));
    if (left === 0 && (person?.passwordHash ?? null) === null) {
      throw new AppError('CONFLICT', {
        message: 'This is your only way to sign in. Choose a password first.',
      });
    }
    await writeAccountAudit(
      { tx, userId, actorId: userId, now: deps.now(), newId: deps.newId, request },
      { action: 'account.unlink_identity', before: provider },
    );
  });
}

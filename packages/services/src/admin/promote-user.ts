import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { PlatformRole } from '@geko/contracts/permissions';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';

/**
 * Gives a person a role in the whole installation, by the hand of whoever runs it; acts on their next request. It stands
 * on the record of every workspace they belong to.
 * @throws AppError NOT_FOUND when nobody has this address.
 */
export function promoteUser(
  { db, now, newId }: Pick<Deps, 'db' | 'now' | 'newId'>,
  { email, role }: { email: string; role: PlatformRole },
  request: RequestFacts,
): Promise<void> {
  return db.transaction(async (tx) => {
    const [person] = await tx
      .select({ id: users.id, platformRole: users.platformRole })
      .from(users)
      .where(eq(users.email, email))
      .for('update');
    if (!person) throw new AppError('NOT_FOUND');
    if (person.platformRole === role) return;
    await tx.update(users).set({ platformRole: role }).where(eq(users.id, person.id));
    await writeAccountAudit(
      { tx, userId: person.id, actorId: null, now: now(), newId, request },
      { action: 'account.promote', before: person.platformRole, after: role },
    );
  });
}

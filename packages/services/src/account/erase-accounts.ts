import { and, asc, eq, lte } from 'drizzle-orm';
import { enterTenant, type Tx } from '@geko/db/client';
import {
  oneTimeTokens,
  recoveryCodes,
  sessions,
  userAvatars,
  userIdentities,
  users,
  userTotp,
} from '@geko/db/schema/identity';
import { licences } from '@geko/db/schema/licences';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';
import { handOverLicences } from '../licences/hand-over-licences.ts';
import { lockPlaces, type Place } from './lock-places.ts';

const MOST_AT_ONCE = 100;

type EraseDeps = Pick<Deps, 'db' | 'now' | 'newId'>;

/**
 * Erases the accounts whose 30 days are over: they leave their workspaces, and nothing that names the person stays. The
 * row stays, without a name, since what they wrote and what it cost hangs on it. Says how many; harmless to repeat.
 */
export async function eraseAccounts(deps: EraseDeps): Promise<number> {
  const now = deps.now();
  const due = await deps.db
    .select({ id: users.id })
    .from(users)
    .where(lte(users.deleteAfter, now))
    .orderBy(asc(users.deleteAfter))
    .limit(MOST_AT_ONCE);
  let erased = 0;
  for (const { id } of due) {
    if (await deps.db.transaction((tx) => erase(tx, deps, { userId: id, now }))) erased += 1;
  }
  return erased;
}

/** False when another worker is at it, or the person took it back. */
async function erase(
  tx: Tx,
  { newId }: EraseDeps,
  { userId, now }: { userId: string; now: Date },
): Promise<boolean> {
  const places = await lockPlaces(tx, userId);
  const [due] = await tx
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), lte(users.deleteAfter, now)))
    .for('update', { skipLocked: true });
  if (!due) return false;
  for (const table of [
    sessions,
    userTotp,
    recoveryCodes,
    userIdentities,
    userAvatars,
    oneTimeTokens,
  ]) {
    await tx.delete(table).where(eq(table.userId, userId));
  }
  await tx
    .update(users)
    .set({
      // Not the person's own id: who knows that could have taken the address, and nothing could be erased.
      email: `deleted-${newId()}@deleted.invalid`,
      emailVerifiedAt: null,
      name: 'Deleted user',
      passwordHash: null,
      platformRole: 'user',
      locale: 'en',
      timeZone: null,
      avatarId: null,
      lastWorkspaceId: null,
      deleteAfter: null,
    })
    .where(eq(users.id, userId));
  await leaveAll(tx, places, { userId, email: due.email, now, newId });
  return true;
}

async function leaveAll(
  tx: Tx,
  places: readonly Place[],
  { userId, email, now, newId }: { userId: string; email: string; now: Date; newId: () => string },
): Promise<void> {
  const request = { requestId: 'erase-accounts', address: null, userAgent: null };
  for (const place of places) {
    await enterTenant(tx, { ...place, userId });
    await tx
      .delete(workspaceMembers)
      .where(
        and(
          eq(workspaceMembers.tenantId, place.tenantId),
          eq(workspaceMembers.workspaceId, place.workspaceId),
          eq(workspaceMembers.userId, userId),
        ),
      );
    await handOverLicences(tx, place, [userId]);
    await tx
      .update(licences)
      .set({ holderEmail: 'deleted@deleted.invalid' })
      .where(
        and(
          eq(licences.tenantId, place.tenantId),
          eq(licences.workspaceId, place.workspaceId),
          eq(licences.holderEmail, email),
        ),
      );
    await writeAuditLine(
      { tx, ...place, actorId: null, now, newId, request },
      { action: 'member.leave', objectId: userId },
    );
  }
}

import { and, eq, isNull, ne } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { enterTenant, type Tx } from '@geko/db/client';
import { turns } from '@geko/db/schema/chat';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers, workspaces } from '@geko/db/schema/tenancy';
import { assertPaysForNothing } from '../billing/plan-subscription.ts';
import { writeAccountAudit, writeAuditLine } from '../audit/write-audit.ts';
import { stopTurns } from '../chat/stop-turns.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { assertOwnerRemains } from '../members/assert-owner-remains.ts';
import { assertProof } from './assert-proof.ts';
import { lockPlaces, type Place } from './lock-places.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a deletion can be taken back (issue 3). */
export const GRACE_MS = 30 * DAY_MS;

type RemoveDeps = Pick<
  Deps,
  'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
>;
type Who = { me: Principal; request: RequestFacts };

/**
 * Asks for the account to be erased in 30 days; until then it can be taken back (restoreAccount). Every session and every
 * running answer ends.
 * Workspaces of which the person is the only member go along.
 * @throws AppError LAST_OWNER while somebody else's workspace hangs on them, CONFLICT while
 * one of theirs subscribes to a plan that goes on, INVALID_CREDENTIALS, CONFIRM_IDENTITY
 */
export async function removeAccount(
  deps: RemoveDeps,
  { me, request }: Who,
  proof: { password?: string | null | undefined },
): Promise<{ deleteAfter: string }> {
  await assertProof(deps, me, proof);
  const { userId } = me;
  const now = deps.now();
  const deleteAfter = new Date(now.getTime() + GRACE_MS);
  await deps.db.transaction(async (tx) => {
    const removed = await leaveInOrder(tx, userId, now);
    await tx.update(users).set({ deleteAfter }).where(eq(users.id, userId));
    await deps.auth.revokeOthers({ userId, keepPublicId: null, tx });
    await queueMail(tx, deps, {
      kind: 'account_removed',
      to: me.email,
      locale: me.locale,
      data: {
        name: me.name,
        deleteAfter: deleteAfter.toISOString(),
        signInUrl: `${deps.publicUrl}/sign-in`,
      },
    });
    const about = { tx, userId, actorId: userId, now, newId: deps.newId, request };
    await writeAccountAudit(about, { action: 'account.remove' });
    for (const place of removed) {
      await enterTenant(tx, { ...place, userId });
      const entry = { action: 'workspace.remove', objectId: place.workspaceId } as const;
      await writeAuditLine({ ...about, ...place }, entry);
    }
  });
  return { deleteAfter: deleteAfter.toISOString() };
}

/** Deletes the workspaces without anybody else, and says which; those with others must keep an owner. */
async function leaveInOrder(tx: Tx, userId: string, now: Date): Promise<Place[]> {
  const removed: Place[] = [];
  for (const place of await lockPlaces(tx, userId)) {
    await enterTenant(tx, { ...place, userId });
    await stopTurns({ tx, caller: place, now }, eq(turns.userId, userId));
    const others = and(
      eq(workspaceMembers.tenantId, place.tenantId),
      eq(workspaceMembers.workspaceId, place.workspaceId),
      ne(workspaceMembers.userId, userId),
    );
    const isHere = and(
      eq(workspaces.tenantId, place.tenantId),
      eq(workspaces.id, place.workspaceId),
      isNull(workspaces.deletedAt),
    );
    if ((await tx.$count(workspaceMembers, others)) > 0) {
      const [open] = await tx.select({ name: workspaces.name }).from(workspaces).where(isHere);
      if (open && place.role === 'owner') await assertOthersOwn(tx, place, userId, open.name);
      continue;
    }
    await assertPaysForNothing({ tx, ...place });
    const gone = await tx
      .update(workspaces)
      .set({ deletedAt: now })
      .where(isHere)
      .returning({ id: workspaces.id });
    if (gone.length > 0) removed.push(place);
  }
  return removed;
}

async function assertOthersOwn(tx: Tx, place: Place, userId: string, name: string): Promise<void> {
  try {
    await assertOwnerRemains(tx, { ...place, without: userId });
  } catch (thrown) {
    if (!(thrown instanceof AppError && thrown.code === 'LAST_OWNER')) throw thrown;
    throw new AppError('LAST_OWNER', {
      message: `You are the only owner of “${name}”. Make somebody else an owner there, or delete that workspace, and try again.`,
    });
  }
}

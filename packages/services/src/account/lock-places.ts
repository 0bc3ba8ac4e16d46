import { asc, eq } from 'drizzle-orm';
import { enterTenant, enterUser, type Tx } from '@geko/db/client';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { lockWorkspaceRow } from '../members/lock-team.ts';

/** A workspace that somebody belongs to, also a deleted one, and their role there. */
export type Place = {
  tenantId: string;
  workspaceId: string;
  role: (typeof workspaceMembers.$inferSelect)['role'];
};

/**
 * Every workspace of a person, in the order in which audit lines are written, with its team locked: who belongs to it
 * changes no more before the transaction ends. Leaves the transaction in none of them.
 */
export async function lockPlaces(tx: Tx, userId: string): Promise<Place[]> {
  await enterUser(tx, userId);
  const places = await tx
    .select({
      tenantId: workspaceMembers.tenantId,
      workspaceId: workspaceMembers.workspaceId,
      role: workspaceMembers.role,
    })
    .from(workspaceMembers)
    .where(eq(workspaceMembers.userId, userId))
    .orderBy(asc(workspaceMembers.tenantId), asc(workspaceMembers.workspaceId));
  for (const place of places) {
    await enterTenant(tx, { ...place, userId });
    await lockWorkspaceRow(tx, place);
  }
  await enterUser(tx, userId);
  return places;
}

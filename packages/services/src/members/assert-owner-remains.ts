import { and, eq, isNull, ne } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';

/**
 * Throws LAST_OWNER when nobody else owns the workspace; an owner whose account is about to be erased does not count.
 * The workspace's row must be locked (lockTeam), or two owners could each count on the other.
 */
export async function assertOwnerRemains(
  tx: Tx,
  { tenantId, workspaceId, without }: { tenantId: string; workspaceId: string; without: string },
): Promise<void> {
  const [other] = await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.role, 'owner'),
        ne(workspaceMembers.userId, without),
        isNull(users.deleteAfter),
      ),
    )
    .limit(1);
  if (!other) throw new AppError('LAST_OWNER');
}

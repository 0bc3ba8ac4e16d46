import { and, asc, eq, inArray, notInArray } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { apiKeys } from '@geko/db/schema/limits';
import { workspaceMembers } from '@geko/db/schema/tenancy';

/**
 * Lets the workspace's licences call in another owner's name, as they were bought for the workspace and go on without who
 * leaves. Call it after the change of the members' rows.
 */
export async function handOverLicences(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
  from: readonly string[],
): Promise<void> {
  const [heir] = await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.role, 'owner'),
        notInArray(workspaceMembers.userId, [...from]),
      ),
    )
    .orderBy(asc(workspaceMembers.createdAt), asc(workspaceMembers.userId))
    .limit(1);
  if (!heir) return;
  await tx
    .update(apiKeys)
    .set({ userId: heir.userId })
    .where(
      and(
        eq(apiKeys.tenantId, tenantId),
        eq(apiKeys.workspaceId, workspaceId),
        eq(apiKeys.isLicence, true),
        inArray(apiKeys.userId, [...from]),
      ),
    );
}

import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ApiKey } from '@geko/contracts/api-keys';
import { apiKeys } from '@geko/db/schema/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { getApiKey, lockApiKey } from './api-key-views.ts';

/**
 * Ends a key for good, from its next request on: one's own, or anybody's for who manages keys. One that was revoked before
 * stays as it is.
 * @throws AppError NOT_FOUND
 */
export async function revokeApiKey(scope: Scope, id: string): Promise<ApiKey> {
  const { userId } = await lockApiKey(scope, id);
  await revokeKeys(scope, { userIds: [userId], id });
  return getApiKey(scope, id);
}

/** Revokes the keys of people who may have none any more, or one of them. */
export async function revokeKeys(
  scope: Scope,
  { userIds, id }: { userIds: readonly string[]; id?: string },
): Promise<void> {
  const { tx, caller, now } = scope;
  const revoked = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(apiKeys.tenantId, caller.tenantId),
        eq(apiKeys.workspaceId, caller.workspaceId),
        eq(apiKeys.isLicence, false),
        inArray(apiKeys.userId, [...userIds]),
        id === undefined ? undefined : eq(apiKeys.id, id),
        isNull(apiKeys.revokedAt),
      ),
    )
    .returning({ id: apiKeys.id });
  for (const key of revoked) await writeAudit(scope, { action: 'apikey.revoke', objectId: key.id });
}

import { and, eq } from 'drizzle-orm';
import type { ApiKey, UpdateApiKey } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import { apiKeys } from '@geko/db/schema/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { getApiKey, lockApiKey } from './api-key-views.ts';
import { allowedModels, endOf } from './key-terms.ts';

/**
 * Changes what one's own key is called, may do and when it ends, from its next request on.
 * @throws AppError NOT_FOUND also for somebody else's; CONFLICT for one that was revoked; BAD_REQUEST as in createApiKey
 */
export async function updateApiKey(scope: Scope, input: UpdateApiKey): Promise<ApiKey> {
  const { tx, caller, now } = scope;
  const { id, name, scopes, modelIds, expiresAt } = input;
  const key = await lockApiKey(scope, id);
  if (key.userId !== caller.userId) throw new AppError('NOT_FOUND');
  if (key.revokedAt !== null) throw new AppError('CONFLICT', { message: 'This key was revoked.' });
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(modelIds === undefined ? {} : { modelIds: await allowedModels(scope, modelIds) }),
    ...(expiresAt === undefined ? {} : { expiresAt: endOf(expiresAt, now) }),
  };
  const changed = Object.keys(changes);
  if (changed.length === 0) return getApiKey(scope, id);
  await tx
    .update(apiKeys)
    .set(changes)
    .where(
      and(
        eq(apiKeys.tenantId, caller.tenantId),
        eq(apiKeys.workspaceId, caller.workspaceId),
        eq(apiKeys.id, id),
      ),
    );
  const view = await getApiKey(scope, id);
  await writeAudit(scope, {
    action: 'apikey.update',
    objectId: id,
    after: changed.map((field) => fieldNames[field as keyof typeof changes]).join(),
  });
  return view;
}

/** Fields as the audit log writes them. */
const fieldNames = {
  name: 'name',
  scopes: 'scopes',
  modelIds: 'models',
  expiresAt: 'expiry',
} as const;

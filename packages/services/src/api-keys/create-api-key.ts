import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { newApiKey } from '@geko/auth/api-key';
import { MAX_API_KEYS, type CreateApiKey, type CreatedApiKey } from '@geko/contracts/api-keys';
import { AppError } from '@geko/contracts/errors';
import { apiKeys } from '@geko/db/schema/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { getApiKey } from './api-key-views.ts';
import { allowedModels, endOf } from './key-terms.ts';

/**
 * Makes a key that calls in the caller's name; its secret is in this answer and nowhere else. So a resend cannot be
 * answered alike: its id is a CONFLICT.
 * @throws AppError BAD_REQUEST for a model that is not there or an end that has passed; CONFLICT for an id that is taken,
 * and who has MAX_API_KEYS
 */
export async function createApiKey(scope: Scope, input: CreateApiKey): Promise<CreatedApiKey> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  const live = await tx.$count(
    apiKeys,
    and(
      eq(apiKeys.tenantId, tenantId),
      eq(apiKeys.workspaceId, workspaceId),
      eq(apiKeys.userId, userId),
      eq(apiKeys.isLicence, false),
      isNull(apiKeys.revokedAt),
      or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
    ),
  );
  if (live >= MAX_API_KEYS) {
    throw new AppError('CONFLICT', {
      message: `You have ${MAX_API_KEYS} keys here. Revoke one that is no longer used.`,
    });
  }
  const { id, name, scopes } = input;
  const { secret, keyHash, lastFour } = newApiKey();
  const made = await tx
    .insert(apiKeys)
    .values({
      tenantId,
      workspaceId,
      id,
      userId,
      name,
      keyHash,
      lastFour,
      scopes,
      modelIds: await allowedModels(scope, input.modelIds),
      expiresAt: endOf(input.expiresAt, now),
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: apiKeys.id });
  if (made.length === 0) throw new AppError('CONFLICT', { field: 'id' });
  const key = await getApiKey(scope, id);
  await writeAudit(scope, { action: 'apikey.create', objectId: id, after: scopes.join() });
  return { key, secret };
}

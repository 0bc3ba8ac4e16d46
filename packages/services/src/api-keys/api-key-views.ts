import { and, desc, eq, gte, lte, ne, sql, type SQL } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { ApiKeyScope, type ApiKey } from '@geko/contracts/api-keys';
import { users } from '@geko/db/schema/identity';
import { apiKeys } from '@geko/db/schema/limits';
import { NO_API_KEY, usageDaily } from '@geko/db/schema/money';
import { localDay } from '@geko/domain/periods';
import type { Scope } from '../deps.ts';
import { tokens } from '../usage/sum-usage.ts';

export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** One's own keys; everybody's for who manages keys. */
function isVisible({ caller }: Scope): SQL | undefined {
  return and(
    eq(apiKeys.tenantId, caller.tenantId),
    eq(apiKeys.workspaceId, caller.workspaceId),
    eq(apiKeys.isLicence, false),
    caller.permissions.has('apikey:manage') ? undefined : eq(apiKeys.userId, caller.userId),
  );
}

/** The key of this id that the caller sees, locked. @throws AppError NOT_FOUND */
export async function lockApiKey(scope: Scope, id: string): Promise<ApiKeyRow> {
  const [row] = await scope.tx
    .select()
    .from(apiKeys)
    .where(and(isVisible(scope), eq(apiKeys.id, id)))
    .for('update');
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}

/** The keys that the caller sees, newest first, each with what its calls of this month came to. */
export async function findApiKeys(scope: Scope, where?: SQL): Promise<ApiKey[]> {
  const used = await useOfThisMonth(scope);
  const rows = await scope.tx
    .select({ key: apiKeys, userName: users.name })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(and(isVisible(scope), where))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
  return rows.map(({ key, userName }) => ({
    id: key.id,
    userId: key.userId,
    userName,
    name: key.name,
    lastFour: key.lastFour,
    scopes: key.scopes.flatMap((scope) => ApiKeyScope.safeParse(scope).data ?? []),
    modelIds: key.modelIds,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    status: statusOf(key, scope.now),
    thisMonth: used.get(key.id) ?? { requests: 0, tokens: 0, chargeNano: '0' },
  }));
}

/** One of them. @throws AppError NOT_FOUND */
export async function getApiKey(scope: Scope, id: string): Promise<ApiKey> {
  const [key] = await findApiKeys(scope, eq(apiKeys.id, id));
  if (!key) throw new AppError('NOT_FOUND');
  return key;
}

function statusOf({ revokedAt, expiresAt }: ApiKeyRow, now: Date): ApiKey['status'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

async function useOfThisMonth({
  tx,
  caller,
  now,
}: Scope): Promise<Map<string, ApiKey['thisMonth']>> {
  const d = usageDaily;
  const today = localDay({ at: now, timeZone: caller.timeZone });
  const rows = await tx
    .select({
      id: d.apiKeyId,
      requests: sql<number>`sum(${d.requests})::float8`,
      tokens: sql<number>`sum(${tokens})::float8`,
      chargeNano: sql<string>`sum(${d.chargeNano})::text`,
    })
    .from(d)
    .where(
      and(
        eq(d.tenantId, caller.tenantId),
        eq(d.workspaceId, caller.workspaceId),
        ne(d.apiKeyId, NO_API_KEY),
        gte(d.day, `${today.slice(0, 7)}-01`),
        lte(d.day, today),
      ),
    )
    .groupBy(d.apiKeyId);
  return new Map(rows.map(({ id, ...use }) => [id, use]));
}

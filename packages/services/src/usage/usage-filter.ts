import { and, eq, ne, type SQL } from 'drizzle-orm';
import type { Funding } from '@geko/contracts/meters';
import { NO_API_KEY, type tokenUsage, type usageDaily } from '@geko/db/schema/money';
import type { Caller } from '../deps.ts';

/** Whose calls, of which model, out of which funds, by which API key; null and absent = any. */
export type CallFilter = {
  userId?: string | null | undefined;
  modelId?: string | null | undefined;
  funding?: Funding | null | undefined;
  apiKeyId?: string | null | undefined;
};

/** Whether the caller sees everybody's use, or only their own. */
export function usageScope(caller: Caller): 'own' | 'workspace' {
  return caller.permissions.has('usage:view:workspace') ? 'workspace' : 'own';
}

/**
 * What of receipts or of daily sums the caller sees under a filter. Who sees only their own and asks for somebody
 * else's finds nothing.
 */
export function whereVisible(
  table: typeof tokenUsage | typeof usageDaily,
  caller: Caller,
  { userId, modelId, funding, apiKeyId }: CallFilter,
): SQL | undefined {
  return and(
    eq(table.tenantId, caller.tenantId),
    eq(table.workspaceId, caller.workspaceId),
    usageScope(caller) === 'own' ? eq(table.userId, caller.userId) : undefined,
    userId == null ? undefined : eq(table.userId, userId),
    modelId == null ? undefined : eq(table.modelId, modelId),
    funding == null ? undefined : eq(table.funding, funding),
    // What stands for no key is the id of none.
    apiKeyId == null
      ? undefined
      : and(eq(table.apiKeyId, apiKeyId), ne(table.apiKeyId, NO_API_KEY)),
  );
}

import { and, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { Receipt } from '@geko/contracts/receipt';
import type { UsageRange } from '@geko/contracts/usage';
import { localDay } from '@geko/domain/periods';
import { type DaySpan, usageSpan } from '@geko/domain/usage-span';
import { instantOfWall } from '@geko/domain/zone-clock';
import { users } from '@geko/db/schema/identity';
import { modelCatalog } from '@geko/db/schema/models';
import { apiKeys } from '@geko/db/schema/limits';
import { tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import type { Keyset } from '../keyset.ts';
import { modelNameOf } from '../local/local-model-facts.ts';
import { newestCorrections } from './newest-corrections.ts';
import { receiptOf, type UsageRow } from './receipt-of.ts';
import { whereVisible, type CallFilter } from './usage-filter.ts';

/** Which receipts; without a range those of all time. */
export type ReceiptFilter = CallFilter & {
  range?: UsageRange | undefined;
  turnId?: string | null | undefined;
};

export type FoundReceipt = {
  usage: UsageRow;
  receipt: Receipt;
  userName: string;
  /** null = it came by no key. */
  keyName: string | null;
};

const DAY_MS = 86_400_000;

/** A page of receipts as they are now, newest first. after: where the page before ended. most: the longest page. */
export async function findReceipts(
  scope: Scope,
  filter: ReceiptFilter,
  { after, most }: { after: Keyset | null; most: number },
): Promise<FoundReceipt[]> {
  const { tx, caller } = scope;
  const bounds = boundsOf(scope, filter.range);
  const rows = await tx
    .select({
      usage: tokenUsage,
      modelName: modelCatalog.name,
      userName: users.name,
      keyName: apiKeys.name,
    })
    .from(tokenUsage)
    .leftJoin(modelCatalog, eq(modelCatalog.id, tokenUsage.modelId))
    .innerJoin(users, eq(users.id, tokenUsage.userId))
    .leftJoin(
      apiKeys,
      and(
        eq(apiKeys.tenantId, tokenUsage.tenantId),
        eq(apiKeys.workspaceId, tokenUsage.workspaceId),
        eq(apiKeys.id, tokenUsage.apiKeyId),
      ),
    )
    .where(
      and(
        whereVisible(tokenUsage, caller, filter),
        filter.turnId == null ? undefined : eq(tokenUsage.id, filter.turnId),
        bounds === null ? undefined : gte(tokenUsage.createdAt, bounds.startAt),
        before(bounds?.endAt ?? null, after),
      ),
    )
    .orderBy(desc(tokenUsage.createdAt), desc(tokenUsage.id))
    .limit(most);
  const corrections = await newestCorrections(
    tx,
    caller,
    rows.map(({ usage }) => usage.id),
  );
  return rows.map(({ usage, modelName, userName, keyName }) => ({
    usage,
    userName,
    keyName,
    receipt: receiptOf(
      usage,
      modelNameOf(modelName, usage.modelId),
      corrections.get(usage.id) ?? null,
    ),
  }));
}

/** Where a receipt stands in the list. */
export function keyOfReceipt({ usage }: FoundReceipt): Keyset {
  return { at: usage.createdAt, id: usage.id };
}

/** The days of a range in the workspace's zone, as instants. */
function boundsOf({ caller, now }: Scope, range: UsageRange | undefined) {
  if (range === undefined) return null;
  const { timeZone } = caller;
  const { from, to }: DaySpan = usageSpan({ range, today: localDay({ at: now, timeZone }) });
  const wallOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
  return {
    startAt: new Date(instantOfWall(wallOf(from), timeZone)),
    endAt: new Date(instantOfWall(wallOf(to) + DAY_MS, timeZone)),
  };
}

/**
 * Before a moment, and only what comes after a cursor. Of the two only the one that binds: given both, Postgres begins
 * at the looser one and walks.
 */
function before(endAt: Date | null, after: Keyset | null): SQL | undefined {
  if (after !== null && (endAt === null || after.at < endAt)) {
    return sql`(${tokenUsage.createdAt}, ${tokenUsage.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`;
  }
  return endAt === null ? undefined : lt(tokenUsage.createdAt, endAt);
}

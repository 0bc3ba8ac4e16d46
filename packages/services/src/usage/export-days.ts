import { and, desc, eq, gte, lte, sql } from 'drizzle-orm';
import { usdDecimal } from '@geko/contracts/usd';
import { users } from '@geko/db/schema/identity';
import { modelCatalog } from '@geko/db/schema/models';
import { apiKeys } from '@geko/db/schema/limits';
import { NO_API_KEY, usageDaily } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { modelNameOf } from '../local/local-model-facts.ts';
import type { ExportedPage, ExportedRow } from './read-pages.ts';
import type { Days } from './sum-usage.ts';
import { whereVisible, type CallFilter } from './usage-filter.ts';

const ROWS_A_PAGE = 1_000;

/** The columns of exported days. Money in exact decimal dollars, days in the workspace's zone. */
export const dayFields = [
  'day',
  'member_id',
  'member_name',
  'model_id',
  'model_name',
  'funding',
  'api_key_id',
  'api_key_name',
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
  'images',
  'characters',
  'seconds',
  'cost_usd',
  'charge_usd',
  'absorbed_usd',
] as const;

/** Where a page of days ended: the rest of the key. */
export type DayKey = {
  day: string;
  userId: string;
  modelId: string;
  funding: string;
  apiKeyId: string;
};

/** A page of the sums by day, member, model, funding and key, the last day first. */
export async function readDays(
  { tx, caller }: Scope,
  filter: CallFilter & { range: Days },
  after: DayKey | null,
): Promise<ExportedPage<DayKey>> {
  const d = usageDaily;
  const found = await tx
    .select({ sums: d, modelName: modelCatalog.name, userName: users.name, keyName: apiKeys.name })
    .from(d)
    .leftJoin(modelCatalog, eq(modelCatalog.id, d.modelId))
    .innerJoin(users, eq(users.id, d.userId))
    .leftJoin(
      apiKeys,
      and(
        eq(apiKeys.tenantId, d.tenantId),
        eq(apiKeys.workspaceId, d.workspaceId),
        eq(apiKeys.id, d.apiKeyId),
      ),
    )
    .where(
      and(
        whereVisible(d, caller, filter),
        gte(d.day, filter.range.from),
        lte(d.day, after === null ? filter.range.to : after.day),
        after === null
          ? undefined
          : sql`(${d.day}, ${d.userId}, ${d.modelId}, ${d.funding}, ${d.apiKeyId}) < (${after.day}::date,
              ${after.userId}::uuid, ${after.modelId}, ${after.funding}, ${after.apiKeyId}::uuid)`,
      ),
    )
    .orderBy(desc(d.day), desc(d.userId), desc(d.modelId), desc(d.funding), desc(d.apiKeyId))
    .limit(ROWS_A_PAGE);
  const end = found.length < ROWS_A_PAGE ? undefined : found.at(-1);
  return { rows: found.map(rowOf), last: end?.sums ?? null };
}

function rowOf(found: {
  sums: typeof usageDaily.$inferSelect;
  modelName: string | null;
  userName: string;
  keyName: string | null;
}): ExportedRow {
  const { sums, modelName, userName, keyName } = found;
  const total =
    sums.inputTokens +
    sums.cachedInputTokens +
    sums.cacheWriteTokens +
    sums.outputTokens +
    sums.reasoningTokens;
  const row: Record<(typeof dayFields)[number], string | bigint> = {
    day: sums.day,
    member_id: sums.userId,
    member_name: userName,
    model_id: sums.modelId,
    model_name: modelNameOf(modelName, sums.modelId),
    funding: sums.funding,
    api_key_id: sums.apiKeyId === NO_API_KEY ? '' : sums.apiKeyId,
    api_key_name: keyName ?? '',
    requests: sums.requests,
    input_tokens: sums.inputTokens,
    cached_input_tokens: sums.cachedInputTokens,
    cache_write_tokens: sums.cacheWriteTokens,
    output_tokens: sums.outputTokens,
    reasoning_tokens: sums.reasoningTokens,
    total_tokens: total,
    images: sums.images,
    characters: sums.characters,
    seconds: sums.seconds,
    cost_usd: usdDecimal(sums.costNano),
    charge_usd: usdDecimal(sums.chargeNano),
    absorbed_usd: usdDecimal(sums.absorbedNano),
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
}

import { and, gte, lte, sql } from 'drizzle-orm';
import type { UsageTotals } from '@geko/contracts/usage';
import { usageDaily } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { whereVisible, type CallFilter } from './usage-filter.ts';

export const NO_USE: UsageTotals = {
  requests: 0,
  tokens: 0,
  images: 0,
  characters: 0,
  seconds: 0,
  costNano: '0',
  chargeNano: '0',
};

/** Calendar days, both inclusive. */
export type Days = { from: string; to: string };

/** Each by its key: the first day of a bucket, a model's id, a member's id, a funding, an API key's id or NO_API_KEY. */
export type UsageSums = { totals: UsageTotals } & Record<
  'byStart' | 'byModel' | 'byMember' | 'byFunding' | 'byKey',
  Map<string, UsageTotals>
>;

/** Which columns a row of the grouping sets has summed up: a bit for each of start, model, member, funding and key. */
const setOfLevel: Record<number, keyof UsageSums> = {
  0b11111: 'totals',
  0b01111: 'byStart',
  0b10111: 'byModel',
  0b11011: 'byMember',
  0b11101: 'byFunding',
  0b11110: 'byKey',
};

type SumRow = {
  level: number;
  key: string | null;
  requests: number;
  tokens: number;
  images: number;
  characters: number;
  seconds: number;
  cost_nano: string;
  charge_nano: string;
};

/** Tokens of every class of a day's sums. */
export const tokens = sql`(${usageDaily.inputTokens} + ${usageDaily.cachedInputTokens} + ${usageDaily.cacheWriteTokens}
  + ${usageDaily.outputTokens} + ${usageDaily.reasoningTokens})`;

/** What was used on some days in all. */
export async function totalUsage(
  { tx, caller }: Scope,
  filter: CallFilter,
  { from, to }: Days,
): Promise<UsageTotals> {
  const d = usageDaily;
  const [totals] = await tx
    .select({
      requests: sql<number>`coalesce(sum(${d.requests}), 0)::float8`,
      tokens: sql<number>`coalesce(sum(${tokens}), 0)::float8`,
      images: sql<number>`coalesce(sum(${d.images}), 0)::float8`,
      characters: sql<number>`coalesce(sum(${d.characters}), 0)::float8`,
      seconds: sql<number>`coalesce(sum(${d.seconds}), 0)::float8`,
      costNano: sql<string>`coalesce(sum(${d.costNano}), 0)::text`,
      chargeNano: sql<string>`coalesce(sum(${d.chargeNano}), 0)::text`,
    })
    .from(d)
    .where(and(whereVisible(d, caller, filter), gte(d.day, from), lte(d.day, to)));
  return totals ?? NO_USE;
}

/** What was used on some days in all and by bucket, model, member, funding and key, in one reading of the daily sums. */
export async function sumUsage(
  { tx, caller }: Scope,
  filter: CallFilter,
  { bucket, from, to }: Days & { bucket: 'day' | 'month' },
): Promise<UsageSums> {
  const d = usageDaily;
  const start = bucket === 'day' ? sql`${d.day}` : sql`date_trunc('month', ${d.day})::date`;
  // Each day's row is added up twice, not once for every set: by day, and by all the rest together, which is few.
  const { rows } = await tx.execute<SumRow>(sql`
    with days as (
      select ${start} as start, ${d.modelId}, ${d.userId}, ${d.funding}, ${d.apiKeyId}, ${d.requests}, ${d.images},
        ${d.characters}, ${d.seconds}, ${d.costNano}, ${d.chargeNano}, ${tokens} as tokens
      from ${d}
      where ${and(whereVisible(d, caller, filter), gte(d.day, from), lte(d.day, to))}),
    parts as (
      select start, model_id, user_id, funding, api_key_id, sum(requests) as requests, sum(tokens) as tokens,
        sum(images) as images, sum(characters) as characters, sum(seconds) as seconds, sum(cost_nano) as cost_nano,
        sum(charge_nano) as charge_nano
      from days group by grouping sets ((start), (model_id, user_id, funding, api_key_id)))
    select 15 as level, to_char(start, 'YYYY-MM-DD') as key, requests::float8, tokens::float8, images::float8,
      characters::float8, seconds::float8, cost_nano::text, charge_nano::text
    from parts where start is not null
    union all
    select 16 + grouping(model_id, user_id, funding, api_key_id),
      coalesce(model_id, user_id::text, funding, api_key_id::text), coalesce(sum(requests), 0)::float8,
      coalesce(sum(tokens), 0)::float8, coalesce(sum(images), 0)::float8, coalesce(sum(characters), 0)::float8,
      coalesce(sum(seconds), 0)::float8, coalesce(sum(cost_nano), 0)::text, coalesce(sum(charge_nano), 0)::text
    from parts where start is null
    group by grouping sets ((), (model_id), (user_id), (funding), (api_key_id))`);
  const sums: UsageSums = {
    totals: NO_USE,
    byStart: new Map(),
    byModel: new Map(),
    byMember: new Map(),
    byFunding: new Map(),
    byKey: new Map(),
  };
  for (const row of rows) {
    const { level, key, cost_nano: costNano, charge_nano: chargeNano, ...counts } = row;
    const figures = { ...counts, costNano, chargeNano };
    const set = setOfLevel[level] ?? 'totals';
    if (set === 'totals') sums.totals = figures;
    else sums[set].set(key ?? '', figures);
  }
  return sums;
}

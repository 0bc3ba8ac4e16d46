import { and, eq, gte, lte, sql } from 'drizzle-orm';
import type { UsageReport } from '@geko/contracts/usage';
import { usageDaily } from '@geko/db/schema/money';
import { nearestPriced } from '@geko/domain/nearest-price';
import { rateUsage } from '@geko/domain/pricing';
import type { Scope } from '../deps.ts';
import { listOfferedModels } from '../models/catalogue.ts';
import type { Days } from './sum-usage.ts';
import { whereVisible, type CallFilter } from './usage-filter.ts';

/**
 * What local calls would have cost at the list price of the nearest cloud model; null without such calls or a model to
 * compare with.
 */
export async function localSavings(
  { tx, caller, now }: Scope,
  filter: CallFilter,
  { from, to }: Days,
): Promise<UsageReport['saved']> {
  const d = usageDaily;
  const [sums] = await tx
    .select({
      inputTokens: sql<number>`coalesce(sum(${d.inputTokens}), 0)::float8`,
      outputTokens: sql<number>`coalesce(sum(${d.outputTokens} + ${d.reasoningTokens}), 0)::float8`,
    })
    .from(d)
    .where(
      and(
        whereVisible(d, caller, filter),
        eq(d.funding, 'local'),
        gte(d.day, from),
        lte(d.day, to),
      ),
    );
  if (!sums || sums.inputTokens + sums.outputTokens === 0) return null;
  const offers = await listOfferedModels(tx, { ...caller, now });
  const clouds = offers.filter(
    ({ model }) => model.kind === 'chat' && model.tier !== 'local' && model.provider !== 'demo',
  );
  const nearest = nearestPriced(clouds);
  if (nearest === null) return null;
  const { costNano } = rateUsage({
    usage: { ...sums, cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
    // Dearer steps are for long calls; these are many calls together.
    price: { ...nearest.price, tiers: [] },
    markupBps: 0,
  });
  return { nano: costNano.toString(), modelName: nearest.model.name };
}

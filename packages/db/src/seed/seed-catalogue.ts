import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { PriceTier } from '@geko/contracts/models';
import { parseUsd } from '@geko/contracts/money';
import { modelCatalog, modelPrices } from '../schema/models.ts';
import mediaModels from './media-models.json' with { type: 'json' };
import catalogue from './models.json' with { type: 'json' };

type UsdPrices = { input: string; output: string; cachedInput?: string; cacheWrite?: string };
/** What is not counted in tokens; of an image by "<size>/<quality>" or "any". */
type UsdUnitPrices = {
  usdPerImage?: Record<string, string> | undefined;
  usdPerMillionCharacters?: string | undefined;
  usdPerMinute?: string | undefined;
};
type Entry = UsdUnitPrices & {
  usdPerMillion: UsdPrices;
  tiers?: (UsdPrices & { aboveInputTokens: number })[];
  /** Where its price is from. */
  source?: string;
};

/** The day from which the seeded list prices count; before it nothing was ever charged. */
const SEEDED_FROM = new Date('2026-01-01T00:00:00Z');

const NO_ABILITIES = { vision: false, tools: false, reasoning: false, json: false };

/** The model that answers where no provider has a key. Its price is for show, and says so. */
const DEMO = {
  id: 'demo',
  provider: 'demo',
  upstreamModel: 'demo',
  name: 'Demonstration (not an AI)',
  tier: 'free',
  contextTokens: 32_000,
  maxOutputTokens: 4_096,
  abilities: NO_ABILITIES,
  aliases: [] as string[],
  releasedOn: null,
  usdPerMillion: { input: '0.15', output: '0.6' } as UsdPrices,
};

/** What chats, then what makes something else. */
const all = [
  ...[...catalogue, DEMO].map((entry) => ({ ...entry, kind: 'chat' })),
  ...mediaModels.map((entry) => ({ ...entry, abilities: NO_ABILITIES, aliases: [] as string[] })),
];

/** A row of the catalogue without what the seed decides, and its list price. */
function readEntry(entry: (typeof all)[number]) {
  const { usdPerMillion, usdPerImage, usdPerMillionCharacters, usdPerMinute, ...rest } =
    entry as typeof entry & Entry;
  const { tiers = [], source: _source, ...facts } = rest;
  type Row = typeof modelCatalog.$inferInsert;
  return {
    facts: {
      ...facts,
      provider: facts.provider as Row['provider'],
      tier: facts.tier as Row['tier'],
      kind: facts.kind as Row['kind'],
    },
    prices: {
      ...nanoPrices(usdPerMillion),
      tiers: tiers.map(nanoTier),
      ...nanoUnits({ usdPerImage, usdPerMillionCharacters, usdPerMinute }),
    },
  };
}

/**
 * Writes the catalogue and its list prices as the owner. A model that is there stays as it is, save
 * for its facts; a list price which the model never had becomes the next version, so that one which an operator has
 * published since is not taken back.
 */
export async function seedCatalogue({
  ownerUrl,
  now,
}: {
  ownerUrl: string;
  now: Date;
}): Promise<void> {
  const client = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await drizzle(client).transaction(async (tx) => {
      for (const [index, entry] of all.entries()) {
        const { facts, prices } = readEntry(entry);
        const row = { ...facts, isPublished: true, sortOrder: index };
        const { id, isPublished: _kept, ...changing } = row;
        await tx
          .insert(modelCatalog)
          .values(row)
          .onConflictDoUpdate({ target: modelCatalog.id, set: changing });
        await tx.execute(newPrice(id, prices, now));
      }
    });
  } finally {
    await client.end();
  }
}

const nano = (amount: string | undefined) =>
  amount === undefined ? null : parseUsd(amount).toString();

function nanoUnits({ usdPerImage = {}, usdPerMillionCharacters, usdPerMinute }: UsdUnitPrices) {
  return {
    imageNano: Object.fromEntries(
      Object.entries(usdPerImage).map(([kind, usd]) => [kind, parseUsd(usd).toString()]),
    ),
    charactersNano: nano(usdPerMillionCharacters),
    minuteNano: nano(usdPerMinute),
  };
}

function nanoPrices(usd: UsdPrices) {
  return {
    inputNano: parseUsd(usd.input).toString(),
    cachedInputNano: nano(usd.cachedInput),
    cacheWriteNano: nano(usd.cacheWrite),
    outputNano: parseUsd(usd.output).toString(),
    reasoningNano: null,
  };
}

function nanoTier(tier: UsdPrices & { aboveInputTokens: number }): PriceTier {
  return { ...nanoPrices(tier), aboveInputTokens: tier.aboveInputTokens };
}

/** Inserts the next version unless one of them says the same. */
function newPrice(modelId: string, price: ReturnType<typeof readEntry>['prices'], now: Date) {
  return sql`
    with newest as (
      select * from ${modelPrices} where model_id = ${modelId} order by version desc limit 1
    ), wanted as (
      select ${price.inputNano}::bigint as input_nano, ${price.cachedInputNano}::bigint as cached_input_nano,
        ${price.cacheWriteNano}::bigint as cache_write_nano, ${price.outputNano}::bigint as output_nano,
        null::bigint as reasoning_nano, ${JSON.stringify(price.tiers)}::text::jsonb as tiers,
        ${JSON.stringify(price.imageNano)}::text::jsonb as image_nano, ${price.charactersNano}::bigint as characters_nano,
        ${price.minuteNano}::bigint as minute_nano
    )
    insert into ${modelPrices} (model_id, version, effective_from, input_nano, cached_input_nano,
      cache_write_nano, output_nano, reasoning_nano, tiers, image_nano, characters_nano, minute_nano)
    select ${modelId}, coalesce((select version from newest), 0) + 1,
      case when exists (select 1 from newest) then ${now.toISOString()}::timestamptz
        else ${SEEDED_FROM.toISOString()}::timestamptz end,
      w.input_nano, w.cached_input_nano, w.cache_write_nano, w.output_nano, w.reasoning_nano, w.tiers,
      w.image_nano, w.characters_nano, w.minute_nano
    from wanted w
    where not exists (
      select 1 from ${modelPrices} n
      where n.model_id = ${modelId} and (n.input_nano, n.cached_input_nano, n.cache_write_nano, n.output_nano,
          n.reasoning_nano, n.tiers, n.image_nano, n.characters_nano, n.minute_nano)
        is not distinct from
        (w.input_nano, w.cached_input_nano, w.cache_write_nano, w.output_nano,
          w.reasoning_nano, w.tiers, w.image_nano, w.characters_nano, w.minute_nano))`;
}

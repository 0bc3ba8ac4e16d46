import type postgres from 'postgres';
import type { PriceTier } from '@geko/contracts/models';
import { FREE_PRICE, type Price } from '@geko/domain/pricing';
import { toPrice } from '../models/price-of.ts';

/** A row of the price book as it comes beside a call; all null where there is none. */
export type PriceColumns = {
  price_input: string | null;
  price_cached: string | null;
  price_write: string | null;
  price_output: string | null;
  price_reasoning: string | null;
  tiers: PriceTier[] | null;
  price_images: Record<string, string> | null;
  price_characters: string | null;
  price_minute: string | null;
};

/** The columns of `PriceColumns`, of model_prices as p. */
export function priceColumns(sql: postgres.ISql): postgres.PendingQuery<postgres.Row[]> {
  return sql`p.input_nano as price_input, p.cached_input_nano as price_cached, p.cache_write_nano as price_write,
    p.output_nano as price_output, p.reasoning_nano as price_reasoning, p.tiers, p.image_nano as price_images,
    p.characters_nano as price_characters, p.minute_nano as price_minute`;
}

/** The price of a version; null when the book has none of it. */
export function priceOf(version: number, row: PriceColumns): Price | null {
  if (version === 0) return FREE_PRICE;
  if (row.price_input === null || row.price_output === null) return null;
  const nano = (text: string | null) => (text === null ? null : BigInt(text));
  return toPrice({
    version,
    inputNano: BigInt(row.price_input),
    cachedInputNano: nano(row.price_cached),
    cacheWriteNano: nano(row.price_write),
    outputNano: BigInt(row.price_output),
    reasoningNano: nano(row.price_reasoning),
    tiers: row.tiers ?? [],
    imageNano: row.price_images ?? {},
    charactersNano: nano(row.price_characters),
    minuteNano: nano(row.price_minute),
  });
}

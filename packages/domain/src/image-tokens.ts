import type { ProviderId } from '@geko/contracts/models';

export type ImageDetail = 'auto' | 'low' | 'high';

/** Tiles of 512 pixels that a picture can have at most, once it is scaled to 2048 and 768 pixels (OpenAI's vision guide). */
const MOST_TILES = 8;
const TILE_MODELS: readonly { starts: string; base: number; tile: number }[] = [
  { starts: 'gpt-4o-mini', base: 2_833, tile: 5_667 },
];
/** The dearest that a picture can be elsewhere: 1,536 patches at 2.46 (gpt-4.1-nano), 4,784 for Claude from 4.7 on. */
const MOST_TOKENS = 4_800;

/**
 * The most input tokens that providers make of one picture: what is held for it, as its size is not known before the
 * provider has read it. Settlement corrects it to what was counted.
 */
export function maxImageTokens(image: {
  provider: ProviderId;
  upstreamModel: string;
  detail: ImageDetail;
}): number {
  const { provider, upstreamModel, detail } = image;
  const tiled =
    provider === 'openai' && TILE_MODELS.find(({ starts }) => upstreamModel.startsWith(starts));
  if (!tiled) return MOST_TOKENS;
  return tiled.base + (detail === 'low' ? 0 : MOST_TILES * tiled.tile);
}

import { imageKindOf, type ImageRequest, sidesOf } from '@geko/contracts/images';
import type { MediaRequest } from '@geko/contracts/media';
import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import type { UnitName } from '@geko/contracts/units';
import type { ProviderId } from '@geko/contracts/models';
import { embeddedInputs } from '@geko/contracts/embeddings';
import { countEmbeddingTokens } from './embedding-tokens.ts';
import type { Price } from './pricing.ts';
import { countTokens } from './tokens.ts';
import { unitPrice } from './unit-pricing.ts';

/** What a call that makes something may use at most, which is held. */
export type MediaNeeds = {
  units: UnitUsage;
  inputTokens: number;
  maxOutputTokens: number;
  /** What is booked of its output where the provider tells nothing: as much as is usual. */
  likelyOutputTokens: number;
};

type Facts = {
  provider: ProviderId;
  price: Price;
  /** Most that the model answers with; 0 = nobody says. */
  maxOutputTokens: number;
};

/**
 * Tokens of an image of 1024x1024, as OpenAI's first image model took them; larger ones take more by their area. Of its
 * later models no such table is published, so twice as many are held.
 */
const IMAGE_TOKENS = { low: 272n, medium: 1_056n, high: 4_160n };
const IMAGE_PIXELS = 1_048_576n;
const IMAGE_SAFETY = 2;
type ImageQuality = keyof typeof IMAGE_TOKENS;
const NO_SIDES = { width: 0, height: 0 };
/** What a model chooses where that is left to it: usually, and at most. */
const CHOSEN = {
  likely: { size: '1024x1024', quality: 'medium' },
  most: { size: '1536x1024', quality: 'high' },
} as const;

/** Around a prompt, whatever it says. */
const FRAME_TOKENS = 50;
/** About fifteen characters are said in a second, of twenty tokens; slow voices take three times as many. */
const SPEECH_TOKENS_PER_CHARACTER = { likely: 1.25, most: 4 };
/** Sound is heard in tenths of a second, each a token; a quarter is added. Fast talkers say eight tokens of text in a second. */
const HEARD_TOKENS_PER_SECOND = 12.5;
const SAID_TOKENS_PER_SECOND = 10;

/** Whether a model is billed by tokens; else by units alone. */
function isByTokens({ inputNano, outputNano }: Price): boolean {
  return inputNano > 0n || outputNano > 0n;
}

/** What one image takes; what the model may choose is taken as told. */
function imageTokens(
  { size, quality }: Pick<ImageRequest, 'size' | 'quality'>,
  chosen: { size: string; quality: ImageQuality },
): number {
  const { width, height } = sidesOf(size ?? 'auto') ?? sidesOf(chosen.size) ?? NO_SIDES;
  const ofSquare = IMAGE_TOKENS[quality == null || quality === 'auto' ? chosen.quality : quality];
  const exact = ofSquare * BigInt(width) * BigInt(height);
  return Number((exact + IMAGE_PIXELS - 1n) / IMAGE_PIXELS);
}

/** Units are asked for where they have a price, or where nothing else has one: then admission says what is missing. */
function asked(units: Partial<UnitUsage>, price: Price): UnitUsage {
  const kind = units.imageKind ?? null;
  const isPriced = (unit: UnitName) => unitPrice(price, unit, kind) !== null;
  const count = (unit: UnitName) => (isPriced(unit) || !isByTokens(price) ? (units[unit] ?? 0) : 0);
  const images = count('images');
  return {
    images,
    imageKind: images > 0 ? kind : null,
    characters: count('characters'),
    seconds: count('seconds'),
  };
}

const NO_TOKENS = { inputTokens: 0, maxOutputTokens: 0, likelyOutputTokens: 0 };

/** What a request may use at most: what admission holds before its provider is called. */
export function mediaNeeds(request: MediaRequest, facts: Facts): MediaNeeds {
  const { price, provider } = facts;
  const tokensOr = (tokens: () => typeof NO_TOKENS) => (isByTokens(price) ? tokens() : NO_TOKENS);
  switch (request.kind) {
    case 'embedding': {
      const inputs = embeddedInputs(request.body);
      const inputTokens = inputs.reduce(
        (sum, input) => sum + countEmbeddingTokens(input, provider),
        0,
      );
      return { ...NO_TOKENS, units: NO_UNITS, inputTokens };
    }
    case 'image': {
      const { n, prompt } = request.body;
      const images = n ?? 1;
      return {
        units: asked({ images, imageKind: imageKindOf(request.body) }, price),
        ...tokensOr(() => {
          const each = (chosen: (typeof CHOSEN)[keyof typeof CHOSEN]) =>
            images * imageTokens(request.body, chosen);
          return {
            inputTokens: Math.ceil(1.2 * countTokens(prompt)) + FRAME_TOKENS,
            maxOutputTokens: each(CHOSEN.most) * IMAGE_SAFETY,
            likelyOutputTokens: each(CHOSEN.likely),
          };
        }),
      };
    }
    case 'speech': {
      const { input, instructions = '' } = request.body;
      const characters = Array.from(input).length;
      const { likely, most } = SPEECH_TOKENS_PER_CHARACTER;
      return {
        units: asked({ characters }, price),
        ...tokensOr(() => ({
          inputTokens: countTokens(input) + countTokens(instructions) + FRAME_TOKENS,
          maxOutputTokens: Math.ceil(characters * most) + FRAME_TOKENS,
          likelyOutputTokens: Math.ceil(characters * likely),
        })),
      };
    }
    case 'transcription': {
      const { mostSeconds: seconds } = request.sound;
      const said = Math.ceil(seconds * SAID_TOKENS_PER_SECOND) + FRAME_TOKENS;
      const most = facts.maxOutputTokens > 0 ? facts.maxOutputTokens : said;
      return {
        units: asked({ seconds }, price),
        ...tokensOr(() => ({
          inputTokens:
            Math.ceil(seconds * HEARD_TOKENS_PER_SECOND) +
            countTokens(request.body.prompt ?? '') +
            FRAME_TOKENS,
          maxOutputTokens: Math.min(said, most),
          // Its words are counted as they come.
          likelyOutputTokens: 0,
        })),
      };
    }
  }
}

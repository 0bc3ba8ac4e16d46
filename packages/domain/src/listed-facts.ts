import type { ModelKind } from '@geko/contracts/models';
import type { CandidateFacts } from '@geko/contracts/prices';
import { asList, asObject, asText, asTokens, type JsonObject } from './price-list-json.ts';
import { parseUsdPerMillion } from './usd-per-million.ts';

/** One model of a price list, whichever shape the list has; what is unknown has not been looked at yet. */
export type ListedModel = {
  provider: string;
  model: string;
  name: string | null;
  /** Dollars per million tokens by models.dev's names; null = no prices. */
  cost: JsonObject | null;
  contextTokens: unknown;
  outputTokens: unknown;
  /** Kinds of input and output: "text", "image", "audio" … */
  input: readonly unknown[];
  output: readonly unknown[];
  reasoning: unknown;
  tools: unknown;
  json: unknown;
  /** "2026-04-23", or without a day. */
  released: string | null;
  isDeprecated: boolean;
};

type Prices = NonNullable<CandidateFacts['prices']>;
type TokenPrices = Omit<Prices, 'tiers'>;

/** What models.dev's `context_over_200k` is above. */
const OVER_200K = 200_000;

/** What makes an entry unreadable. */
class Unreadable extends Error {}

function nano(cost: JsonObject, field: string, where: string): string | null {
  const value = cost[field];
  if (value === undefined || value === null) return null;
  try {
    return parseUsdPerMillion(asText(value) ?? 'not a number').toString();
  } catch (error) {
    throw new Unreadable(
      `${where}${field}: ${error instanceof Error ? error.message : 'no price'}`,
    );
  }
}

/** null = input or output has no price. */
function tokenPrices(cost: JsonObject, where: string): TokenPrices | null {
  const inputNano = nano(cost, 'input', where);
  const outputNano = nano(cost, 'output', where);
  if (inputNano === null || outputNano === null) return null;
  return {
    inputNano,
    cachedInputNano: nano(cost, 'cache_read', where),
    cacheWriteNano: nano(cost, 'cache_write', where),
    outputNano,
    reasoningNano: nano(cost, 'reasoning', where),
  };
}

/** `tiers` says all of it; lists for older readers have `context_over_200k` beside or instead. */
function tiersOf(cost: JsonObject): Prices['tiers'] {
  const listed = asList(cost['tiers']).map((tier) => asObject(tier) ?? {});
  const over200k = asObject(cost['context_over_200k']);
  const tiers: Prices['tiers'] = [];
  for (const tier of listed) {
    const aboveInputTokens = asTokens(asObject(tier['tier'])?.['size']);
    const prices = tokenPrices(tier, 'cost.tiers.');
    if (aboveInputTokens === 0) throw new Unreadable('cost.tiers: one does not say from what size');
    if (prices === null) throw new Unreadable('cost.tiers: one names no input or output price');
    if (tiers.some((other) => other.aboveInputTokens === aboveInputTokens)) {
      throw new Unreadable(`cost.tiers: two of them are for more than ${aboveInputTokens} tokens`);
    }
    tiers.push({ ...prices, aboveInputTokens });
  }
  if (listed.length === 0 && over200k !== null) {
    const prices = tokenPrices(over200k, 'cost.context_over_200k.');
    if (prices === null) {
      throw new Unreadable('cost.context_over_200k: it names no input or output price');
    }
    tiers.push({ ...prices, aboveInputTokens: OVER_200K });
  }
  return tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens);
}

function pricesOf(cost: JsonObject | null): Prices | null {
  const prices = cost === null ? null : tokenPrices(cost, 'cost.');
  return cost === null || prices === null ? null : { ...prices, tiers: tiersOf(cost) };
}

/** By what it gives, and by its name where lists call everything text. */
function kindOf({ model, input, output }: ListedModel): ModelKind {
  const gives = (kind: string) => output.includes(kind);
  if (/embed/i.test(model)) return 'embedding';
  if (gives('image') || /image|dall-e/i.test(model)) return 'image';
  if ((gives('audio') && !gives('text')) || /(^|[-/])(tts|orpheus)([-.]|$)/i.test(model)) {
    return 'speech';
  }
  const onlyHears = input.includes('audio') && !input.includes('text');
  return onlyHears || /whisper|transcribe/i.test(model) ? 'transcription' : 'chat';
}

/** A whole day of the calendar; the first of the month where the list gives none. */
function releaseDay(released: string | null): string | null {
  if (released === null) return null;
  const day = /^\d{4}-\d{2}$/.test(released) ? `${released}-01` : released;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const at = new Date(`${day}T00:00:00Z`);
  // A 31st of February would be read as a day in March.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? null : day;
}

/** The facts of one listed model; a sentence saying what is wrong where they cannot be read. */
export function listedFacts(listed: ListedModel): CandidateFacts | string {
  const { provider, model } = listed;
  const name = listed.name ?? model;
  if (!/^[\x21-\x7e]{1,200}$/.test(model)) return 'id: no name that a provider would know';
  if (!/^[^\p{C}]{1,200}$/u.test(name)) return 'name: empty, too long, or with control characters';
  try {
    return {
      provider,
      upstreamModel: model,
      name,
      kind: kindOf(listed),
      contextTokens: asTokens(listed.contextTokens),
      maxOutputTokens: asTokens(listed.outputTokens),
      abilities: {
        vision: listed.input.includes('image'),
        tools: listed.tools === true,
        reasoning: listed.reasoning === true,
        json: listed.json === true,
      },
      releasedOn: releaseDay(listed.released),
      prices: pricesOf(listed.cost),
    };
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

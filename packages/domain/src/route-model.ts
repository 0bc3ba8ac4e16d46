import type { ModelRefusal, ProviderId } from '@geko/contracts/models';
import type { Difficulty } from './judge-prompt.ts';
import { type Price, pricesFor } from './pricing.ts';
import { byTokenizer } from './tokens.ts';

/** A model that `auto` may choose. */
export type RouteCandidate = {
  id: string;
  provider: ProviderId;
  contextTokens: number;
  maxOutputTokens: number;
  /** It thinks before it answers. */
  isReasoning: boolean;
  /** "2026-03-17"; null = not known. */
  releasedOn: string | null;
  /** null = it has none, and is refused for it. */
  price: Price | null;
  /** Why the caller may not use it now; key = theirs is not for it; null = they may. */
  refusal: ModelRefusal | 'key' | null;
  /** Its provider takes calls: it is neither broken nor told to wait. */
  isReady: boolean;
  /** It can do all that is asked: pictures, tools, a schema. */
  isAble: boolean;
};

/** What is asked of it. */
export type RouteWish = {
  difficulty: Difficulty;
  /** About how many tokens are read, by no provider's tokenizer in particular. */
  roughInputTokens: number;
  /** How many tokens a candidate reads at most. */
  mostInputTokens: (candidate: RouteCandidate) => number;
  /** The longest answer that is wanted; null = a usual one. */
  maxOutputTokens: number | null;
};

/** An answer of a few paragraphs: what prices are compared by. */
const USUAL_OUTPUT_TOKENS = 500;
/** Room for an answer at least. */
const LEAST_OUTPUT_TOKENS = 1_024;
/** Tokens read for each that is written, in the price that models are ranked by. */
const READ_PER_WRITTEN = 3n;

/** The further an admission would come before it says no, the nearer a model is to being usable. */
const nearness: Record<ModelRefusal | 'key', number> = {
  key: 0,
  role: 1,
  plan: 2,
  workspace: 3,
  unpriced: 4,
  no_key: 5,
};

/**
 * The model that a prompt goes to, the same for the same input in whichever order. Of those that the caller may use, that can
 * do what is asked, have room for it, and whose provider takes calls: for a simple prompt the one whose list price of
 * this call is lowest, for a hard one the strongest. As the catalogue knows nothing better of strength: those that think
 * before they answer come first, then those of the higher list price, then the newer ones.
 *
 * Where none is all that, the one that lacks least, so that admission or its provider says of it what is lacking; null =
 * there are no candidates at all.
 */
export function routeModel(
  candidates: readonly RouteCandidate[],
  wish: RouteWish,
): RouteCandidate | null {
  const usable = candidates.filter(({ refusal, isAble }) => refusal === null && isAble);
  // More than any of them can write is asked of none in particular.
  const longest = usable.reduce((most, { maxOutputTokens: own }) => Math.max(most, own), 0);
  const outputTokens = Math.min(wish.maxOutputTokens ?? 0, longest);
  // How much is read may have to be counted: only for those that it matters of.
  const roomy = new Set(usable.filter((candidate) => hasRoom(candidate, wish, outputTokens)));
  const ranked = candidates.map((candidate) => ({ candidate, hasRoom: roomy.has(candidate) }));
  const [first] = ranked.toSorted((a, b) => compare(a, b, wish));
  return first?.candidate ?? null;
}

type Ranked = { candidate: RouteCandidate; hasRoom: boolean };

function compare(a: Ranked, b: Ranked, wish: RouteWish): number {
  const [one, other] = [a.candidate, b.candidate];
  const byStanding = standing(b) - standing(a);
  if (byStanding !== 0) return byStanding;
  // None has room: the one with the most comes nearest.
  const isTooLong = one.refusal === null && one.isAble && !a.hasRoom;
  if (isTooLong && one.contextTokens !== other.contextTokens)
    return other.contextTokens - one.contextTokens;
  return wish.difficulty === 'hard'
    ? byStrength(one, other)
    : byCost(one, other, wish.roughInputTokens);
}

/** The higher, the less is lacking. */
function standing({ candidate, hasRoom: has }: Ranked): number {
  const { refusal, isAble, isReady } = candidate;
  if (refusal !== null) return nearness[refusal];
  if (!isAble) return 10;
  if (!has) return 11;
  return isReady ? 13 : 12;
}

function hasRoom(candidate: RouteCandidate, wish: RouteWish, outputTokens: number): boolean {
  const { contextTokens, maxOutputTokens } = candidate;
  if (outputTokens > maxOutputTokens) return false;
  const output = Math.min(maxOutputTokens, Math.max(outputTokens, LEAST_OUTPUT_TOKENS));
  return wish.mostInputTokens(candidate) + output <= contextTokens;
}

function byStrength(one: RouteCandidate, other: RouteCandidate): number {
  return (
    Number(other.isReasoning) - Number(one.isReasoning) ||
    sign(rankPrice(other) - rankPrice(one)) ||
    byAge(one, other)
  );
}

function byCost(one: RouteCandidate, other: RouteCandidate, inputTokens: number): number {
  return sign(callPrice(one, inputTokens) - callPrice(other, inputTokens)) || byAge(one, other);
}

/** Newer first; then by name, so that there is an order. */
function byAge(one: RouteCandidate, other: RouteCandidate): number {
  const [a, b] = [one.releasedOn ?? '', other.releasedOn ?? ''];
  if (a !== b) return a > b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function rankPrice({ price }: RouteCandidate): bigint {
  return price === null ? 0n : price.inputNano * READ_PER_WRITTEN + price.outputNano;
}

function callPrice({ price, provider }: RouteCandidate, roughInputTokens: number): bigint {
  if (price === null) return 0n;
  const inputTokens = byTokenizer(roughInputTokens, provider);
  const { inputNano, outputNano } = pricesFor(price, inputTokens);
  return BigInt(inputTokens) * inputNano + BigInt(USUAL_OUTPUT_TOKENS) * outputNano;
}

const sign = (difference: bigint): number => (difference > 0n ? 1 : difference < 0n ? -1 : 0);

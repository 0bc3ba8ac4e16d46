import type { CandidateFacts, ModelCandidate } from '@geko/contracts/prices';
import { candidatePrice, judgeCandidate } from '@geko/domain/judge-candidate';
import type { Price } from '@geko/domain/pricing';
import type { BookedModel } from './load-price-book.ts';

/** A candidate as an earlier import or an operator has left it. */
export type KnownCandidate = Pick<ModelCandidate, 'facts' | 'status'>;

/** What an entry of a list comes to: nothing new, or a row to be written. */
export type Weighed =
  | { kind: 'unchanged' }
  | { kind: 'row'; status: 'candidate' | 'quarantined' | 'published'; problems: string[] };

/** Compares an entry of a price list with the book and with what earlier lists said of it. */
export function weighCandidate(
  facts: CandidateFacts,
  { book, known }: { book: readonly BookedModel[]; known: KnownCandidate | null },
): Weighed {
  const own = book.find(
    (model) => model.provider === facts.provider && model.upstreamModel === facts.upstreamModel,
  );
  const price = candidatePrice(facts);
  const isWaiting = known?.status === 'candidate' || known?.status === 'quarantined';
  if (own?.price && price && isSamePrice(own.price, price)) {
    // What waited has come to be in the book by another way.
    return isWaiting ? { kind: 'row', status: 'published', problems: [] } : { kind: 'unchanged' };
  }
  if (known !== null && known.status !== 'published' && isSame(known.facts, facts)) {
    return { kind: 'unchanged' };
  }
  const siblings = book.flatMap((model) =>
    model !== own && model.provider === facts.provider && model.price ? [model.price] : [],
  );
  const problems = judgeCandidate({ facts, current: own?.price ?? null, siblings });
  return { kind: 'row', status: problems.length > 0 ? 'quarantined' : 'candidate', problems };
}

/** Both have gone through the contract, which puts their fields into one order. */
function isSame(one: CandidateFacts, other: CandidateFacts): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

type Prices = Omit<Price['tiers'][number], 'aboveInputTokens'>;

/** What each class of tokens costs, and from what size on; no price of its own is that of the class it falls back to. */
function priceKey(price: Price): string {
  const of = (prices: Prices) => [
    prices.inputNano,
    prices.cachedInputNano ?? prices.inputNano,
    prices.cacheWriteNano ?? prices.inputNano,
    prices.outputNano,
    prices.reasoningNano ?? prices.outputNano,
  ];
  const tiers = price.tiers
    .toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens)
    .map((tier) => [tier.aboveInputTokens, ...of(tier)]);
  return [of(price), ...tiers].join(' | ');
}

function isSamePrice(one: Price, other: Price): boolean {
  return priceKey(one) === priceKey(other);
}

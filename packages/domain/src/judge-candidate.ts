import { usdDecimal } from '@geko/contracts/money';
import type { CandidateFacts } from '@geko/contracts/prices';
import { type Price, pricesFor } from './pricing.ts';

/** A new price this many times the last one, or a part as small, is a slip of units or of a finger. */
const SUSPICIOUS_FACTOR = 100n;

type Prices = ReturnType<typeof pricesFor>;

/** The price that a candidate would bring; null = it names none. */
export function candidatePrice({ prices }: Pick<CandidateFacts, 'prices'>): Price | null {
  if (prices === null) return null;
  const nano = (text: string | null) => (text === null ? null : BigInt(text));
  const ofTokens = (of: Omit<typeof prices, 'tiers'>): Prices => ({
    inputNano: BigInt(of.inputNano),
    cachedInputNano: nano(of.cachedInputNano),
    cacheWriteNano: nano(of.cacheWriteNano),
    outputNano: BigInt(of.outputNano),
    reasoningNano: nano(of.reasoningNano),
  });
  return {
    ...ofTokens(prices),
    version: 0,
    tiers: prices.tiers.map((tier) => ({
      ...ofTokens(tier),
      aboveInputTokens: tier.aboveInputTokens,
    })),
  };
}

/** Each class of tokens: its name in a sentence, and what a token of it costs. */
const classes: [name: string, priceOf: (prices: Prices) => bigint][] = [
  ['input', (prices) => prices.inputNano],
  ['cached input', (prices) => prices.cachedInputNano ?? prices.inputNano],
  ['cache write', (prices) => prices.cacheWriteNano ?? prices.inputNano],
  ['output', (prices) => prices.outputNano],
  ['reasoning', (prices) => prices.reasoningNano ?? prices.outputNano],
];

/** Where either price may change: from the first token, and above every threshold. */
function thresholds(prices: readonly Price[]): number[] {
  const above = prices.flatMap(({ tiers }) => tiers.map((tier) => tier.aboveInputTokens));
  return [0, ...new Set(above)].toSorted((a, b) => a - b);
}

function place(name: string, above: number): string {
  return above === 0 ? `Price of ${name}` : `Price of ${name} above ${above} tokens of input`;
}

function isFarOff(next: bigint, last: bigint): boolean {
  if (next === last) return false;
  return next >= last * SUSPICIOUS_FACTOR || next * SUSPICIOUS_FACTOR <= last;
}

function againstLast(price: Price, last: Price): string[] {
  return thresholds([price, last]).flatMap((above) => {
    const [now, before] = [pricesFor(price, above + 1), pricesFor(last, above + 1)];
    return classes
      .filter(([, priceOf]) => isFarOff(priceOf(now), priceOf(before)))
      .map(
        ([name, priceOf]) =>
          `${place(name, above)}: $${usdDecimal(priceOf(now))} after $${usdDecimal(priceOf(before))}, 100 times off or more.`,
      );
  });
}

/** A new model has no last price; then its provider's others tell the unit. */
function againstSiblings(price: Price, siblings: readonly Price[]): string[] {
  return (['input', 'output'] as const).flatMap((name) => {
    const field = name === 'input' ? 'inputNano' : 'outputNano';
    const known = siblings.map((sibling) => sibling[field]).filter((nano) => nano > 0n);
    const nano = price[field];
    if (known.length === 0 || nano <= 0n) return [];
    const isFar =
      known.every((other) => nano >= other * SUSPICIOUS_FACTOR) ||
      known.every((other) => nano * SUSPICIOUS_FACTOR <= other);
    const text = `Price of ${name}: $${usdDecimal(nano)}, 100 times off every other of this provider.`;
    return isFar ? [text] : [];
  });
}

function inItself(price: Price, kind: CandidateFacts['kind']): string[] {
  return thresholds([price]).flatMap((above) => {
    const prices = pricesFor(price, above + 1);
    const problems = classes
      .filter(([, priceOf]) => priceOf(prices) < 0n)
      .map(
        ([name, priceOf]) => `${place(name, above)}: negative ($${usdDecimal(priceOf(prices))}).`,
      );
    if ((prices.cachedInputNano ?? 0n) > prices.inputNano) {
      problems.push(`${place('cached input', above)}: dearer than input, which it is to save on.`);
    }
    if (kind === 'chat' && prices.inputNano === 0n && prices.outputNano > 0n) {
      problems.push(`${place('input', above)}: zero, though output is not.`);
    }
    // Of the models of six providers, not one answers for less than it reads.
    if (kind === 'chat' && prices.outputNano >= 0n && prices.outputNano < prices.inputNano) {
      problems.push(`${place('output', above)}: cheaper than input; the two may be swapped.`);
    }
    return problems;
  });
}

function isFree(price: Price): boolean {
  const all = [price, ...price.tiers];
  return all.every((prices) => classes.every(([, priceOf]) => priceOf(prices) === 0n));
}

function ofPrice(
  { provider, kind }: CandidateFacts,
  price: Price,
  others: { current: Price | null; siblings: readonly Price[] },
): string[] {
  const { current, siblings } = others;
  const isPaid = siblings.some((sibling) => !isFree(sibling)) || (current && !isFree(current));
  if (isFree(price)) {
    return isPaid ? [`Price: zero, though ${provider} charges for its models.`] : [];
  }
  const known = current === null ? againstSiblings(price, siblings) : againstLast(price, current);
  return [...inItself(price, kind), ...known];
}

/**
 * What an operator should look at before a candidate is published, one sentence a problem, each naming its field:
 * a missing, negative or zero price, one that is 100 times off the last one or off the provider's others, classes in
 * the wrong order, and sizes without which a model cannot be called. None = it may be published as it is.
 *
 * @param current the price in the book; null = a new model, or one without a price.
 * @param siblings prices in the book of the same provider's other models.
 */
export function judgeCandidate({
  facts,
  current,
  siblings,
}: {
  facts: CandidateFacts;
  current: Price | null;
  siblings: readonly Price[];
}): string[] {
  const price = candidatePrice(facts);
  const problems =
    price === null
      ? ['Price: missing. What has no price cannot be called.']
      : ofPrice(facts, price, { current, siblings });
  // Of a model that is there only the price would change.
  if (facts.kind === 'chat' && current === null) {
    if (facts.contextTokens <= 0) problems.push('Context window: missing or 0 tokens.');
    if (facts.maxOutputTokens <= 0) problems.push('Largest output: missing or 0 tokens.');
    if (facts.contextTokens > 0 && facts.maxOutputTokens > facts.contextTokens) {
      problems.push('Largest output: more than the context window.');
    }
  }
  return problems;
}

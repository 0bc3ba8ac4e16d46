import { readFileSync } from 'node:fs';
import type { Funding, TokenClass } from '@geko/contracts/meters';
import { parseUsd, usdDecimal } from '@geko/contracts/money';
import { planTable } from '@geko/contracts/plans';
import { resolveMarkup, SEEDED_SYSTEM_MARKUP_BPS } from '@geko/domain/markup';
import { FREE_PRICE, type Price, rateUsage } from '@geko/domain/pricing';
import { NO_USAGE, type KnownUsage } from '@geko/domain/usage';
import { expect, test } from 'vitest';
import { toPrice } from './price-of.ts';

type Usd = { input: string; output: string; cachedInput?: string; cacheWrite?: string };
type Entry = { id: string; usdPerMillion: Usd; tiers?: (Usd & { aboveInputTokens: number })[] };

const catalogue = JSON.parse(
  readFileSync(new URL('../../../db/src/seed/models.json', import.meta.url), 'utf8'),
) as Entry[];

/** The price as it comes out of the price book. */
function priceOf({ usdPerMillion, tiers = [] }: Entry): Price {
  const nano = (usd: string | undefined) => (usd === undefined ? null : parseUsd(usd));
  const text = (usd: string | undefined) => nano(usd)?.toString() ?? null;
  return toPrice({
    version: 1,
    inputNano: parseUsd(usdPerMillion.input),
    cachedInputNano: nano(usdPerMillion.cachedInput),
    cacheWriteNano: nano(usdPerMillion.cacheWrite),
    outputNano: parseUsd(usdPerMillion.output),
    reasoningNano: null,
    tiers: tiers.map((tier) => ({
      aboveInputTokens: tier.aboveInputTokens,
      inputNano: parseUsd(tier.input).toString(),
      cachedInputNano: text(tier.cachedInput),
      cacheWriteNano: text(tier.cacheWrite),
      outputNano: parseUsd(tier.output).toString(),
      reasoningNano: null,
    })),
    imageNano: {},
    charactersNano: null,
    minuteNano: null,
  });
}

function markupOf(funding: Funding): number {
  return resolveMarkup({
    funding,
    workspaceModelBps: null,
    planKindBps: null,
    planBps: funding === 'postpaid' ? planTable.paygo.postpaidMarkupBps : null,
    systemBps: SEEDED_SYSTEM_MARKUP_BPS,
  });
}

/** The oracle reckons in exact fractions of a dollar, from the price's text, and rounds only at the end. */
type Fraction = { over: bigint; under: bigint };

function fractionOf(decimal: string): Fraction {
  const [whole = '', decimals = ''] = decimal.split('.');
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
}

function times(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under };
}

/** Whole nano-dollars: half is added and cut off; where that was a tie that became odd, it was one too many. */
function toNano(dollars: Fraction): bigint {
  const over = dollars.over * 10n ** 9n * 2n + dollars.under;
  const under = dollars.under * 2n;
  const up = over / under;
  return over % under === 0n && up % 2n === 1n ? up - 1n : up;
}

const classes: TokenClass[] = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
];

function pricesByClass(usd: Usd): Record<TokenClass, string> {
  return {
    inputTokens: usd.input,
    cachedInputTokens: usd.cachedInput ?? usd.input,
    cacheWriteTokens: usd.cacheWrite ?? usd.input,
    outputTokens: usd.output,
    reasoningTokens: usd.output,
  };
}

/** [cost, charge] of a call, by the oracle. */
function reckon(entry: Entry, usage: KnownUsage, percentOnTop: string): [bigint, bigint] {
  const input = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const tier = [...(entry.tiers ?? [])]
    .sort((a, b) => b.aboveInputTokens - a.aboveInputTokens)
    .find(({ aboveInputTokens }) => aboveInputTokens < input);
  const prices = pricesByClass(tier ?? entry.usdPerMillion);
  const factor = fractionOf(percentOnTop);
  const onTop = { over: factor.over + factor.under * 100n, under: factor.under * 100n };
  let [cost, charge] = [0n, 0n];
  for (const name of classes) {
    const share = { over: BigInt(usage[name]), under: 1_000_000n };
    const dollars = times(fractionOf(prices[name]), share);
    cost += toNano(dollars);
    charge += toNano(times(dollars, onTop));
  }
  return [cost, charge];
}

const markups = [
  ['postpaid', 5000, '50'],
  ['credits', 1500, '15'],
  ['postpaid', 1234, '12.34'],
] as const;

const grid: KnownUsage[] = [];
for (const inputTokens of [0, 1, 777, 199_993, 272_001]) {
  for (const cachedInputTokens of [0, 13, 100_003]) {
    for (const cacheWriteTokens of [0, 7, 1_021]) {
      for (const outputTokens of [0, 1, 333, 65_537]) {
        for (const reasoningTokens of [0, 17, 9_999]) {
          grid.push({
            inputTokens,
            cachedInputTokens,
            cacheWriteTokens,
            outputTokens,
            reasoningTokens,
          });
        }
      }
    }
  }
}

test('the catalogue has at least 40 models', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(40);
  expect(catalogue.some(({ tiers = [] }) => tiers.length > 0)).toBe(true);
});

test.each(catalogue.map((entry) => [entry.id, entry] as const))(
  'every use of %s costs and charges what exact fractions say',
  (_id, entry) => {
    const price = priceOf(entry);
    for (const usage of grid) {
      for (const [funding, markupBps, percent] of markups) {
        const rating = rateUsage({ usage, price, markupBps, funding });
        const [cost, charge] = reckon(entry, usage, percent);
        if (rating.costNano !== cost || rating.chargeNano !== charge) {
          expect.fail(
            `${JSON.stringify(usage)} at ${percent} %: ${rating.costNano} and ${rating.chargeNano}, not ${cost} and ${charge}`,
          );
        }
      }
    }
  },
);

// Worked out by hand, of prices as published.
test.each<[string, Partial<KnownUsage>, Funding, string, string]>([
  // 1,000 × $5 + 500 × $30 in millionths.
  ['gpt-5.5', { inputTokens: 1000, outputTokens: 500 }, 'postpaid', '0.02', '0.03'],
  ['gpt-5.5', { inputTokens: 1000, outputTokens: 500 }, 'credits', '0.02', '0.023'],
  ['gpt-5.5', { inputTokens: 1000, outputTokens: 500 }, 'included', '0.02', '0'],
  // Cached input at $0.50 instead of $5.
  ['gpt-5.5', { inputTokens: 100, cachedInputTokens: 900 }, 'postpaid', '0.00095', '0.001425'],
  // Reasoning is output: 200 × $30.
  ['gpt-5.5', { outputTokens: 50, reasoningTokens: 150 }, 'postpaid', '0.006', '0.009'],
  // Above 272,000 of input all of the call is dearer: $10 and $45.
  ['gpt-5.5', { inputTokens: 272_000, outputTokens: 1000 }, 'postpaid', '1.39', '2.085'],
  ['gpt-5.5', { inputTokens: 272_001, outputTokens: 1000 }, 'postpaid', '2.76501', '4.147515'],
  // One cached token at $0.075: 75 nano-dollars, and 112.5 of charge, which is even as 112.
  ['gpt-5.4-mini', { cachedInputTokens: 1 }, 'postpaid', '0.000000075', '0.000000112'],
  ['gpt-5.4-mini', { cachedInputTokens: 3 }, 'postpaid', '0.000000225', '0.000000338'],
])('%s with %o, %s: $%s costs $%s', (id, tokens, funding, cost, charge) => {
  const entry = catalogue.find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue`);
  const rating = rateUsage({
    usage: { ...NO_USAGE, ...tokens },
    price: priceOf(entry),
    markupBps: markupOf(funding),
    funding,
  });
  expect([usdDecimal(rating.costNano), usdDecimal(rating.chargeNano)]).toEqual([cost, charge]);
});

test('$0.10 of provider cost is $0.15 on paygo, $0.115 out of the wallet, and nothing where it is included', () => {
  const price: Price = { ...FREE_PRICE, version: 1, inputNano: parseUsd('0.10') };
  const usage = { ...NO_USAGE, inputTokens: 1_000_000 };
  const charges = (['postpaid', 'credits', 'included', 'local'] as const).map((funding) =>
    usdDecimal(rateUsage({ usage, price, markupBps: markupOf(funding), funding }).chargeNano),
  );
  expect(charges).toEqual(['0.15', '0.115', '0', '0']);
});

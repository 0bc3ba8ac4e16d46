import type { CandidateFacts } from '@geko/contracts/prices';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatePrice, judgeCandidate } from './judge-candidate.ts';
import { FREE_PRICE, type Price } from './pricing.ts';

type Prices = NonNullable<CandidateFacts['prices']>;

const prices: Prices = {
  inputNano: '2000000000',
  cachedInputNano: '200000000',
  cacheWriteNano: null,
  outputNano: '8000000000',
  reasoningNano: null,
  tiers: [],
};

const facts: CandidateFacts = {
  provider: 'openai',
  upstreamModel: 'gpt-9',
  name: 'GPT-9',
  kind: 'chat',
  contextTokens: 400_000,
  maxOutputTokens: 128_000,
  abilities: { vision: false, tools: true, reasoning: true, json: true },
  releasedOn: null,
  prices,
};

const price: Price = {
  ...FREE_PRICE,
  inputNano: 2_000_000_000n,
  cachedInputNano: 200_000_000n,
  outputNano: 8_000_000_000n,
};

const tier = { ...prices, inputNano: '4000000000', aboveInputTokens: 200_000 };

type CandidatePrices = Record<
  'inputNano' | 'cachedInputNano' | 'cacheWriteNano' | 'outputNano' | 'reasoningNano',
  bigint
>;

/** A price as a list would bring it. */
function asListed(of: Price): Prices {
  const ofTokens = (one: Omit<Price, 'tiers' | 'version'>) => ({
    inputNano: one.inputNano.toString(),
    cachedInputNano: one.cachedInputNano?.toString() ?? null,
    cacheWriteNano: one.cacheWriteNano?.toString() ?? null,
    outputNano: one.outputNano.toString(),
    reasoningNano: one.reasoningNano?.toString() ?? null,
  });
  return {
    ...ofTokens(of),
    tiers: of.tiers.map((one) => ({ ...ofTokens(one), aboveInputTokens: one.aboveInputTokens })),
  };
}

function judge(
  change: Partial<Prices>,
  { current = null, siblings = [price] }: { current?: Price | null; siblings?: Price[] } = {},
): string[] {
  return judgeCandidate({
    facts: { ...facts, prices: { ...prices, ...change } },
    current,
    siblings,
  });
}

test('a sound candidate has no problems, new or known', () => {
  expect(judge({})).toEqual([]);
  expect(judge({ tiers: [tier] })).toEqual([]);
  expect(judge({}, { current: price })).toEqual([]);
  expect(judge({ inputNano: '900000000' }, { current: price })).toEqual([]);
  expect(judge({}, { siblings: [] })).toEqual([]);
});

test('a missing price', () => {
  expect(
    judgeCandidate({ facts: { ...facts, prices: null }, current: null, siblings: [] }),
  ).toEqual(['Price: missing. What has no price cannot be called.']);
});

test.each<[Partial<Prices>, string]>([
  [{ inputNano: '-1' }, 'Price of input: negative ($-0.000000001).'],
  [{ outputNano: '-8000000000' }, 'Price of output: negative ($-8).'],
  [{ cachedInputNano: '-5' }, 'Price of cached input: negative'],
  [{ cacheWriteNano: '-5' }, 'Price of cache write: negative'],
  [{ reasoningNano: '-5' }, 'Price of reasoning: negative'],
  [
    { tiers: [{ ...tier, outputNano: '-1' }] },
    'Price of output above 200000 tokens of input: negative',
  ],
  [{ cachedInputNano: '2000000001' }, 'Price of cached input: dearer than input'],
  [
    { tiers: [{ ...tier, cachedInputNano: '4000000001' }] },
    'Price of cached input above 200000 tokens of input: dearer',
  ],
  [{ outputNano: '1999999999' }, 'Price of output: cheaper than input'],
  [{ inputNano: '0', cachedInputNano: null }, 'Price of input: zero, though output is not.'],
  [
    { inputNano: '0', cachedInputNano: null, outputNano: '0' },
    'Price: zero, though openai charges for its models.',
  ],
])('%o: %s', (change, problem) => {
  const problems = judge(change, { siblings: [price] });
  expect(problems.some((text) => text.startsWith(problem))).toBe(true);
});

test('zero is a price where nobody is known to charge', () => {
  const zero = { inputNano: '0', cachedInputNano: null, outputNano: '0' };
  expect(judge(zero, { siblings: [] })).toEqual([]);
  expect(judge(zero, { siblings: [FREE_PRICE], current: FREE_PRICE })).toEqual([]);
  expect(judge(zero, { siblings: [FREE_PRICE], current: price })).toHaveLength(1);
});

test('100 times the last price or a hundredth of it, in any class', () => {
  const names = { inputNano: 'input', outputNano: 'output', reasoningNano: 'reasoning' } as const;
  for (const [field, name] of Object.entries(names)) {
    const last = { ...FREE_PRICE, inputNano: 1_000n, outputNano: 1_000n, reasoningNano: 1_000n };
    const off = (nano: number) =>
      judgeCandidate({
        facts: {
          ...facts,
          kind: 'speech',
          prices: {
            ...prices,
            inputNano: '1000',
            cachedInputNano: '1000',
            cacheWriteNano: '1000',
            outputNano: '1000',
            reasoningNano: '1000',
            [field]: String(nano),
          },
        },
        current: last,
        siblings: [],
      }).filter((text) => text.startsWith(`Price of ${name}:`) && text.includes('100 times'));
    expect([off(100_000), off(99_999), off(10), off(11)].map((found) => found.length)).toEqual([
      1, 0, 1, 0,
    ]);
  }
});

test('a class that had no price of its own is compared with what it cost', () => {
  const cached = { cachedInputNano: '20000000' };
  expect(judge(cached, { current: { ...price, cachedInputNano: null } })).toEqual([
    'Price of cached input: $0.02 after $2, 100 times off or more.',
  ]);
  expect(judge({ cacheWriteNano: '200000000000' }, { current: price })[0]).toContain('cache write');
});

test('a tier is compared with what so much input cost before', () => {
  const far = { ...tier, inputNano: '400000000000', outputNano: '800000000000' };
  expect(judge({ tiers: [far] }, { current: price })).toEqual([
    'Price of input above 200000 tokens of input: $400 after $2, 100 times off or more.',
    'Price of cache write above 200000 tokens of input: $400 after $2, 100 times off or more.',
    'Price of output above 200000 tokens of input: $800 after $8, 100 times off or more.',
    'Price of reasoning above 200000 tokens of input: $800 after $8, 100 times off or more.',
  ]);
  // Nor may a dear tier vanish unseen.
  const [dear] = candidatePrice({ prices: { ...prices, tiers: [far] } })?.tiers ?? [];
  if (!dear) throw new Error('the price has a tier');
  expect(judge({}, { current: { ...price, tiers: [dear] } })).toHaveLength(4);
});

test('paid after free is off by more than any factor', () => {
  expect(judge({}, { current: FREE_PRICE }).length).toBeGreaterThan(0);
});

test('a new model in other units than its siblings', () => {
  const perToken = { inputNano: '2000', cachedInputNano: '200', outputNano: '8000' };
  expect(judge(perToken)).toEqual([
    'Price of input: $0.000002, 100 times off every other of this provider.',
    'Price of output: $0.000008, 100 times off every other of this provider.',
  ]);
  const perBillion = { inputNano: '2000000000000', outputNano: '8000000000000' };
  expect(judge(perBillion)).toHaveLength(2);
  const times100 = { inputNano: '200000000000', outputNano: '800000000000' };
  expect(judge(times100)).toHaveLength(2);
  expect(judge({ inputNano: '199999999999', outputNano: '799999999999' })).toEqual([]);
  // One sibling that is as cheap, and it is not out of the way.
  const cheap = { ...price, inputNano: 2_000n, outputNano: 8_000n };
  expect(judge(perToken, { siblings: [price, cheap] })).toEqual([]);
});

test('sizes without which a new chat model cannot be called', () => {
  const judged = (change: Partial<CandidateFacts>, current: Price | null = null) =>
    judgeCandidate({ facts: { ...facts, ...change }, current, siblings: [] });
  expect(judged({ contextTokens: 0 })).toEqual(['Context window: missing or 0 tokens.']);
  expect(judged({ maxOutputTokens: 0 })).toEqual(['Largest output: missing or 0 tokens.']);
  expect(judged({ contextTokens: 1000 })).toEqual([
    'Largest output: more than the context window.',
  ]);
  expect(judged({ contextTokens: 0 }, price)).toEqual([]);
  expect(judged({ contextTokens: 0, maxOutputTokens: 0, kind: 'image' })).toEqual([]);
});

test('any price 100 times off the last one is found, whichever class and size it is', () => {
  const nano = fc.bigInt({ min: 1n, max: 10_000_000_000n });
  const ofClasses = fc.record({
    inputNano: nano,
    cachedInputNano: nano,
    cacheWriteNano: nano,
    outputNano: nano,
    reasoningNano: nano,
  });
  const changed = fc.constantFrom(
    ...(['inputNano', 'cachedInputNano', 'cacheWriteNano', 'outputNano', 'reasoningNano'] as const),
  );
  const factor = fc.bigInt({ min: 100n, max: 10_000n });
  const withTier = (base: CandidatePrices, above: CandidatePrices): Price => ({
    ...base,
    version: 1,
    tiers: [{ ...above, aboveInputTokens: 1000 }],
  });
  fc.assert(
    fc.property(
      ofClasses,
      ofClasses,
      changed,
      factor,
      fc.boolean(),
      fc.boolean(),
      (base, above, name, times, isInTier, isDearer) => {
        const more = (of: CandidatePrices) => ({ ...of, [name]: of[name] * times });
        const low = withTier(base, above);
        const high = isInTier ? withTier(base, more(above)) : withTier(more(base), above);
        const problems = judgeCandidate({
          facts: { ...facts, prices: asListed(isDearer ? high : low) },
          current: isDearer ? low : high,
          siblings: [],
        });
        expect(problems.some((problem) => problem.includes('100 times off'))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FREE_PRICE } from './pricing.ts';
import { routeModel, type RouteCandidate, type RouteWish } from './route-model.ts';

/** Dollars per million tokens, read and written. */
const price = (input: number, output: number): RouteCandidate['price'] => ({
  ...FREE_PRICE,
  version: 1,
  inputNano: BigInt(Math.round(input * 1e9)),
  outputNano: BigInt(Math.round(output * 1e9)),
});

const model = (id: string, change: Partial<RouteCandidate> = {}): RouteCandidate => ({
  id,
  provider: 'openai',
  contextTokens: 100_000,
  maxOutputTokens: 10_000,
  isReasoning: false,
  releasedOn: '2026-01-01',
  price: price(1, 4),
  refusal: null,
  isReady: true,
  isAble: true,
  ...change,
});

const wish = (change: Partial<RouteWish> = {}): RouteWish => ({
  difficulty: 'simple',
  roughInputTokens: 100,
  mostInputTokens: () => 100,
  maxOutputTokens: null,
  ...change,
});
const simple = wish();
const hard = wish({ difficulty: 'hard' });
const chosen = (models: RouteCandidate[], wanted: RouteWish) => routeModel(models, wanted)?.id;

const small = model('small', { price: price(0.1, 0.4) });
const middle = model('middle', { price: price(1, 4), isReasoning: true });
const large = model('large', { price: price(5, 25), isReasoning: true });
const oldAndDear = model('old-and-dear', { price: price(30, 60) });
const all = [middle, oldAndDear, small, large];

test('a simple prompt goes to the cheapest, a hard one to the dearest of those that think', () => {
  expect(chosen(all, simple)).toBe('small');
  expect(chosen(all, hard)).toBe('large');
  expect(chosen([small, oldAndDear], hard)).toBe('old-and-dear');
  expect(chosen([], hard)).toBeUndefined();
});

test('the cheapest is the one whose price of this very call is lowest', () => {
  const reader = model('reader', { price: price(0.1, 10) });
  const writer = model('writer', { price: price(1, 1) });
  expect(chosen([reader, writer], simple)).toBe('writer');
  expect(chosen([reader, writer], wish({ roughInputTokens: 50_000 }))).toBe('reader');
  const stepped = model('stepped', {
    price: {
      ...FREE_PRICE,
      ...price(0.1, 1),
      version: 1,
      tiers: [{ ...FREE_PRICE, aboveInputTokens: 10_000, inputNano: 9_000_000_000n }],
    },
  });
  expect(chosen([stepped, writer], simple)).toBe('stepped');
  expect(chosen([stepped, writer], wish({ roughInputTokens: 20_000 }))).toBe('writer');
});

test('of two alike the newer one is taken, then the first by name', () => {
  const newer = model('z', { releasedOn: '2026-05-01' });
  const undated = model('b', { releasedOn: null });
  for (const difficulty of ['simple', 'hard'] as const) {
    expect(chosen([model('a'), newer, undated], wish({ difficulty }))).toBe('z');
    expect(chosen([model('c'), model('a'), undated], wish({ difficulty }))).toBe('a');
  }
});

test.each([
  ['may not be used', { refusal: 'workspace' as const }],
  ['cannot do it', { isAble: false }],
  ['has no room', { contextTokens: 900 }],
  ['answers too briefly', { maxOutputTokens: 500 }],
  ['is broken', { isReady: false }],
])('one that %s is passed over', (_, change) => {
  const cheap = { ...small, ...change };
  const strong = { ...large, ...change };
  const asked = { maxOutputTokens: 600 };
  expect(chosen([cheap, middle, strong], wish(asked))).toBe('middle');
  expect(chosen([cheap, middle, strong], wish({ ...asked, difficulty: 'hard' }))).toBe('middle');
});

test('more than any can write is wanted of none in particular', () => {
  expect(chosen(all, wish({ maxOutputTokens: 1_000_000 }))).toBe('small');
  const verbose = model('verbose', { maxOutputTokens: 90_000 });
  const roomier = { ...large, contextTokens: 200_000 };
  for (const why of [{ refusal: 'plan' as const }, { isAble: false }])
    expect(
      chosen([small, roomier, { ...verbose, ...why }], wish({ maxOutputTokens: 50_000 })),
    ).toBe('small');
  expect(chosen([small, roomier, verbose], wish({ maxOutputTokens: 50_000 }))).toBe('verbose');
});

test('where none is all that, the one that lacks least', () => {
  const refused = (id: string, refusal: RouteCandidate['refusal']) => model(id, { refusal });
  const away = { ...large, isReady: false };
  const short = { ...middle, contextTokens: 900 };
  const shorter = { ...middle, id: 'a-shorter-one', contextTokens: 800 };
  const unable = { ...small, isAble: false };
  const rest = (['no_key', 'unpriced', 'workspace', 'plan', 'role', 'key'] as const).map((why) =>
    refused(why, why),
  );
  const order = [away, short, shorter, unable, ...rest];
  for (const wanted of [simple, hard])
    for (let from = 0; from < order.length; from += 1)
      expect(chosen(order.slice(from).toReversed(), wanted)).toBe(order[from]?.id);
});

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    provider: fc.constantFrom('openai' as const, 'anthropic' as const),
    contextTokens: fc.integer({ min: 500, max: 5_000 }),
    maxOutputTokens: fc.integer({ min: 100, max: 5_000 }),
    isReasoning: fc.boolean(),
    releasedOn: fc.constantFrom(null, '2025-01-01', '2026-01-01'),
    price: fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
      .map(([input, output]) => price(input, output)),
    refusal: fc.constantFrom(null, null, null, 'plan' as const, 'key' as const, 'no_key' as const),
    isReady: fc.boolean(),
    isAble: fc.boolean(),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
);
const wishes = fc
  .record({
    difficulty: fc.constantFrom('simple' as const, 'hard' as const),
    roughInputTokens: fc.nat(2_000),
    maxOutputTokens: fc.option(fc.nat(6_000)),
  })
  .map((it): RouteWish => ({ ...it, mostInputTokens: () => it.roughInputTokens }));

test('in whichever order they come, one is chosen; and none that lacks something while another lacks nothing', () => {
  fc.assert(
    fc.property(candidates, wishes, (models, wanted) => {
      const one = routeModel(models, wanted);
      expect(routeModel(models.toReversed(), wanted)).toEqual(one);
      expect(models).toContainEqual(one);
      const usable = models.filter(({ refusal, isAble }) => refusal === null && isAble);
      const longest = Math.max(0, ...usable.map(({ maxOutputTokens }) => maxOutputTokens));
      const output = Math.min(wanted.maxOutputTokens ?? 0, longest);
      const isFit = (it: RouteCandidate) =>
        it.refusal === null &&
        it.isAble &&
        it.isReady &&
        it.maxOutputTokens >= output &&
        it.contextTokens >=
          wanted.roughInputTokens + Math.min(it.maxOutputTokens, Math.max(output, 1_024));
      if (one === null || !models.some(isFit)) return;
      expect(isFit(one)).toBe(true);
      // None of the others that fit beats it by price or by thought.
      for (const other of models.filter(isFit)) {
        if (wanted.difficulty === 'hard')
          expect(Number(one.isReasoning)).toBeGreaterThanOrEqual(Number(other.isReasoning));
      }
    }),
  );
});

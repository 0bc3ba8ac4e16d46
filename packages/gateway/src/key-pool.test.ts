import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Failure, makeFailure } from './failure.ts';
import type { GenerationEnd } from './generation.ts';
import { createKeyPool, type KeyPool } from './key-pool.ts';
import type { PoolKey, PoolNews } from './pool-key.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const keyOf = (alias: string, more: Partial<PoolKey> = {}): PoolKey => ({
  alias,
  provider: 'openai',
  key: `sk-${alias}`,
  baseUrl: null,
  weight: 1,
  mode: 'open',
  ...more,
});

const endOf = (failure: Failure | null, more: Partial<GenerationEnd> = {}): GenerationEnd => ({
  outcome: failure === null ? 'finished' : 'failed',
  usage: null,
  rawUsage: null,
  counted: { outputTokens: 0, textChars: 0, reasoningChars: 0 },
  hasStarted: failure === null,
  hasDelivered: failure === null,
  keyAlias: null,
  timeToFirstTokenMs: null,
  durationMs: 1,
  finishReason: null,
  failure,
  ...more,
});

const broken = endOf(makeFailure('refused', 500, 'down'));
const limited = (retryAfterMs: number | null) =>
  endOf(makeFailure('rate_limited', 429, 'slow down', retryAfterMs));
const never = new AbortController().signal;
const nobody = new Set<never>();
const untried = new Set<string>();

function poolOf(...keys: PoolKey[]) {
  const pool = createKeyPool({
    epochMs: Date.now,
    settings: {
      key: { failures: 2, halfOpenAfterMs: 10_000 },
      provider: { failures: 4, halfOpenAfterMs: 10_000 },
    },
  });
  const news: PoolNews[] = [];
  pool.onNews((one) => news.push(one));
  pool.replace(keys, nobody);
  return { pool, news };
}

const aliasOf = (pool: KeyPool, tried: Set<string> = untried) => {
  const pick = pool.pick('openai', tried);
  return pick && ('key' in pick ? pick.key.alias : pick.waitMs);
};
const carry = (pool: KeyPool, key: PoolKey, end: GenerationEnd) =>
  pool.carry(key, never, () => Promise.resolve(end));

test('keys take turns by weight; tried, closed and cut ones are passed over', () => {
  const { pool } = poolOf(
    keyOf('a', { weight: 2 }),
    keyOf('b'),
    keyOf('c', { mode: 'closed' }),
    keyOf('d', { mode: 'cut' }),
    keyOf('e', { provider: 'groq' }),
  );
  expect([1, 2, 3].map(() => aliasOf(pool))).toEqual(['a', 'b', 'a']);
  expect(aliasOf(pool, new Set(['a']))).toBe('b');
  expect(aliasOf(pool, new Set(['a', 'b']))).toBeNull();
  expect([pool.count('openai'), pool.count('groq'), pool.count('google')]).toEqual([2, 1, 0]);
});

test('a key that was told to slow down rests so long, and others are told', async () => {
  const a = keyOf('a');
  const { pool, news } = poolOf(a, keyOf('b'));
  await carry(pool, a, limited(3_000));
  expect([1, 2].map(() => aliasOf(pool))).toEqual(['b', 'b']);
  expect(news).toEqual([{ kind: 'rest', alias: 'a', reason: 'rate_limited', untilMs: 1_003_000 }]);
  expect(pool.health('a')).toEqual({
    running: 0,
    rest: { reason: 'rate_limited', untilMs: 1_003_000 },
    breaker: 'closed',
  });
  vi.advanceTimersByTime(3_000);
  expect(new Set([1, 2].map(() => aliasOf(pool)))).toEqual(new Set(['a', 'b']));
  expect(pool.health('a').rest).toBeNull();
});

test('where all rest, nobody is asked: the soonest tells when', async () => {
  const [a, b] = [keyOf('a'), keyOf('b')];
  const { pool } = poolOf(a, b);
  await carry(pool, a, limited(9_000));
  await carry(pool, b, endOf(makeFailure('refused', 401, 'no')));
  expect(aliasOf(pool)).toBe(9_000);
});

test('a key that breaks again and again takes no calls, until one shows that it is well', async () => {
  const a = keyOf('a');
  const { pool, news } = poolOf(a, keyOf('b'));
  await carry(pool, a, broken);
  await carry(pool, a, broken);
  await vi.advanceTimersByTimeAsync(0);
  expect(pool.health('a').breaker).toBe('open');
  expect([1, 2].map(() => aliasOf(pool))).toEqual(['b', 'b']);
  vi.advanceTimersByTime(10_000);
  const probe = Promise.withResolvers<GenerationEnd>();
  const probing = pool.carry(a, never, () => probe.promise);
  expect(pool.health('a')).toMatchObject({ running: 1, breaker: 'half_open' });
  expect([1, 2].map(() => aliasOf(pool))).toEqual(['b', 'b']);
  probe.resolve(endOf(null));
  await probing;
  await vi.advanceTimersByTimeAsync(0);
  expect(pool.health('a').breaker).toBe('closed');
  expect(news.map(({ kind }) => kind)).toEqual(['broken', 'mended']);
});

test('the first sign of an answer closes a breaker, not its end', async () => {
  const a = keyOf('a');
  const { pool } = poolOf(a);
  pool.hear({ kind: 'broken', name: 'a', openedAtMs: Date.now() - 10_000 });
  let say = () => {};
  const going = pool.carry(a, never, (_, onSign) => {
    say = onSign;
    return new Promise<GenerationEnd>(() => {});
  });
  expect(pool.health('a').breaker).toBe('half_open');
  say();
  await vi.advanceTimersByTimeAsync(0);
  expect(pool.health('a').breaker).toBe('closed');
  void going;
});

test('a provider whose every key breaks is left alone as one', async () => {
  const keys = [keyOf('a'), keyOf('b'), keyOf('c'), keyOf('d'), keyOf('e')];
  const { pool } = poolOf(...keys);
  for (const key of keys.slice(0, 4)) await carry(pool, key, broken);
  await vi.advanceTimersByTimeAsync(0);
  expect(pool.breakerOf('openai')).toBe('open');
  expect(aliasOf(pool)).toBe(10_000);
  expect(pool.count('openai')).toBe(5);
});

test('what another process has learned counts here, and is not told on', () => {
  const { pool, news } = poolOf(keyOf('a'), keyOf('b'));
  pool.hear({ kind: 'rest', alias: 'a', reason: 'refused', untilMs: 1_060_000 });
  pool.hear({ kind: 'broken', name: 'b', openedAtMs: 1_000_000 });
  pool.hear({ kind: 'rest', alias: 'gone', reason: 'refused', untilMs: 1_060_000 });
  expect(aliasOf(pool)).toBe(10_000);
  pool.hear({ kind: 'mended', name: 'a' });
  expect(aliasOf(pool)).toBe('a');
  pool.hear({ kind: 'broken', name: 'openai', openedAtMs: 1_000_000 });
  expect(aliasOf(pool)).toBe(10_000);
  expect(news).toEqual([]);
});

test('keys come and go while calls run: those by a key that is cut fail, by a closed one they go on', async () => {
  const [a, b] = [keyOf('a'), keyOf('b')];
  const { pool } = poolOf(a, b);
  const untilStopped = (key: PoolKey) =>
    pool.carry(
      key,
      never,
      (signal) =>
        new Promise<GenerationEnd>((resolve) => {
          signal.addEventListener('abort', () => resolve(endOf(null, { outcome: 'stopped' })));
        }),
    );
  const cut = untilStopped(a);
  const drained = untilStopped(b);
  pool.replace([keyOf('a', { mode: 'cut' }), keyOf('b', { mode: 'closed' }), keyOf('c')], nobody);
  expect(await cut).toMatchObject({ outcome: 'failed', failure: { kind: 'reset' } });
  expect([1, 2].map(() => aliasOf(pool))).toEqual(['c', 'c']);
  expect(pool.health('b').running).toBe(1);
  pool.replace([keyOf('c')], nobody);
  expect(await drained).toMatchObject({ outcome: 'failed' });
  pool.replace([keyOf('c')], new Set(['openai']));
  expect([aliasOf(pool), pool.count('openai')]).toEqual([null, 0]);
});

test('a key keeps its health and its object while it stays the same, and begins anew with another secret', async () => {
  const a = keyOf('a');
  const { pool } = poolOf(a);
  await carry(pool, a, limited(5_000));
  pool.replace([keyOf('a', { weight: 9 })], nobody);
  expect(aliasOf(pool)).toBe(5_000);
  expect(a.weight).toBe(9);
  pool.replace([keyOf('a', { key: 'sk-other' })], nobody);
  expect(aliasOf(pool)).toBe('a');
});

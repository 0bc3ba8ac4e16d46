import { expect, test } from 'vitest';
import { bindingLimit, byTightness, planLimits, toLimitTrace, withInput } from './limits.ts';
import { monthOfKey } from './periods.ts';

const period = monthOfKey({ key: '2026-11', timeZone: 'UTC' });
const limitsOf = (planId: 'free' | 'pro' | 'paygo', modelTier: 'local' | 'free' | 'premium') =>
  planLimits({ planId, modelId: 'gpt-5-mini', modelTier, period });
const first = <T>(items: T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('empty');
  return item;
};

test('a free model on the free plan has three limits; reset at the end of the month', () => {
  const limits = limitsOf('free', 'free');
  expect(limits.map((limit) => [limit.name, limit.subject, limit.cap])).toEqual([
    ['workspace.tokens', 'workspace', 50_000n],
    ['workspace.requests', 'workspace', 100n],
    ['model.gpt-5-mini.tokens', 'model:gpt-5-mini', 100_000n],
  ]);
  expect(first(limits)).toMatchObject({
    periodStart: period.startAt,
    resetsAt: period.endAt,
    softCap: null,
  });
});

test('per-model limits are for free-tier models; local and paygo have no limits', () => {
  expect(limitsOf('free', 'premium')).toHaveLength(2);
  expect(limitsOf('free', 'local')).toEqual([]);
  expect(limitsOf('paygo', 'premium')).toEqual([]);
});

test('overflow allow counts but never blocks', () => {
  const limit = first(withInput(limitsOf('pro', 'premium'), 10));
  expect(limit).toMatchObject({ cap: null, softCap: 500_000n });
  expect(toLimitTrace(limit, { used: 900_000n, held: 0n })).toMatchObject({
    cap: 500_000,
    isExceeded: false,
  });
});

test('a call holds its input and one for each output token, and one request', () => {
  const [tokens, requests] = withInput(withInput(limitsOf('free', 'free'), 99), 12);
  expect(tokens).toMatchObject({ fixedAmount: 12n, perOutputToken: 1n });
  expect(requests).toMatchObject({ fixedAmount: 1n, perOutputToken: 0n });
});

test('exceeded means the call’s smallest form does not fit', () => {
  const limit = first(withInput(limitsOf('free', 'free'), 100));
  const isExceeded = (used: bigint, held: bigint, minOutputTokens = 1) =>
    toLimitTrace(limit, { used, held, minOutputTokens }).isExceeded;
  expect(isExceeded(49_899n, 0n)).toBe(false);
  expect(isExceeded(49_900n, 0n)).toBe(true);
  expect(isExceeded(40_000n, 9_900n)).toBe(true);
  expect(isExceeded(49_885n, 0n, 16)).toBe(true);
});

test('the binding limit has the least share left; exceeded ones first, unlimited ones never', () => {
  const trace = (name: string, used: number, cap: number | null, isExceeded = false) => ({
    name,
    meter: 'tokens' as const,
    setBy: 'plan' as const,
    used,
    held: 0,
    cap,
    resetsAt: period.endAt.toISOString(),
    isExceeded,
  });
  const traces = [
    trace('a', 10, 100),
    trace('b', 95, 100),
    trace('c', 5, null),
    trace('d', 60, 100, true),
  ];
  expect(byTightness(traces).map(({ name }) => name)).toEqual(['d', 'b', 'a', 'c']);
  expect(bindingLimit(traces)?.name).toBe('d');
  expect(bindingLimit([trace('c', 5, null), trace('e', 6, null)])).toBeNull();
  expect(bindingLimit([])).toBeNull();
  expect(bindingLimit([trace('a', 10, 100), trace('zero', 0, 0)])?.name).toBe('zero');
});

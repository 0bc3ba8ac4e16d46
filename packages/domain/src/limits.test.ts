import { type PlanId, planTable } from '@geko/contracts/plans';
import { expect, test } from 'vitest';
import {
  bindingLimit,
  byTightness,
  callSubjects,
  planLimits,
  type SetLimit,
  setLimits,
  toLimitTrace,
} from './limits.ts';
import { monthOfKey } from './periods.ts';

const month = monthOfKey({ key: '2026-11', timeZone: 'UTC' });
const limitsOf = (planId: PlanId, modelTier: 'local' | 'free' | 'premium') =>
  planLimits({ plan: planTable[planId], modelId: 'gpt-5-mini', modelTier, month });
const first = <T>(items: T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('empty');
  return item;
};

test('a free model on the free plan has three limits; reset at the end of the month', () => {
  const limits = limitsOf('free', 'free');
  expect(limits.map((limit) => [limit.name, limit.counter.subject, limit.cap])).toEqual([
    ['workspace.tokens', 'plan', 50_000n],
    ['workspace.requests', 'plan', 100n],
    ['model.gpt-5-mini.tokens', 'plan:model:gpt-5-mini', 100_000n],
  ]);
  expect(first(limits).counter).toMatchObject({
    periodStart: month.startAt,
    periodEnd: month.endAt,
    period: 'month',
  });
});

test('per-model limits are for free-tier models; local and paygo have no limits', () => {
  expect(limitsOf('free', 'premium')).toHaveLength(2);
  expect(limitsOf('free', 'local')).toEqual([]);
  expect(limitsOf('paygo', 'premium')).toEqual([]);
});

const ada = '00000000-0000-4000-8000-00000000000a';
const set = (facts: Partial<SetLimit>): SetLimit => ({
  id: 'some',
  subjectKind: 'workspace',
  subjectId: '',
  meter: 'tokens',
  cap: 100n,
  period: 'month',
  anchorAt: null,
  overflow: 'block',
  ...facts,
});
const at = new Date('2026-11-21T12:00:00Z');
const applied = (limits: SetLimit[]) => setLimits({ limits, userId: ada, at, timeZone: 'UTC' });

test('limits that people set count on the subject they are on, over their own period', () => {
  const limits = applied([
    set({ subjectKind: 'tenant', meter: 'charge' }),
    set({}),
    set({ subjectKind: 'each_member', meter: 'requests', period: 'day' }),
    set({ subjectKind: 'model', subjectId: 'gpt-5', period: 'total' }),
    set({ subjectKind: 'key', subjectId: 'k1' }),
  ]);
  expect(limits.map(({ name, setBy, limitId }) => [name, setBy, limitId])).toEqual([
    ['tenant.charge', 'tenant', 'some'],
    ['workspace.tokens', 'workspace', 'some'],
    ['member.requests.day', 'workspace', 'some'],
    ['model.gpt-5.tokens.total', 'workspace', 'some'],
    ['key.tokens', 'workspace', 'some'],
  ]);
  expect(limits.map(({ counter }) => `${counter.scope} ${counter.subject}`)).toEqual([
    'tenant tenant',
    'workspace workspace',
    `workspace member:${ada}`,
    'workspace model:gpt-5',
    'workspace key:k1',
  ]);
  expect(limits[2]?.counter.periodStart).toEqual(new Date('2026-11-21T00:00:00Z'));
  const counted = new Set(callSubjects({ userId: ada, modelId: 'gpt-5', apiKeyId: 'k1' }));
  for (const { counter } of limits.slice(1)) expect(counted.has(counter.subject)).toBe(true);
});

test('a session’s call counts on no key', () => {
  expect(callSubjects({ userId: ada, modelId: 'gpt-5', apiKeyId: null })).toEqual([
    'workspace',
    `member:${ada}`,
    'model:gpt-5',
  ]);
});

test('a company’s limit counts by its own zone in every workspace, the others by the workspace’s', () => {
  const startsIn = (timeZone: string, facts: Partial<SetLimit>) =>
    setLimits({ limits: [set(facts)], userId: ada, at, timeZone })[0]?.counter.periodStart;
  const company = { subjectKind: 'tenant', timeZone: 'Europe/Berlin' } as const;
  for (const zone of ['UTC', 'Pacific/Auckland', 'America/Los_Angeles']) {
    expect(startsIn(zone, company)).toEqual(new Date('2026-10-31T23:00:00Z'));
    expect(startsIn(zone, { subjectKind: 'tenant' })).toEqual(new Date('2026-11-01T00:00:00Z'));
  }
  expect(startsIn('America/Los_Angeles', {})).toEqual(new Date('2026-11-01T07:00:00Z'));
});

test('a member’s own limit takes the place of the one on each member, over the same meter and period', () => {
  const limits = applied([
    set({ subjectKind: 'each_member', cap: 10n }),
    set({ subjectKind: 'each_member', cap: 5n, period: 'day' }),
    set({ subjectKind: 'member', subjectId: ada, cap: 50n }),
  ]);
  expect(limits.map(({ name, cap }) => [name, cap])).toEqual([
    ['member.tokens.day', 5n],
    ['member.tokens', 50n],
  ]);
});

test('overflow allow is shown with its cap and never exceeded', () => {
  const limit = first(limitsOf('pro', 'premium'));
  expect(toLimitTrace(limit, { used: 900_000n, held: 0n })).toMatchObject({
    cap: 500_000,
    overflow: 'allow',
    isExceeded: false,
  });
});

test('exceeded means that what the call needs at least does not fit', () => {
  const limit = first(limitsOf('free', 'free'));
  const isExceeded = (used: bigint, held: bigint, needed?: bigint) =>
    toLimitTrace(limit, { used, held, ...(needed === undefined ? {} : { needed }) }).isExceeded;
  expect(isExceeded(49_999n, 0n)).toBe(false);
  expect(isExceeded(50_000n, 0n)).toBe(true);
  expect(isExceeded(40_000n, 9_900n, 101n)).toBe(true);
  expect(isExceeded(40_000n, 9_900n, 100n)).toBe(false);
});

test('the binding limit has the least share left; exceeded ones first, unlimited ones never', () => {
  const trace = (name: string, used: number, cap: number | null, isExceeded = false) => ({
    name,
    meter: 'tokens' as const,
    period: 'month' as const,
    setBy: 'plan' as const,
    limitId: null,
    overflow: 'block' as const,
    used,
    held: 0,
    cap,
    resetsAt: month.endAt.toISOString(),
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
  // By share, not by amount: 1 % and 5 %.
  expect(bindingLimit([trace('a', 95, 100), trace('b', 990, 1000)])?.name).toBe('b');
});

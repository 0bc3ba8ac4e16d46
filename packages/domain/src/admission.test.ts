import { type Plan, planTable } from '@geko/contracts/plans';
import type { ModelTier } from '@geko/contracts/plans';
import { expect, test } from 'vitest';
import { planAdmission, refusalCode, traceLimits } from './admission.ts';
import { type CallLimit, planLimits, setLimits, type SetLimit } from './limits.ts';
import { calendarMonth } from './periods.ts';

const at = new Date('2026-11-21T12:00:00Z');
const month = calendarMonth({ at, timeZone: 'UTC' });
const userId = '00000000-0000-4000-8000-00000000000a';
const markups = { workspaceModelBps: null, planKindBps: null, planBps: 5000, systemBps: 1500 };
const budget: SetLimit = {
  id: 'budget',
  subjectKind: 'workspace',
  subjectId: '',
  meter: 'charge',
  cap: 1_000n,
  period: 'month',
  anchorAt: null,
  overflow: 'block',
};
const admissionOf = (input: { plan: Plan; tier: ModelTier; set?: SetLimit[] }) => {
  const { plan, tier, set = [] } = input;
  const limits: CallLimit[] = [
    ...planLimits({ plan, modelId: 'm', modelTier: tier, month }),
    ...setLimits({ limits: set, userId, at, timeZone: 'UTC' }),
  ];
  return planAdmission({
    plan,
    tier,
    limits,
    inputTokens: 10,
    markups,
    // One nano for each token of input and output, and the markup.
    chargeAt: (bps) => ({ fixedNano: BigInt(10 + bps), perOutputNano: 1n }),
  });
};
const fundings = (input: Parameters<typeof admissionOf>[0]) =>
  admissionOf(input).options.map(({ funding, markupBps }) => `${funding} ${markupBps}`);

test('whose money is asked, by plan and tier', () => {
  expect(fundings({ plan: planTable.free, tier: 'free' })).toEqual(['included 0', 'credits 1500']);
  expect(fundings({ plan: planTable.free, tier: 'premium' })).toEqual([]);
  expect(fundings({ plan: planTable.free, tier: 'local' })).toEqual(['local 0']);
  expect(fundings({ plan: planTable.pro, tier: 'premium' })).toEqual(['included 0']);
  expect(fundings({ plan: planTable.paygo, tier: 'free' })).toEqual([
    'credits 1500',
    'postpaid 5000',
  ]);
  const creditsAbove = { ...budget, meter: 'tokens', overflow: 'credits' } as const;
  expect(fundings({ plan: planTable.pro, tier: 'premium', set: [creditsAbove] })).toEqual([
    'included 0',
    'credits 1500',
  ]);
});

test('credit takes nothing of what the plan includes, and is not stopped where a limit falls through to it', () => {
  const { counters, options } = admissionOf({ plan: planTable.free, tier: 'free' });
  expect(counters.map(({ subject, meter }) => `${subject} ${meter}`)).toEqual([
    'plan tokens',
    'plan requests',
    'plan:model:m tokens',
  ]);
  expect(options[0]?.shares).toEqual([
    { cap: 50_000n, fixed: 10n, perOutput: 1n },
    { cap: 100n, fixed: 1n, perOutput: 0n },
    { cap: 100_000n, fixed: 10n, perOutput: 1n },
  ]);
  expect(options[1]).toMatchObject({
    shares: [null, null, null],
    funds: { fixed: 1_510n, perOutput: 1n },
  });
});

test('a budget stops what is charged, and only that', () => {
  const set = [budget];
  const paygo = admissionOf({ plan: planTable.paygo, tier: 'premium', set });
  expect(paygo.options.map(({ shares }) => shares[0])).toEqual([
    { cap: 1_000n, fixed: 1_510n, perOutput: 1n },
    { cap: 1_000n, fixed: 5_010n, perOutput: 1n },
  ]);
  const pro = admissionOf({ plan: planTable.pro, tier: 'premium', set });
  expect(pro.options[0]?.shares.at(-1)).toBeNull();
  const local = admissionOf({ plan: planTable.paygo, tier: 'local', set });
  expect(local.options[0]?.shares).toEqual([null]);
});

test('limits of tokens and requests that people set hold for local models too', () => {
  const set = [{ ...budget, meter: 'requests' as const }];
  expect(admissionOf({ plan: planTable.free, tier: 'local', set }).options[0]?.shares).toEqual([
    { cap: 1_000n, fixed: 1n, perOutput: 0n },
  ]);
});

test('two limits on one counter are counted once, and the lower cap holds', () => {
  const each = {
    ...budget,
    meter: 'tokens' as const,
    subjectKind: 'model' as const,
    subjectId: 'm',
  };
  const set = [each, { ...each, id: 'lower', cap: 7n }];
  const { counters, options, limits } = admissionOf({ plan: planTable.paygo, tier: 'free', set });
  expect(limits).toHaveLength(2);
  expect(counters).toHaveLength(1);
  expect(options[0]?.shares).toEqual([{ cap: 7n, fixed: 10n, perOutput: 1n }]);
});

test('the trace judges each limit by the smallest answer, and shows those which only warn', () => {
  const admission = admissionOf({ plan: planTable.free, tier: 'free', set: [budget] });
  const states = admission.counters.map(({ meter }) =>
    meter === 'tokens' ? { used: 49_975n, held: 0n } : { used: 0n, held: 0n },
  );
  const trace = traceLimits(admission, states, 16);
  expect(trace.map(({ name, isExceeded }) => `${name} ${isExceeded}`)).toEqual([
    'workspace.tokens true',
    'workspace.charge true',
    'model.m.tokens false',
    'workspace.requests false',
  ]);
});

test('money gone is 402, all else 429', () => {
  const trace = traceLimits(
    admissionOf({ plan: planTable.free, tier: 'free', set: [{ ...budget, cap: 0n }] }),
    [],
    16,
  );
  expect(refusalCode(trace, null)).toBe('BUDGET_EXCEEDED');
  const used = trace.map((one) => ({ ...one, isExceeded: one.name === 'workspace.tokens' }));
  expect(refusalCode(used, 0n)).toBe('QUOTA_EXCEEDED');
  expect(refusalCode(used, null)).toBe('QUOTA_EXCEEDED');
  expect(refusalCode(used, 5n)).toBe('CREDITS_EXHAUSTED');
  expect(refusalCode(used, -5n)).toBe('CREDITS_EXHAUSTED');
});

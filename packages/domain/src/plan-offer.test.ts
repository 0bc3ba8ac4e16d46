import { parseUsd, usdDecimal } from '@geko/contracts/money';
import { type Plan, type PlanId, planTable } from '@geko/contracts/plans';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestPlan, type ModelUse } from './plan-offer.ts';

function plansWith(change: Partial<Record<PlanId, Partial<Plan>>> = {}): Map<PlanId, Plan> {
  const entries = Object.entries(planTable) as [PlanId, Plan][];
  return new Map(entries.map(([id, plan]) => [id, { ...plan, ...change[id] }]));
}

const premium = (usd: string, tokens = 1000, requests = 1): ModelUse => ({
  tier: 'premium',
  tokens,
  requests,
  costNano: parseUsd(usd),
});
const free = (usd: string, tokens: number, requests = 1): ModelUse => ({
  ...premium(usd, tokens, requests),
  tier: 'free',
});

type Asked = { from?: PlanId; plans?: Map<PlanId, Plan>; wantedTier?: ModelUse['tier'] };

function offer(
  use: ModelUse[],
  { from = 'free', plans = plansWith(), wantedTier }: Asked = {},
): string | null {
  const found = cheapestPlan({
    use,
    plans,
    from,
    wantedTier: wantedTier ?? null,
    systemMarkupBps: 1500,
  });
  return found === null ? null : `${found.planId} $${usdDecimal(found.costNano)}`;
}

test('little use is cheapest as you go, much of it for $29 a month', () => {
  expect(offer([])).toBe('paygo $0');
  expect(offer([premium('10'), free('0.5', 40_000)])).toBe('paygo $15.75');
  expect(offer([premium('19.33')])).toBe('paygo $28.995');
  expect(offer([premium('19.34')])).toBe('pro $29');
  // As cheap as each other: the nearer one.
  expect(offer([premium('20')], { plans: plansWith({ pro: { priceCentsPerMonth: 3000 } }) })).toBe(
    'pro $30',
  );
});

test('only plans that this one leads up to', () => {
  expect(offer([premium('100')], { from: 'pro' })).toBe('paygo $150');
  expect(offer([premium('100')], { from: 'paygo' })).toBeNull();
  expect(offer([], { from: 'enterprise' })).toBeNull();
  const circle = plansWith({ paygo: { upgradeTo: 'free' } });
  expect(offer([premium('100')], { plans: circle })).toBe('pro $29');
  const leadsToItself = plansWith({ pro: { upgradeTo: 'pro' } });
  expect(offer([], { plans: leadsToItself })).toBe('pro $29');
});

test('none that is hidden, sold by agreement, or not there', () => {
  const use = [premium('100')];
  expect(offer(use, { plans: plansWith({ pro: { isHidden: true } }) })).toBe('paygo $150');
  expect(offer(use, { plans: plansWith({ pro: { priceCentsPerMonth: null } }) })).toBe(
    'paygo $150',
  );
  const plans = plansWith();
  plans.delete('pro');
  expect(offer(use, { plans })).toBeNull();
});

test('none that locks what was used, or what is wanted now', () => {
  const locked = { tiers: { ...planTable.pro.tiers, premium: 'locked' as const } };
  const plans = plansWith({ pro: { ...locked, priceCentsPerMonth: 0 } });
  expect(offer([free('1', 10)], { plans })).toBe('pro $0');
  expect(offer([free('1', 10), premium('100')], { plans })).toBe('paygo $151.5');
  expect(offer([free('1', 10)], { plans, wantedTier: 'premium' })).toBe('paygo $1.5');
});

test('local use costs nothing', () => {
  const local: ModelUse = { tier: 'local', tokens: 9_000_000, requests: 9000, costNano: 0n };
  expect(offer([local, premium('1')])).toBe('paygo $1.5');
});

test('a limit that blocks rules a plan out, one that lets pass does not', () => {
  const much = [premium('100', 500_001)];
  expect(offer(much)).toBe('pro $29');
  const [tokens, requests] = planTable.pro.limits;
  if (!tokens || !requests) throw new Error('Pro has two limits');
  const blocking = plansWith({ pro: { limits: [{ ...tokens, overflow: 'block' }, requests] } });
  expect(offer(much, { plans: blocking })).toBe('paygo $150');
  expect(offer([premium('100', 500_000)], { plans: blocking })).toBe('pro $29');
  // Counted together.
  expect(offer([premium('50', 250_001), free('50', 250_000)], { plans: blocking })).toBe(
    'paygo $150',
  );
});

test('what falls through to credits is charged at the system’s markup, in proportion', () => {
  const [tokens, requests] = planTable.pro.limits;
  if (!tokens || !requests) throw new Error('Pro has two limits');
  const plans = plansWith({ pro: { limits: [{ ...tokens, overflow: 'credits' }, requests] } });
  // A fifth is beyond: $20 and 15 %.
  expect(offer([premium('100', 625_000)], { plans })).toBe('pro $52');
  const byModel = { meter: 'tokens', scope: 'free_model', cap: 1000, overflow: 'credits' } as const;
  const ofModels = plansWith({ pro: { limits: [byModel], priceCentsPerMonth: 0 } });
  // Each free model on its own: half of one is beyond, none of the other; premium ones have no such limit.
  const use = [free('2', 2000), free('2', 1000), premium('2', 99_000)];
  expect(offer(use, { plans: ofModels })).toBe('pro $1.15');
});

test('a plan without a markup of its own has the system’s', () => {
  const plans = plansWith({ paygo: { postpaidMarkupBps: null } });
  expect(offer([premium('10')], { plans })).toBe('paygo $11.5');
});

test('no other plan on the way up would have been cheaper', () => {
  const use = fc.array(
    fc.record({
      tier: fc.constantFrom('local' as const, 'free' as const, 'premium' as const),
      tokens: fc.nat(1_000_000),
      requests: fc.nat(2_000),
      costNano: fc.bigInt({ min: 0n, max: parseUsd('60') }),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(use, (models) => {
      const paid = models.filter(({ tier }) => tier !== 'local');
      const cost = paid.reduce((sum, { costNano }) => sum + (costNano * 15_000n) / 10_000n, 0n);
      const found = cheapestPlan({
        use: models,
        plans: plansWith(),
        from: 'free',
        wantedTier: 'premium',
        systemMarkupBps: 1500,
      });
      // Each model's charge may be rounded up by one nano-USD.
      const slack = BigInt(paid.length);
      if (cost + slack < parseUsd('29')) expect(found?.planId).toBe('paygo');
      if (cost > parseUsd('29')) expect(found).toEqual({ planId: 'pro', costNano: parseUsd('29') });
    }),
  );
});

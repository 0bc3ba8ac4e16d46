import { expect, test } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import { planIds, planTable, type Plan, type PlanId } from '@geko/contracts/plans';
import { checkPlan } from './check-plan.ts';

const problemOf = (id: PlanId, change: Partial<Plan>): string | undefined => {
  try {
    checkPlan(id, { ...planTable, [id]: { ...planTable[id], ...change } });
  } catch (error) {
    if (error instanceof AppError) return error.details.field;
    throw error;
  }
  return undefined;
};

test('every plan that ships is sound', () => {
  for (const id of planIds) expect(problemOf(id, {})).toBeUndefined();
});

test('the free plan stays free, other plans may cost what they like', () => {
  expect(problemOf('free', { priceCentsPerMonth: 1 })).toBe('plan.priceCentsPerMonth');
  expect(problemOf('free', { priceCentsPerMonth: null })).toBe('plan.priceCentsPerMonth');
  expect(problemOf('pro', { priceCentsPerMonth: 4900 })).toBeUndefined();
});

test('an upgrade never leads back', () => {
  expect(problemOf('pro', { upgradeTo: 'pro' })).toBe('plan.upgradeTo');
  expect(problemOf('paygo', { upgradeTo: 'free' })).toBe('plan.upgradeTo');
  expect(problemOf('paygo', { upgradeTo: 'enterprise' })).toBeUndefined();
});

test('local models cost nothing, and nothing in the cloud passes for local', () => {
  const { tiers } = planTable.pro;
  expect(problemOf('pro', { tiers: { ...tiers, local: 'locked' } })).toBe('plan.tiers.local');
  expect(problemOf('pro', { tiers: { ...tiers, premium: 'local' } })).toBe('plan.tiers.premium');
});

test('one counter has one limit', () => {
  const limit = { meter: 'tokens', scope: 'workspace', cap: 1, overflow: 'block' } as const;
  expect(problemOf('pro', { limits: [limit, { ...limit, cap: 2 }] })).toBe('plan.limits');
  expect(problemOf('pro', { limits: [limit, { ...limit, scope: 'free_model' }] })).toBeUndefined();
});

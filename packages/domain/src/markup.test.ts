import { expect, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { resolveMarkup, SEEDED_SYSTEM_MARKUP_BPS } from './markup.ts';

const every = { workspaceModelBps: 100, planKindBps: 200, planBps: 300, systemBps: 400 };

test('the invoice looks at workspace×model, plan×kind, plan, system, in this order', () => {
  const at = (facts: Partial<typeof every> | Record<string, null>) =>
    resolveMarkup({ ...every, ...facts, funding: 'postpaid' });
  expect(at({})).toBe(100);
  expect(at({ workspaceModelBps: null })).toBe(200);
  expect(at({ workspaceModelBps: null, planKindBps: null })).toBe(300);
  expect(at({ workspaceModelBps: null, planKindBps: null, planBps: null })).toBe(400);
  expect(at({ workspaceModelBps: 0 })).toBe(0);
});

test('the wallet looks at workspace×model, then at the system', () => {
  const at = (workspaceModelBps: number | null) =>
    resolveMarkup({ ...every, workspaceModelBps, funding: 'credits' });
  expect(at(100)).toBe(100);
  expect(at(null)).toBe(400);
});

test('included and local use has none, whatever is set', () => {
  expect(resolveMarkup({ ...every, funding: 'included' })).toBe(0);
  expect(resolveMarkup({ ...every, funding: 'local' })).toBe(0);
});

test('as seeded: paygo 50 %, the wallet 15 %', () => {
  const none = { workspaceModelBps: null, planKindBps: null, systemBps: SEEDED_SYSTEM_MARKUP_BPS };
  const { postpaidMarkupBps: planBps } = planTable.paygo;
  expect(resolveMarkup({ ...none, planBps, funding: 'postpaid' })).toBe(5000);
  expect(resolveMarkup({ ...none, planBps, funding: 'credits' })).toBe(1500);
});

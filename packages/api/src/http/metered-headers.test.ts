import { expect, test } from 'vitest';
import type { LimitTrace } from '@geko/contracts/errors';
import { meteredHeaders, quotaHeaders } from './metered-headers.ts';

const limit = (change: Partial<LimitTrace>): LimitTrace => ({
  name: 'workspace.tokens',
  meter: 'tokens',
  period: 'month',
  setBy: 'plan',
  limitId: null,
  overflow: 'block',
  used: 0,
  held: 0,
  cap: 100,
  resetsAt: '2026-12-01T00:00:00.000Z',
  isExceeded: false,
  ...change,
});

test('the tightest limit of tokens tells what is left, whatever share that is', () => {
  const headers = quotaHeaders([
    limit({ name: 'workspace.requests', meter: 'requests', used: 7, cap: 10 }),
    limit({ name: 'member.tokens', used: 500, held: 100, cap: 1_000 }),
    limit({ used: 10 }),
  ]);
  expect(headers).toEqual({ 'x-quota-remaining-tokens': '90' });
});

test('nothing is left of a limit that was lowered below its use', () => {
  expect(quotaHeaders([limit({ used: 150 })])).toMatchObject({ 'x-quota-remaining-tokens': '0' });
});

test('without a limit of tokens there is no figure of tokens', () => {
  expect(quotaHeaders([])).toEqual({});
  expect(quotaHeaders([limit({ cap: null })])).toEqual({});
  expect(quotaHeaders([limit({ meter: 'charge', cap: 9_000_000_000_000_000 })])).toEqual({});
});

test('from 80 % on, held included, a limit is named with its percents', () => {
  expect(quotaHeaders([limit({ used: 79 })])).not.toHaveProperty('x-quota-warning');
  expect(
    quotaHeaders([
      limit({ name: 'member.charge.day', meter: 'charge', used: 97, period: 'day' }),
      limit({ used: 60, held: 24 }),
      limit({ name: 'workspace.requests', meter: 'requests', cap: 0 }),
    ]),
  ).toMatchObject({
    'x-quota-warning':
      'member.charge.day;percent=97, workspace.tokens;percent=84, workspace.requests;percent=100',
  });
});

test('a model’s id cannot break out of the header', () => {
  const headers = quotaHeaders([limit({ name: 'model.a, b;\r\nx: é.tokens', used: 90 })]);
  expect(headers['x-quota-warning']).toBe('model.a__b___x:__.tokens;percent=90');
});

test('the estimate is exact decimal dollars', () => {
  expect(meteredHeaders({ trace: [], estimateNano: 1_500_000n })).toEqual({
    'x-estimated-cost': '0.0015',
  });
  expect(meteredHeaders({ trace: [], estimateNano: 0n })).toEqual({ 'x-estimated-cost': '0' });
});

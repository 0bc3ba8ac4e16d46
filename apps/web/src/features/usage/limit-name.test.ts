import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { usage } from '../../messages/en/usage.ts';
import { limitAmount } from './limit-amount.ts';
import { limitName } from './limit-name.ts';

const names = usage.limitNames;

test('a limit of the workspace is named by its meter and its period', () => {
  expect(limitName({ name: 'workspace.tokens', meter: 'tokens', period: 'month' }, names)).toBe(
    'Tokens this month',
  );
  expect(
    limitName({ name: 'workspace.requests.day', meter: 'requests', period: 'day' }, names),
  ).toBe('Requests today');
  expect(limitName({ name: 'workspace.charge.total', meter: 'charge' }, names)).toBe(
    'Spending in all',
  );
});

test('a limit of a model names the model, dots and all', () => {
  const trace = { name: 'model.gpt-5.4-mini.tokens', meter: 'tokens', period: 'month' } as const;
  expect(limitName(trace, names)).toBe('Tokens of gpt-5.4-mini this month');
  expect(limitName({ name: trace.name, meter: 'tokens' }, names)).toBe('Tokens of gpt-5.4-mini');
  expect(
    limitName({ name: 'model.gpt-5.4-mini.charge.week', meter: 'charge', period: 'week' }, names),
  ).toBe('Spending on gpt-5.4-mini this week');
});

test('a limit of one member or of each is the reader’s own', () => {
  expect(limitName({ name: 'member.tokens.day', meter: 'tokens', period: 'day' }, names)).toBe(
    'Your tokens today',
  );
  expect(limitName({ name: 'member.charge', meter: 'charge', period: 'month' }, names)).toBe(
    'Your spending this month',
  );
});

test('limits of the company and of an API key have names, and another form stays as it is', () => {
  expect(limitName({ name: 'tenant.charge.year', meter: 'charge' }, names)).toBe(
    'Spending of the whole company this year',
  );
  expect(limitName({ name: 'key.requests.day', meter: 'requests', period: 'day' }, names)).toBe(
    'Requests of the API key today',
  );
  expect(limitName({ name: 'Ada’s budget', meter: 'charge', period: 'day' }, names)).toBe(
    'Ada’s budget',
  );
});

test('spending is shown as money, everything else as a figure', () => {
  const format = createFormat({ locale: 'en', timeZone: null });
  expect(limitAmount('charge', 12_500_000_000, format)).toBe('$12.50');
  expect(limitAmount('charge', 0, format)).toBe('$0.00');
  expect(limitAmount('charge', 9_000_000_000_000_000, format)).toBe('$9000000.00');
  expect(limitAmount('tokens', 41_200, format)).toBe('41,200');
});

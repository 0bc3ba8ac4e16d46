import { expect, test } from 'vitest';
import { wordsOf } from '../words/words-of.ts';
import { amountIn, limitInWords } from './limit-in-words.ts';

const nobody = { memberName: null, isOwn: false };

test.each([
  ['workspace.tokens', nobody, 'Tokens a month, the whole workspace'],
  ['tenant.requests.day', nobody, 'Requests a day, all workspaces of your company'],
  ['member.charge.total', nobody, 'Spending in all, a member'],
  ['member.charge.week', { memberName: 'Ada', isOwn: false }, 'Spending a week, Ada'],
  ['member.charge.year', { memberName: null, isOwn: true }, 'Spending a year, you'],
  ['key.charge', nobody, 'Spending a month, an API key'],
  // A model's name may hold what the other parts are made of.
  ['model.gpt-5.4-mini.tokens', nobody, 'Tokens a month, model gpt-5.\u20604-mini'],
  ['model.tokens.day.requests.day', nobody, 'Requests a day, model tokens.\u2060day'],
])('%s, for %o', (limit, whose, words) => {
  expect(limitInWords({ limit, ...whose }, wordsOf.en)).toBe(words);
});

test('in German', () => {
  const limit = { limit: 'member.charge.day', memberName: 'Ada', isOwn: false };
  expect(limitInWords(limit, wordsOf.de)).toBe('Ausgaben pro Tag, Ada');
});

test('an amount is dollars of a charge, and a number of anything else', () => {
  expect(amountIn('workspace.charge', '12340000000', 'en')).toBe('$12.34');
  expect(amountIn('model.charge.tokens', '1234567', 'en')).toBe('1,234,567');
  expect(amountIn('workspace.requests.day', '1234567', 'de')).toBe('1.234.567');
});

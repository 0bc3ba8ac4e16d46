import { expect, test } from 'vitest';
import { en } from '../messages/en.ts';
import { fill, plural } from './fill.ts';

test('places are filled, and one without a value stays to be seen', () => {
  expect(fill('{a} of {b}, {a}', { a: 1, b: 'two' })).toBe('1 of two, 1');
  expect(fill('{missing}', {})).toBe('{missing}');
});

test('the count decides the form and is written as people write it', () => {
  const forms = { one: '{count} token', other: '{count} tokens' };
  expect([0, 1, 2, 1234].map((count) => plural(forms, count))).toEqual([
    '0 tokens',
    '1 token',
    '2 tokens',
    '1,234 tokens',
  ]);
  expect(plural({ one: '{count} of {all}', other: '{count} of {all}' }, 3, { all: 9 })).toBe(
    '3 of 9',
  );
});

test('no English sentence is empty or carries a broken place', () => {
  const sentences: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') sentences.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(en);
  expect(sentences.length).toBeGreaterThan(200);
  expect(
    sentences.filter((text) => text.trim() === '' || /[{}]/.test(text.replace(/\{\w+\}/g, ''))),
  ).toEqual([]);
});

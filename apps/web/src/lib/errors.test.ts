import { expect, test } from 'vitest';
import { readError } from './errors.ts';

const error = {
  code: 'RATE_LIMITED',
  message: 'Please wait.',
  requestId: 'r1',
  retryAfterSeconds: 30,
} as const;

test('the envelope is found wherever it came from', () => {
  expect(readError({ data: { geko: error } })).toEqual(error);
  expect(readError({ error })).toEqual(error);
  expect(readError(JSON.stringify({ error }))).toEqual(error);
  expect(readError(new Error(JSON.stringify({ error })))).toEqual(error);
});

test('what is not from our server is null', () => {
  const others = [
    null,
    undefined,
    7,
    'text',
    '{broken',
    new TypeError('Failed to fetch'),
    {},
    { error: 'text' },
    { data: null },
  ];
  expect(others.map(readError)).toEqual(others.map(() => null));
});

import { expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { modelsText } from './models-text.ts';

const names = new Map([['a', 'Model A']]);
const say = (ids: string[] | null) => modelsText(ids, names, en.apiKeys);

test('models are named, those that are no longer there by their ids, many only counted', () => {
  expect(say(null)).toBe('All models');
  expect(say(['a'])).toBe('Model A');
  expect(say(['a', 'gone'])).toBe('Model A, gone');
  expect(say(['a', 'b', 'c', 'd'])).toBe('Model A, b, c, d');
  expect(say(['a', 'b', 'c', 'd', 'e'])).toBe('Model A, b, c and 2 more');
});

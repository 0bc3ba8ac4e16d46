import { expect, test } from 'vitest';
import { initialsOf } from './initials.ts';

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada de la cruz', 'AC'],
  ['ada@example.org', 'AO'],
  ['Łukasz', 'Ł'],
  ['𝒜 b', '𝒜B'],
  ['👩‍💻 Dev', '👩‍💻D'],
  ['  ', '?'],
])('%s → %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleFrom } from './titles.ts';

test.each([
  ['Hello', 'Hello'],
  ['\n\n  # What is  a\tgecko?\nSecond line', 'What is a gecko?'],
  ['   ', 'New conversation'],
  ['### ', 'New conversation'],
  [
    'Please write me a long and detailed essay about the history of lizards in the Mediterranean',
    'Please write me a long and detailed essay about the history…',
  ],
  ['x'.repeat(100), `${'x'.repeat(60)}…`],
])('%j → %j', (text, title) => {
  expect(titleFrom(text)).toBe(title);
});

test('a title is short, on one line and never empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const title = titleFrom(text);
      expect(title).not.toBe('');
      expect(Array.from(title).length).toBeLessThanOrEqual(61);
      expect(title).not.toMatch(/[\r\n]/);
    }),
  );
});

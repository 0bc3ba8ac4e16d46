import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defuseCell } from './defuse-cell.ts';

test.each([
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t'=1"],
  ['\rx', "'\rx"],
  ['\nx', "'\nx"],
  ['\n=1', "'\n'=1"],
  ['   =1', "'   =1"],
  ['\u00A0\u3000=1', "'\u00A0\u3000=1"],
  ['\uFEFF\u200B=1', "'\uFEFF\u200B=1"],
  ['＝1', "'＝1"],
  ['x; =1', "x;' =1"],
  ['a\n-b', "a\n'-b"],
  ['Ada', 'Ada'],
  ['', ''],
  ["'=1", "'=1"],
  ['a=b', 'a=b'],
  ['2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00.000Z'],
  ['0196f2d4-0000-7000-8000-000000000000', '0196f2d4-0000-7000-8000-000000000000'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
])('%j becomes %j', (text, cell) => {
  expect(defuseCell(text)).toBe(cell);
});

const char = fc.constantFrom('=', '+', '-', '@', ' ', '\t', '\r', '\n', ';', 'a', "'", '\u200B');

test('whatever it was, no part of it begins like a formula, and nothing but apostrophes is added', () => {
  fc.assert(
    fc.property(fc.string({ unit: char, maxLength: 12 }), (text) => {
      const cell = defuseCell(text);
      for (const part of cell.split(/[;\t\r\n]/u)) {
        expect(part.trimStart().replaceAll('\u200B', '')).not.toMatch(/^\s*[=+\-@]/u);
      }
      expect(cell).not.toMatch(/^[\t\r\n]/u);
      expect(cell.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
    }),
    { numRuns: 2_000 },
  );
});

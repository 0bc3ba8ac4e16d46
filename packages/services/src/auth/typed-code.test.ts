import { expect, test } from 'vitest';
import { readTypedCode, typedCode } from './typed-code.ts';

test('a code is short, random, and read however it is typed', () => {
  const codes = Array.from({ length: 500 }, (_, index) => typedCode(`token ${index}`));
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/u);
    const sloppy = ` ${code.toLowerCase().replace('-', '  ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`;
    expect(readTypedCode(sloppy)).toBe(code);
  }
});

import { expect, test } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

test('ten different codes, each with its hash', () => {
  const { codes, hashes } = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes)
    expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/u);
  expect(codes.map(hashRecoveryCode)).toEqual(hashes);
  expect(new Set(hashes).size).toBe(10);
});

test('case, blanks, dashes and look-alikes do not matter', () => {
  const hash = hashRecoveryCode('k01v-9x0q-abcd-1234');
  for (const typed of ['K01V9X0QABCD1234', ' k01v 9x0q abcd 1234 ', 'kOlv-9xoq-abcd-i234'])
    expect(hashRecoveryCode(typed)).toBe(hash);
  expect(hashRecoveryCode('k01v-9x0q-abcd-1235')).not.toBe(hash);
});

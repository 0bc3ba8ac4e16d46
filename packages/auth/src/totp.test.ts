import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { matchTotp, newTotpSecret, totpUri } from './totp.ts';

/** RFC 6238, appendix B: the SHA-1 secret, and codes at their times (last six digits). */
const RFC_SECRET = Secret.fromLatin1('12345678901234567890').base32;

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
])('at second %i the code is %s', (second, code) => {
  const now = new Date(second * 1000);
  const step = BigInt(Math.floor(second / 30));
  expect(matchTotp({ secret: RFC_SECRET, code, now })).toBe(step);
});

test('a code is taken a step early and a step late, and names its own step', () => {
  const secret = newTotpSecret();
  const at = 1_800_000_000_000;
  const code = new TOTP({ secret }).generate({ timestamp: at });
  const step = BigInt(at / 30_000);
  for (const shift of [-30_000, 0, 30_000])
    expect(matchTotp({ secret, code, now: new Date(at + shift) })).toBe(step);
  for (const shift of [-60_000, 60_000, 86_400_000])
    expect(matchTotp({ secret, code, now: new Date(at + shift) })).toBeNull();
});

test.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('%j is no code', (code) => {
  expect(matchTotp({ secret: newTotpSecret(), code, now: new Date(0) })).toBeNull();
});

test('secrets are 160 random bits, and the address names issuer, account and secret', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/u);
  expect(newTotpSecret()).not.toBe(secret);
  const uri = new URL(totpUri({ secret, issuer: 'Geko', account: 'ada@example.com' }));
  expect(uri.protocol).toBe('otpauth:');
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(uri.searchParams.get('issuer')).toBe('Geko');
  expect(decodeURIComponent(uri.pathname)).toContain('ada@example.com');
});

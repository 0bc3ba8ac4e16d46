import { expect, test } from 'vitest';
import { hashLicenceKey, looksLikeLicence, newLicenceKey } from './licence-key.ts';

const hashKey = Buffer.alloc(32, 1);

test('a key is three groups of four letters and digits, none of which is taken for another', () => {
  for (let n = 0; n < 200; n += 1) {
    const { key, keyHash, lastFour } = newLicenceKey(hashKey);
    expect(key).toMatch(/^GEKO(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/u);
    expect(lastFour).toBe(key.slice(-4));
    expect(keyHash).toBe(hashLicenceKey(hashKey, key));
    expect(looksLikeLicence(key)).toBe(true);
  }
});

test('all 32 symbols come up, each about as often', () => {
  const counts = new Map<string, number>();
  for (let n = 0; n < 4_000; n += 1) {
    const symbols = newLicenceKey(hashKey).key.slice(5).replaceAll('-', '');
    for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  expect(counts.size).toBe(32);
  // 1,500 each; seven standard deviations of 38.
  for (const count of counts.values()) expect(Math.abs(count - 1_500)).toBeLessThan(270);
});

test.each([
  'geko-7k2m-90x1-t4wa',
  'GEKO7K2M90X1T4WA',
  ' GEKO 7K2M 9OXI T4WA ',
  'gek0-7k2m-9oxl-t4wa',
])('%s is the same key', (written) => {
  expect(hashLicenceKey(hashKey, written)).toBe(hashLicenceKey(hashKey, 'GEKO-7K2M-90X1-T4WA'));
});

test('what is no key has the hash of nobody’s, and another installation finds nothing by ours', () => {
  const nobodys = hashLicenceKey(hashKey, '');
  for (const text of [
    'GEKO',
    'GEKO-7K2M-90X1',
    'GEKO-7K2M-90X1-T4WU',
    'GEKO-7K2M-90X1-T4WAA',
    'gk_x',
  ]) {
    expect(hashLicenceKey(hashKey, text)).toBe(nobodys);
  }
  const key = 'GEKO-7K2M-90X1-T4WA';
  expect(hashLicenceKey(hashKey, key)).not.toBe(nobodys);
  expect(hashLicenceKey(Buffer.alloc(32, 2), key)).not.toBe(hashLicenceKey(hashKey, key));
});

test('API keys and access tokens do not look like licences', () => {
  expect(looksLikeLicence('gk_abc')).toBe(false);
  expect(looksLikeLicence('eyJhbGciOiJIUzI1NiJ9')).toBe(false);
});

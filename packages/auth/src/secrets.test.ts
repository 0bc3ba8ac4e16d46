import { expect, test } from 'vitest';
import { createSecrets, hashToken } from './secrets.ts';

const secrets = createSecrets('a secret of thirty-two characters');

test('what is sealed opens for its purpose, with its secret, and for nothing else', () => {
  const sealed = secrets.seal('totp', 'JBSWY3DP \u00e9\u{1f98e}');
  expect(secrets.open('totp', sealed)).toBe('JBSWY3DP \u00e9\u{1f98e}');
  expect(secrets.open('mail', sealed)).toBeNull();
  expect(createSecrets('another secret of thirty-two chars').open('totp', sealed)).toBeNull();
});

test('sealing twice gives two texts, neither of which shows the plain one', () => {
  const [one, two] = [secrets.seal('mail', 'plain'), secrets.seal('mail', 'plain')];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('plain');
});

test('a sealed text with any byte changed, cut or added does not open', () => {
  const bytes = Buffer.from(secrets.seal('mail', 'text'), 'base64url');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(secrets.open('mail', changed.toString('base64url'))).toBeNull();
    expect(secrets.open('mail', bytes.subarray(0, index).toString('base64url'))).toBeNull();
  }
  expect(secrets.open('mail', Buffer.concat([bytes, bytes]).toString('base64url'))).toBeNull();
  expect(secrets.open('mail', '')).toBeNull();
});

test('tokens differ, and the stored hash is that of the token', () => {
  const [one, two] = [secrets.newToken(), secrets.newToken()];
  expect(one.token).not.toBe(two.token);
  expect(one.token).toMatch(/^[\w-]{43}$/u);
  expect(one.tokenHash).toBe(hashToken(one.token));
});

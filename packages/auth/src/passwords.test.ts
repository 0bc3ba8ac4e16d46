import { verify } from '@node-rs/argon2';
import { expect, test, vi } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

vi.mock('@node-rs/argon2', { spy: true });
// The worker may have imported what is tested here for another file, before there was a spy.
vi.hoisted(() => void vi.resetModules());

test('a password fits its own hash only; the hash says argon2id with the parameters of OWASP', async () => {
  const stored = await hashPassword('correct horse battery');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
  expect(await verifyPassword(stored, 'correct horse battery')).toBe(true);
  expect(await verifyPassword(stored, 'correct horse batterY')).toBe(false);
  expect(await hashPassword('correct horse battery')).not.toBe(stored);
});

test('letters composed by one system and combined by another are the same password', async () => {
  const stored = await hashPassword('caf\u00e9-au-lait');
  expect(await verifyPassword(stored, 'cafe\u0301-au-lait')).toBe(true);
});

test('an unknown account costs one comparison with a hash of the same parameters, as a known one does', async () => {
  const stored = await hashPassword('correct horse battery');
  const parametersOf = (hash: unknown) => String(hash).split('$').slice(1, 4);
  for (const known of [stored, null]) {
    vi.mocked(verify).mockClear();
    expect(await verifyPassword(known, 'wrong')).toBe(false);
    expect(vi.mocked(verify).mock.calls.map(([hash]) => parametersOf(hash))).toEqual([
      parametersOf(stored),
    ]);
  }
});

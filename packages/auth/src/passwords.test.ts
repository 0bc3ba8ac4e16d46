import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

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

test('an unknown account is refused in the time of a known one', async () => {
  const stored = await hashPassword('correct horse battery');
  const time = async (hash: string | null) => {
    const started = performance.now();
    expect(await verifyPassword(hash, 'wrong')).toBe(false);
    return performance.now() - started;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    known.push(await time(stored));
    unknown.push(await time(null));
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[7] ?? 0;
  const ratio = median(unknown) / median(known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

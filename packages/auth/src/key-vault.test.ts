import { expect, test } from 'vitest';
import { createKeyVault } from './key-vault.ts';

const [old, current] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

test('what is sealed opens in its place, and nowhere else', () => {
  const vault = createKeyVault([current]);
  const sealed = vault.seal('sk-secret', 'key-1 openai');
  expect(sealed).not.toContain('sk-secret');
  expect(vault.open(sealed, 'key-1 openai')).toBe('sk-secret');
  expect(vault.open(sealed, 'key-1 https://evil.example')).toBeNull();
  expect(vault.seal('sk-secret', 'key-1 openai')).not.toBe(sealed);
});

test('what was altered does not open', () => {
  const vault = createKeyVault([current]);
  const sealed = vault.seal('sk-secret', 'place');
  const [id, text = ''] = sealed.split('.');
  const bytes = Buffer.from(text, 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    expect(vault.open(`${id}.${other.toString('base64url')}`, 'place')).toBeNull();
  }
  expect(
    ['', '.', 'nonsense', `${id}.`, `${id}.AAAA`].map((it) => vault.open(it, 'place')),
  ).toEqual([null, null, null, null, null]);
});

test('with a new key first, what the old one sealed still opens, and is known to be old', () => {
  const sealed = createKeyVault([old]).seal('sk-secret', 'place');
  const both = createKeyVault([current, old]);
  expect([both.open(sealed, 'place'), both.isOld(sealed)]).toEqual(['sk-secret', true]);
  const anew = both.seal('sk-secret', 'place');
  expect(both.isOld(anew)).toBe(false);
  expect([
    createKeyVault([current]).open(anew, 'place'),
    createKeyVault([current]).open(sealed, 'place'),
  ]).toEqual(['sk-secret', null]);
});

test('without a key nothing is sealed', () => {
  const vault = createKeyVault([]);
  expect(vault.canSeal).toBe(false);
  expect(() => vault.seal('sk-secret', 'place')).toThrow('no key');
  expect(vault.open('abcdefgh.AAAA', 'place')).toBeNull();
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSealingKeys, toSealingKey } from './sealing-keys.ts';
import { createSecretSources } from './secret-sources.ts';

describe('secrets', () => {
  test('of the environment: one of a list, and of no variable that is not for keys', () => {
    const sources = createSecretSources({
      env: {
        OPENAI_API_KEYS: 'one, two',
        MISTRAL_API_KEY: 'lone',
        GEKO_SECRET: 'never',
        DATABASE_URL: 'never',
        GROQ_API_KEYS: '',
      },
      secretsDir: '/nowhere',
    });
    const names = ['OPENAI_API_KEYS', 'OPENAI_API_KEYS#2', 'OPENAI_API_KEYS#3', 'MISTRAL_API_KEY'];
    expect(names.map((name) => sources.env(name))).toEqual(['one', 'two', null, 'lone']);
    const others = [
      'GEKO_SECRET',
      'DATABASE_URL',
      'GROQ_API_KEYS',
      'PATH',
      '',
      'OPENAI_API_KEYS#0',
    ];
    expect(others.map((name) => sources.env(name))).toEqual(others.map(() => null));
  });

  test('of a file: what it holds now, by a name without a path', async () => {
    const secretsDir = await mkdtemp(join(tmpdir(), 'geko-secrets-'));
    const sources = createSecretSources({ env: {}, secretsDir: join(secretsDir) });
    await writeFile(join(secretsDir, 'openai'), 'sk-first\n');
    await writeFile(join(secretsDir, 'two-lines'), 'a\nb\n');
    expect(await sources.file('openai')).toBe('sk-first');
    await writeFile(join(secretsDir, 'openai'), 'sk-second');
    expect(await sources.file('openai')).toBe('sk-second');
    for (const name of ['two-lines', 'missing', '../etc/passwd', '/etc/passwd', '..', '.', '']) {
      expect(await sources.file(name)).toBeNull();
    }
  });
});

test('sealing keys are 256 bits, of the setting and then of the file', async () => {
  const key = (fill: number) => Buffer.alloc(32, fill);
  expect(toSealingKey(key(1).toString('base64'))).toEqual(key(1));
  expect(toSealingKey(key(1).toString('hex'))).toEqual(key(1));
  expect(toSealingKey('short')).toBeNull();
  expect(toSealingKey(Buffer.alloc(31).toString('base64'))).toBeNull();

  const file = join(await mkdtemp(join(tmpdir(), 'geko-sealing-')), 'keys');
  await writeFile(file, `${key(2).toString('base64')}\n\n${key(3).toString('hex')}\n`);
  const read = (sealingKeysFile: string | null) =>
    readSealingKeys({ sealingKeys: [key(1).toString('base64url')], sealingKeysFile });
  expect(read(null)).toEqual([key(1)]);
  expect(read(file)).toEqual([key(1), key(2), key(3)]);
  await writeFile(file, 'nonsense');
  expect(() => read(file)).toThrow(/line 1 must be 32 random bytes/u);
  expect(() => read('/no/such/file')).toThrow(/cannot be read/u);
});

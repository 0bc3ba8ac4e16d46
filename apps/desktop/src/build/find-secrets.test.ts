import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'main'));
});

const filler = (count: number) => 'Ab3'.repeat(count).slice(0, count);

test.each([
  ['a private key', `-----BEGIN EC PRIVATE KEY-----\n${filler(40)}`],
  ['a provider key', `sk-ant-${filler(30)}`],
  ['a provider key', `sk-proj-${filler(30)}`],
  ['a Stripe key', `sk_live_${filler(24)}`],
  ['a Stripe key', `whsec_${filler(24)}`],
  ['a Google key', `AIza${filler(35)}`],
  ['a GitHub token', `ghp_${filler(36)}`],
  ['an AWS key', `AKIA${'A1'.repeat(8)}`],
  ['a key of ours', `gk_${filler(24)}`],
  ['a licence', 'GEKO-ABCD-EFGH-JKLM'],
  ['a database’s address', 'postgres://geko:secret@db.example/geko'],
  ['code of the server', 'from "@geko/services/auth/login"'],
])('%s is found, and not shown', async (what, secret) => {
  await writeFile(join(folder, 'main', 'index.cjs'), `const a = "${secret}";`);
  await expect(findSecrets(folder, {})).resolves.toEqual([`${join('main', 'index.cjs')}: ${what}`]);
});

test('values of the builder’s secret settings are found by name', async () => {
  await writeFile(join(folder, 'main', 'index.cjs'), 'x = "https://geko.example hunter2-hunter2"');
  const env = {
    CSC_KEY_PASSWORD: 'hunter2-hunter2',
    GEKO_URL: 'https://geko.example',
    API_TOKEN: 'short',
    HOME: 'https://geko.example',
  };
  await expect(findSecrets(folder, env)).resolves.toEqual([
    `${join('main', 'index.cjs')}: the value of CSC_KEY_PASSWORD`,
  ]);
});

test('packages of others are passed over', async () => {
  const path = join(folder, 'node_modules', 'a');
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'readme.js'), `sk-ant-${filler(30)}`);
  await expect(findSecrets(folder, {})).resolves.toEqual([]);
});

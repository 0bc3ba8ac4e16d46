import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { fakeJar } from '../testing/fake-jar.ts';
import { fakeVault } from '../testing/fake-vault.ts';
import { keepSession, type Vault } from './session.ts';

const origin = 'https://geko.example';
const domain = 'geko.example';
const TOKEN = 'abcdefghij234567abcdefghij234567abcdefgh';
const NOW = 1_800_000_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-session-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

function open({
  vault = fakeVault(),
  at = NOW,
  from = origin,
}: { vault?: Vault; at?: number; from?: string } = {}) {
  const jar = fakeJar();
  const errors: unknown[] = [];
  const session = keepSession({
    jar,
    vault,
    folder,
    origin: from,
    nowSeconds: () => at,
    onError: (error) => errors.push(error),
  });
  return { jar, session, errors };
}

const files = () => readdir(folder);
const cookie = (value = TOKEN) => ({
  name: SESSION_COOKIE,
  value,
  domain,
  expirationDate: NOW + 60,
});
const settled = () => expect.poll(files, { timeout: 2_000 });

test('who was signed in is so after a restart, and the file says nothing to others', async () => {
  const vault = fakeVault();
  const before = open({ vault });
  before.jar.change(cookie());
  await settled().toEqual(['session.sealed']);
  const path = join(folder, 'session.sealed');
  expect(await readFile(path, 'latin1')).not.toContain(TOKEN);
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  const after = open({ vault });
  await expect(after.session.restore()).resolves.toBe(true);
  expect(after.jar.all.get(SESSION_COOKIE)).toEqual({
    url: origin,
    name: SESSION_COOKIE,
    value: TOKEN,
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    expirationDate: NOW + 60,
  });
});

test('the cookie is followed: replaced, prolonged, gone', async () => {
  const { jar, session } = open();
  jar.change(cookie());
  const next = 'b'.repeat(40);
  // Chromium tells of a replaced cookie as of one that is removed, then of the new one.
  jar.change(cookie(), 'overwrite', true);
  jar.change(cookie(next), 'inserted');
  await expect(session.restore()).resolves.toBe(true);
  expect(jar.all.get(SESSION_COOKIE)?.value).toBe(next);
  jar.change(cookie(next), 'expired', true);
  await expect(session.restore()).resolves.toBe(false);
  expect(await files()).toEqual([]);
});

test.each([
  ['another cookie', { name: 'other' }],
  ['another site', { domain: 'evil.test' }],
  ['a site below', { domain: 'evil.geko.example' }],
])('%s is none of ours, neither set nor removed', async (_, other) => {
  const { jar, session } = open();
  jar.change(cookie());
  const foreign = { ...cookie('z'.repeat(40)), ...other };
  jar.change(foreign);
  jar.change(foreign, 'explicit', true);
  await expect(session.restore()).resolves.toBe(true);
  expect(jar.all.get(SESSION_COOKIE)?.value).toBe(TOKEN);
});

test('a cookie that gives way to the next is not gone', async () => {
  const { jar, session } = open();
  jar.change(cookie());
  jar.change(cookie(), 'overwrite', true);
  await expect(session.restore()).resolves.toBe(true);
});

test('a session that is over, was sealed by another keychain or was meddled with is nobody’s', async () => {
  const vault = fakeVault();
  open({ vault }).jar.change(cookie());
  await settled().toEqual(['session.sealed']);
  const late = open({ vault, at: NOW + 61 });
  await expect(late.session.restore()).resolves.toBe(false);
  expect(late.jar.all.size).toBe(0);
  expect(await files()).toEqual([]);

  open({ vault }).jar.change(cookie());
  await settled().toEqual(['session.sealed']);
  await expect(open({ vault: fakeVault() }).session.restore()).resolves.toBe(false);

  await writeFile(join(folder, 'session.sealed'), 'garbage');
  await expect(open({ vault }).session.restore()).resolves.toBe(false);
  await expect(open({ vault }).session.restore()).resolves.toBe(false);
});

test.each(['basic_text', 'unknown'])('with %s for a keychain nothing is kept', async (backend) => {
  const { jar, session } = open({ vault: fakeVault({ backend }) });
  expect(session.canKeep).toBe(false);
  jar.change(cookie());
  await session.forget();
  expect(await files()).toEqual([]);
  await expect(session.restore()).resolves.toBe(false);
});

test('forgetting takes it from the pages and from the disk, also what is just being written', async () => {
  const vault = fakeVault();
  const { jar, session } = open({ vault });
  await jar.set({
    ...cookie(),
    url: origin,
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
  });
  jar.change(cookie());
  await session.forget();
  expect(jar.all.size).toBe(0);
  expect(await files()).toEqual([]);
  // Whoever signs in after that is kept again.
  jar.change(cookie());
  await settled().toEqual(['session.sealed']);
});

test('a server without encryption, while one develops, gets a cookie that it can read', async () => {
  const vault = fakeVault();
  const local = 'http://localhost:3000';
  open({ vault, from: local }).jar.change({ ...cookie(), domain: 'localhost' });
  await settled().toEqual(['session.sealed']);
  const after = open({ vault, from: local });
  await after.session.restore();
  expect(after.jar.all.get(SESSION_COOKIE)).toMatchObject({ secure: false, url: local });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appManifest } from './app-manifest.ts';
import { bundleApp, bundlePreload } from './bundle.ts';
import { findSecrets } from './find-secrets.ts';

let folder: string;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'geko-bundle-')), 'app');
  const homepage = 'https://geko.example';
  await bundleApp({
    folder,
    facts: { origin: homepage, update: { url: null, publisher: null } },
    manifest: appManifest({ platform: 'linux', arch: 'x64', homepage }),
  });
}, 60_000);
afterAll(() => rm(join(folder, '..'), { recursive: true }));

const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8');

/** What a bundle asks for when it is loaded, or later. */
async function required(...path: string[]): Promise<string[]> {
  const text = await read(...path);
  const calls = text.matchAll(/(?:\brequire\(|\bfrom |\bimport\(|\bimport )["']([^"'\n]+)["']/gu);
  const names = new Set([...calls].map(([, name = '']) => name.replace(/^node:/u, '')));
  const isName = (name: string) => /^[\w@./-]+$/u.test(name) && !builtinModules.includes(name);
  return [...names].filter(isName).toSorted();
}

test('the app is these files', async () => {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  expect(files).toEqual([
    'engine/index.js',
    'icons/icon.png',
    'icons/tray.png',
    'icons/tray@2x.png',
    'main/index.cjs',
    'offline/index.html',
    'offline/mark.svg',
    'offline/page.css',
    'offline/page.js',
    'offline/splash.css',
    'offline/splash.html',
    'package.json',
    'preload/index.cjs',
  ]);
});

test('each process asks for what is there: the preload for Electron alone', async () => {
  await expect(required('preload', 'index.cjs')).resolves.toEqual(['electron']);
  // `debug`, of electron-updater's, tries for colours and goes on without them.
  await expect(required('main', 'index.cjs')).resolves.toEqual(['electron', 'supports-color']);
  await expect(required('engine', 'index.js')).resolves.toEqual(['node-llama-cpp']);
});

test('the preload is small, as it runs before every page, and gives one thing to it', async () => {
  const preload = await bundlePreload();
  expect(preload).toBe(await read('preload', 'index.cjs'));
  expect(preload.length).toBeLessThan(5_000);
  expect(preload.match(/exposeInMainWorld/gu)).toHaveLength(1);
});

test('the main process knows its server', async () => {
  const main = await read('main', 'index.cjs');
  expect(main).toContain('"https://geko.example"');
  expect(JSON.parse(await read('package.json'))).toMatchObject({ main: 'main/index.cjs' });
});

test('there is no key, token or secret in it, no value of this environment’s secrets and no code of the server', async () => {
  await expect(findSecrets(folder, process.env)).resolves.toEqual([]);
});

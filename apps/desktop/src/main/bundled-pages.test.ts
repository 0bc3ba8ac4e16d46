import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerBundled, BUNDLED_POLICY } from './bundled-pages.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'geko-pages-'));
  await mkdir(join(root, 'offline'));
  await writeFile(join(root, 'offline', 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'offline', 'notes.txt'), 'no page');
  await writeFile(join(root, 'secret.js'), 'secret');
});
afterAll(() => rm(root, { recursive: true }));

const answer = (url: string) => answerBundled(join(root, 'offline'), url);

test('a page comes with its policy', async () => {
  const page = await answer('geko-app://offline/index.html');
  expect(page.status).toBe(200);
  expect(Object.fromEntries(page.headers)).toEqual({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': BUNDLED_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  await expect(page.text()).resolves.toBe('<!doctype html>');
});

test('the policy lets nothing in from elsewhere, and no script that did not come with the app', () => {
  const rules = new Map(
    BUNDLED_POLICY.split('; ').map((rule): [string, string] => {
      const [name = '', ...values] = rule.split(' ');
      return [name, values.join(' ')];
    }),
  );
  expect(rules.get('default-src')).toBe("'none'");
  expect(rules.get('script-src')).toBe("'self'");
  expect(rules.get('frame-ancestors')).toBe("'none'");
  expect(rules.get('base-uri')).toBe("'none'");
  expect(rules.get('form-action')).toBe("'none'");
  // Neither is said, so that default-src holds.
  for (const name of ['connect-src', 'object-src', 'frame-src'])
    expect(rules.has(name)).toBe(false);
  expect(BUNDLED_POLICY).not.toMatch(/unsafe-eval|https?:|\*/u);
});

test.each([
  'geko-app://offline/',
  'geko-app://offline/missing.html',
  'geko-app://offline/notes.txt',
  'geko-app://offline/../secret.js',
  'geko-app://offline/%2e%2e/secret.js',
  'geko-app://offline/..%2fsecret.js',
  'geko-app://offline/a/..%2f..%2fsecret.js',
  'geko-app://offline/..%5csecret.js',
  'geko-app://offline/%00.html',
  'geko-app://offline/%E0%A4%A.html',
  'geko-app://elsewhere/index.html',
  'nothing',
])('%s is not there', async (url) => expect((await answer(url)).status).toBe(404));

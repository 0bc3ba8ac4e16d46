import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSettings } from '@geko/config/settings';
import { installationSecret } from './installation-secret.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geko-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the first start makes a secret that only its owner may read, the next ones find it', () => {
  const secret = installationSecret(folder);
  expect(parseSettings({ GEKO_SECRET: secret }).secret).toBe(secret);
  expect(readdirSync(folder)).toEqual(['secret']);
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
  expect(installationSecret(folder)).toBe(secret);
});

test('no two installations have the same', () => {
  const other = mkdtempSync(join(tmpdir(), 'geko-secret-'));
  expect(installationSecret(other)).not.toBe(installationSecret(folder));
  rmSync(other, { recursive: true });
});

test('what a start left half done is in nobody’s way', () => {
  writeFileSync(join(folder, 'secret.new'), 'half');
  expect(installationSecret(folder).length).toBeGreaterThanOrEqual(32);
});

test.each(['', '\n', 'too short'])('a file that says %j is told of, not replaced', (text) => {
  writeFileSync(join(folder, 'secret'), text);
  expect(() => installationSecret(folder)).toThrow(/secret is damaged/u);
});

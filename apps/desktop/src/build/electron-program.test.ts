import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { electronProgram } from './electron-program.ts';

test('the program is that of the folder which is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geko-electron-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { ELECTRON_OVERRIDE_DIST_PATH: folder };
  expect(() => electronProgram(env, 'linux')).toThrow('ELECTRON_OVERRIDE_DIST_PATH names no');
  await writeFile(join(folder, 'electron'), '');
  expect(electronProgram(env, 'linux')).toBe(join(folder, 'electron'));
  await writeFile(join(folder, 'electron.exe'), '');
  expect(electronProgram(env, 'win32')).toBe(join(folder, 'electron.exe'));
});

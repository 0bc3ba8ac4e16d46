import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnv, checkout } from '@geko/house/checkout';
import { endProcess } from '@geko/house/end-process';
import { freePort } from '@geko/house/free-port';
import type { Stoppable } from './stoppable.ts';

const VERSION = '1.15.2';
/** With newer ones it answers 500 on streams. */
const BESIDE = { hono: '4.9.7', '@hono/node-server': '1.13.5' };
const READY_WITHIN_MS = 20_000;

/**
 * Runs `@portkey-ai/gateway` in a process of its own. It is installed from the npm registry into a cache folder at the
 * first run (25 MB), so that nobody else's install has to bring it.
 */
export async function startPortkey(): Promise<Stoppable> {
  const folder = install();
  const port = await freePort();
  const program = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], {
    cwd: folder,
    env: bareEnv(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isUp(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await endProcess(child);
      throw new Error('@portkey-ai/gateway does not serve');
    }
    await sleep(50);
  }
  return { url, pid: child.pid ?? 0, stop: async () => await endProcess(child) };
}

function install(): string {
  const folder = join(checkout, `node_modules/.cache/portkey-${VERSION}`);
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { '@portkey-ai/gateway': VERSION, ...BESIDE },
      overrides: BESIDE,
    }),
  );
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return folder;
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status < 500;
  } catch {
    return false;
  }
}

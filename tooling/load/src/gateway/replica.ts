import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childPlans } from '@geko/bootstrap/house/child-plans';
import { parseSettings } from '@geko/config/settings';
import { endProcess } from '@geko/house/end-process';
import { freePort } from '@geko/house/free-port';
import type { Stoppable } from './stoppable.ts';

const READY_WITHIN_MS = 60_000;

/**
 * Runs another web server beside a house's own, as a second replica would be: in the environment of that one (as /proc tells
 * it), on another port, and maybe with another way to the database. nodeArgs: before the script's own.
 */
export async function startReplica(
  webPid: number,
  changes: Record<string, string>,
  { nodeArgs = [] }: { nodeArgs?: readonly string[] } = {},
): Promise<Stoppable> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const environment: Environment = { ...environmentOf(webPid), ...changes, PORT: port };
  const { web } = childPlans({
    mode: 'production',
    settings: parseSettings(environment),
    dataDir: environment['GEKO_DATA_DIR'] ?? '',
    appUrl: '',
    jobsUrl: '',
    demoPort: null,
    demoStripe: null,
  });
  const child = spawn(process.execPath, [...nodeArgs, ...web.args], {
    cwd: web.cwd,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isWell(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await endProcess(child);
      throw new Error('another web server does not serve');
    }
    await sleep(100);
  }
  return { url, pid: child.pid ?? 0, stop: async () => await endProcess(child) };
}

async function isWell(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).status === 200;
  } catch {
    return false;
  }
}

type Environment = NodeJS.ProcessEnv & Record<string, string>;

/** A process's environment, as Linux tells it. */
function environmentOf(pid: number): Environment {
  const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').slice(0, -1);
  return {
    NODE_ENV: 'production',
    ...Object.fromEntries(
      lines.map((line): [string, string] => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)];
      }),
    ),
  };
}

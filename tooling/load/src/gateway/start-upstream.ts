import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bareEnv, checkout } from '@geko/house/checkout';
import { endProcess } from '@geko/house/end-process';
import type { Stoppable } from './stoppable.ts';

/** Runs the bench's provider in a process of its own. */
export async function startUpstream(): Promise<Stoppable> {
  const file = join(checkout, 'tooling/load/src/gateway/upstream-main.ts');
  const child = spawn(process.execPath, [file], {
    env: bareEnv(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { url, pid: child.pid ?? 0, stop: async () => await endProcess(child) };
}

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whom a kill -9 meets. 'everything': web server, worker and supervisor in one moment. */
export type Victim = 'web' | 'worker' | 'everything';

type HouseFacts = { children: Record<string, { pid: number }> };

/** Kills processes of a house as kill -9 does. One that is not running just then is no error. */
export async function killProcesses(
  victim: Victim,
  { dataDir, supervisor }: { dataDir: string; supervisor: ChildProcess },
): Promise<void> {
  const { children } = JSON.parse(readFileSync(join(dataDir, 'house.json'), 'utf8')) as HouseFacts;
  for (const [name, { pid }] of Object.entries(children)) {
    if (victim === 'everything' || victim === name) killGroup(pid);
  }
  if (victim !== 'everything' || supervisor.exitCode !== null || supervisor.signalCode !== null) {
    return;
  }
  const ended = once(supervisor, 'exit');
  supervisor.kill('SIGKILL');
  await ended;
}

/** Every child of the supervisor leads a group of its own. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

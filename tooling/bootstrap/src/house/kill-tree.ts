import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processToken } from './process-token.ts';

/** Sends a signal to a process that leads its own group, and to all of that group. Gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // No such group any more.
  }
}

/** Stops a group we did not spawn ourselves: politely, and after three seconds by force. */
export async function killTree(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const deadline = performance.now() + 3000;
  while (processToken(pid) !== null && performance.now() < deadline) await sleep(50);
  signalGroup(pid, 'SIGKILL');
  while (processToken(pid) !== null && performance.now() < deadline + 3000) await sleep(50);
}

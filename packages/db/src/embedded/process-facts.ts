import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** True while a process with this id runs. A zombie (dead, not yet collected by its parent) does not count. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return false;
  // The name in the second field may hold spaces and brackets; the state is the first field after it.
  return !stat
    .slice(stat.lastIndexOf(')') + 1)
    .trimStart()
    .startsWith('Z');
}

/** The command line of a running process; null when it cannot be told. */
export async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
    return text === null ? null : text.replaceAll('\0', ' ').trim();
  }
  if (process.platform === 'win32') return null;
  const run = promisify(execFile);
  const answer = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => null);
  return answer === null ? null : answer.stdout.trim();
}

/**
 * Waits until `isDone` holds, looking every 25 ms.
 * @returns false when `timeoutMs` went by first.
 */
export async function waitUntil(
  isDone: () => Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

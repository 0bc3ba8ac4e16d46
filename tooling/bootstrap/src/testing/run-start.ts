import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../root.ts';

/** A started supervisor, as its terminal sees it. */
export type Started = {
  pid: number;
  output: () => string;
  /** Settles with the exit code; null when a signal ended it. */
  exit: Promise<number | null>;
  signal: (name: NodeJS.Signals) => void;
};

/** Runs an entry of tooling/bootstrap with these settings and no others. */
export function runEntry(
  entry: 'start.ts' | 'dev.ts',
  settings: Record<string, string> = {},
  args: string[] = [],
): Started {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(root, 'tooling/bootstrap/src', entry), ...args], {
    cwd: root,
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, NODE_ENV: 'production', ...settings },
    // Over this channel the supervisor learns of our end, however it comes.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exit: once(child, 'close').then(([code]) => code as number | null),
    signal: (name) => void child.kill(name),
  };
}

/** Waits until something is true. @throws Error with what `describe` says when it is not in time. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs: number,
  describe: () => string,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${describe()}`);
    await sleep(50);
  }
}

/**
 * The processes that belong to a data folder: those that name it in their arguments or environment, or work in it.
 * Linux only.
 */
export function processesOf(dataDir: string): { pid: number; title: string }[] {
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/u.test(name) && Number(name) !== process.pid,
  );
  return pids.flatMap((pid) => {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const facts = [
        title,
        readFileSync(`/proc/${pid}/environ`, 'utf8'),
        readlinkSync(`/proc/${pid}/cwd`),
      ];
      return facts.some((fact) => fact.includes(dataDir)) ? [{ pid: Number(pid), title }] : [];
    } catch {
      return [];
    }
  });
}

import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import type { RunAs } from './unprivileged.ts';

/**
 * Options every PostgreSQL program starts with. On unix it gets an environment of its own: PGDATA and its kin must not
 * reach in, and provider keys must not lie in the environment of a process that SQL can read.
 */
export function spawnOptions(runAs: RunAs): SpawnOptions {
  return {
    cwd: process.platform === 'win32' ? undefined : '/',
    env:
      process.platform === 'win32' ? undefined : { LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' },
    windowsHide: true,
    ...runAs,
  };
}

/**
 * Runs a program to its end.
 * @throws Error with everything it wrote, when it fails.
 */
export async function runProgram(program: string, args: string[], runAs: RunAs): Promise<void> {
  const child = spawn(program, args, {
    ...spawnOptions(runAs),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${output.trim()}`);
}

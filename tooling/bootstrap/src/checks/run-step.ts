import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../root.ts';

/** One program that passes or fails as a whole. */
export type Step = {
  name: string;
  command: string;
  args: string[];
  /** Where it runs, from the checkout's folder; there without. */
  room?: string;
};

export type StepResult = { exitCode: number; output: string; tookMs: number };

/** Runs a program of the checkout to its end and keeps what it writes; `isShown` = passes it on as well. */
export async function runStep(
  { command, args, room = '' }: Step,
  env: NodeJS.ProcessEnv,
  isShown = false,
): Promise<StepResult> {
  const beganAt = performance.now();
  const child = spawn(command, args, {
    cwd: join(root, room),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    if (isShown) process.stdout.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exitCode = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { exitCode, output, tookMs: performance.now() - beganAt };
}

/** One line for a step that ended, and its output when it failed. */
export function report(name: string, { exitCode, output, tookMs }: StepResult): void {
  const mark = exitCode === 0 ? '✓' : '✗';
  process.stdout.write(`${mark} ${name} (${(tookMs / 1000).toFixed(1)} s)\n`);
  if (exitCode !== 0) process.stdout.write(`${output.trim()}\n`);
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line's own file. */
export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export type Ended = { code: number; out: string; err: string };

/** Runs the command line as people do: a process with an environment. */
export function geko(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const childEnv = { ...env, NODE_ENV: 'test' as const, PATH, NODE_COMPILE_CACHE };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: childEnv }, (error, out, err) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        out,
        err,
      });
    });
  });
}

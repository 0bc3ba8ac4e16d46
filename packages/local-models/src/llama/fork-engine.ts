import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { EngineProcess } from './engine-process.ts';

const DETAIL_CHARS = 2_000;

/**
 * Starts the engine as a child process. env: all of the environment that it gets; secrets have no business there.
 */
export function forkEngine({ env }: { env: Record<string, string> }): EngineProcess {
  const child = fork(join(import.meta.dirname, 'child-main.ts'), [], {
    // An engine that aborts would have a debugger print its stack, which takes seconds.
    env: { NODE_ENV: 'production', GGML_NO_BACKTRACE: '1', ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let detail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    detail = (detail + text).slice(-DETAIL_CHARS);
  });
  return {
    // A child that has just gone hears nothing; its exit says so.
    post: (message) => child.connected && child.send(message, () => undefined),
    onMessage: (listener) => child.on('message', listener),
    onExit(listener) {
      let hasEnded = false;
      const end = (why: string) => {
        if (!hasEnded) listener(`${why} ${detail}`.trim());
        hasEnded = true;
      };
      child.once('close', (code, signal) => end(`ended with ${signal ?? code}`));
      child.once('error', (error) => end(error.message));
    },
    kill: () => child.kill('SIGKILL'),
  };
}

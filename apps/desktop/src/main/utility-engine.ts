import type { EngineProcess, StartEngine } from '@geko/local-models/llama/engine-process';

/** Electron's UtilityProcess, as far as it is needed. */
export type UtilityChild = {
  pid: number | undefined;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
};

/** Electron's `utilityProcess.fork`. */
export type ForkUtility = (
  entry: string,
  args: string[],
  options: { serviceName: string; stdio: 'ignore'; env: Record<string, string> },
) => UtilityChild;

/** Runs llama.cpp in a utility process of Electron's. entry: the bundled src/engine/index.ts. */
export function utilityEngine({
  fork,
  entry,
  kill,
}: {
  fork: ForkUtility;
  entry: string;
  /** Ends a process at once, as one that is deep in llama.cpp hears nothing. */
  kill: (pid: number) => void;
}): StartEngine {
  return (): EngineProcess => {
    const child = fork(entry, [], {
      serviceName: 'Geko models',
      stdio: 'ignore',
      // Secrets have no business there; an engine that aborts would have a debugger print its stack.
      env: { NODE_ENV: 'production', GGML_NO_BACKTRACE: '1' },
    });
    let isGone = false;
    child.once('exit', () => {
      isGone = true;
    });
    return {
      post: (message) => void (isGone || child.postMessage(message)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(`ended with ${code}`)),
      kill() {
        if (isGone) return;
        if (child.pid === undefined) child.kill();
        else kill(child.pid);
      },
    };
  };
}

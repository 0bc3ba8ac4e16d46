import { fork } from 'node:child_process';
import type { ForkUtility } from '../main/utility-engine.ts';

/** What Electron gives a utility process in the place of `process.send`. */
const PARENT_PORT = `process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, listener) => process.on(event, (data) => listener({ data })),
};
process.once('disconnect', () => process.exit(0));`;

/** Electron's `utilityProcess.fork` by a child process of Node's: the same entry, the same messages. */
export const forkLikeElectron: ForkUtility = (entry, args, { env }) => {
  const child = fork(entry, args, {
    env: { NODE_ENV: 'test', ...env },
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--import',
      `data:text/javascript,${encodeURIComponent(PARENT_PORT)}`,
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    get pid() {
      return child.pid;
    },
    postMessage: (message) => void child.send(message as object, () => undefined),
    kill: () => child.kill(),
    on: (event, listener) => child.on(event, listener),
    once: (event, listener) => child.once(event, (code: number | null) => listener(code ?? -1)),
  };
};

import { flushCompileCache } from 'node:module';
import { createLogger } from '@geko/telemetry/create-logger';
import { readEnv } from './env.ts';
import type { WorkerEnv } from './env.ts';
import { startWorker } from './wiring.ts';

/** A stop that takes longer than this is cut off; what it leaves half done is safe to repeat. */
const MOST_STOP_MS = 9000;

const log = createLogger({ name: 'worker', level: 'info' });

function readEnvOrExit(): WorkerEnv {
  try {
    return readEnv();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const worker = startWorker(readEnvOrExit(), log);
let isStopping = false;

function stop(reason: string, exitCode: number): void {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(1), MOST_STOP_MS).unref();
  worker.stop().then(
    () => process.exit(exitCode),
    (error: unknown) => {
      log.error({ error }, 'did not stop cleanly');
      process.exit(1);
    },
  );
}

process.on('SIGTERM', () => stop('SIGTERM', 0));
process.on('SIGINT', () => stop('SIGINT', 0));
// Whoever started us is gone: nobody else would stop us.
process.on('disconnect', () => stop('the parent process is gone', 0));
process.on('unhandledRejection', (error) => log.error({ error }, 'unhandled rejection'));
process.on('uncaughtException', (error) => {
  log.error({ error }, 'uncaught exception');
  stop('uncaught exception', 1);
});

log.info({ pid: process.pid }, 'worker started');
await worker.queue.ready;
log.info({}, 'job queue ready');
// Whoever is killed writes nothing at its end.
flushCompileCache();

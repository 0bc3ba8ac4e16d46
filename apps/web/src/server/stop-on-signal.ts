import 'server-only';
import { wiring } from './wiring.ts';

const PATIENCE_MS = 8_000;

/** On SIGTERM or Ctrl-C the running answers are settled before the process ends. */
export function stopOnSignal(): void {
  const deps = wiring();
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    deps.shutdown().then(
      () => process.exit(0),
      (error: unknown) => {
        deps.log.error({ error }, 'the server did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

import type { EmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { processToken } from './process-token.ts';

const checkEveryMs = 500;

/**
 * Starts the embedded database again when its postmaster dies. Web and worker wait for it by themselves.
 * @returns how to stop it, whichever it is by then.
 */
export function keepRunning(options: {
  server: EmbeddedPostgres;
  start: () => Promise<EmbeddedPostgres>;
  onLine: (line: string) => void;
}): () => Promise<void> {
  const { start, onLine } = options;
  let { server } = options;
  let token = processToken(server.pid);
  let restarting: Promise<void> | null = null;

  const restart = async () => {
    onLine('ended; starting it again');
    try {
      server = await start();
      token = processToken(server.pid);
    } catch (error) {
      onLine(error instanceof Error ? error.message : String(error));
    }
    restarting = null;
  };
  const timer = setInterval(() => {
    if (restarting === null && processToken(server.pid) !== token) restarting = restart();
  }, checkEveryMs);

  return async () => {
    clearInterval(timer);
    await restarting;
    await server.stop();
  };
}

import pg from 'pg';

const RECONNECT_MS = 1_000;

/**
 * Hears notifications on a channel over a connection of its own, which is made anew whenever it
 * breaks. What is sent in between is missed: listeners must not depend on it alone.
 * Returns the way to stop.
 */
export function listen(options: {
  appUrl: string;
  channel: string;
  onMessage: (payload: string) => void;
  /** It listens again, after a gap. */
  onAgain?: () => void;
  onError: (error: Error) => void;
}): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let hasListened = false;

  const again = (error?: Error) => {
    if (error) options.onError(error);
    client = null;
    if (!isStopped) timer ??= setTimeout(connect, RECONNECT_MS);
  };
  function connect(): void {
    timer = null;
    const next = new pg.Client({ connectionString: options.appUrl, keepAlive: true });
    client = next;
    next.on('notification', ({ payload }) => options.onMessage(payload ?? ''));
    next.on('error', (error) => options.onError(error));
    next.on('end', () => again());
    next
      .connect()
      .then(() => next.query(`listen ${pg.escapeIdentifier(options.channel)}`))
      .then(() => {
        if (hasListened) options.onAgain?.();
        hasListened = true;
      })
      .catch((error: Error) => again(error));
  }
  connect();
  return async () => {
    isStopped = true;
    if (timer) clearTimeout(timer);
    await client?.end();
  };
}

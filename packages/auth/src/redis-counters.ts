import { createClient } from '@redis/client';
import type { Counters } from './counters.ts';

const PREFIX = 'geko:rate:';
const CONNECT_TIMEOUT_MS = 2_000;
const MOST_WAITING = 5_000;
const SLOWEST_RECONNECT_MS = 1_000;
/** A connection on which an answer did not come in time is given up, at most so often. */
const GIVE_UP_EVERY_MS = 1_000;

/** Redis's answer has not come in time. */
class RedisTimeout extends Error {
  override readonly name = 'RedisTimeout';
}

/**
 * Counters in Redis or Valkey, kept in windows by the server's own clock: one transaction of plain commands, so no script
 * has to be allowed or loaded. Fails at once while there is no connection, and after timeoutMs where the server is silent.
 */
export function createRedisCounters(options: {
  /** redis:// or rediss://, with user, password and database as usual. */
  url: string;
  timeoutMs?: number;
  onError: (error: Error) => void;
}): Counters & { close(): void } {
  const { url, timeoutMs = 500, onError } = options;
  const connect = () => {
    const next = createClient({
      url,
      disableOfflineQueue: true,
      commandsQueueMaxLength: MOST_WAITING,
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, SLOWEST_RECONNECT_MS),
      },
    });
    next.on('error', onError);
    // Its failures come as errors; it goes on trying by itself.
    next.connect().catch(() => undefined);
    return next;
  };
  let client = connect();
  let gaveUpAt = -Infinity;
  /** What hangs stays hung: replies come in order, and the client waits for them without end. */
  const giveUp = (): void => {
    if (performance.now() - gaveUpAt < GIVE_UP_EVERY_MS) return;
    gaveUpAt = performance.now();
    client.destroy();
    client = connect();
  };
  const inTime = async <T>(asked: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new RedisTimeout('Redis did not answer in time'));
        giveUp();
      }, timeoutMs);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async count(key, operations, windowMs) {
      const name = PREFIX + key;
      const [, counted, leftMs] = await inTime(
        client
          .multi()
          .set(name, '0', { expiration: { type: 'PX', value: windowMs }, condition: 'NX' })
          .incrBy(name, operations)
          .pTTL(name)
          .execTyped(),
      );
      // A window longer than it should be has no end (a persisted key), or was begun under another rate.
      const isSound = leftMs >= 0 && leftMs <= windowMs;
      if (!isSound) await inTime(client.pExpire(name, windowMs));
      return { counted, resetsInMs: isSound ? leftMs : windowMs };
    },
    async forget(key) {
      await inTime(client.del(PREFIX + key));
    },
    close: () => client.destroy(),
  };
}

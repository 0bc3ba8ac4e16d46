import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Gateway } from '@geko/gateway/gateway';
import type { PoolKey } from '@geko/gateway/pool-key';
import type { Deps } from '../deps.ts';
import { addSettledKeys } from './add-settled-keys.ts';
import { keepNews, newsOf } from './keep-news.ts';
import { loadPool, switchedOff, toPoolKeys, type LoadedPool } from './load-pool.ts';
import { secretFacts } from './provider-secrets.ts';
import { tellPool } from './tell-pool.ts';

/** How often the pool is read anew without being told: files may have changed, spends have, and messages get lost. */
const REFRESH_MS = 10_000;

const Message = z.object({
  from: z.string().nullable(),
  news: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('rest'),
        alias: z.string(),
        reason: z.enum(['rate_limited', 'refused']),
        untilMs: z.number(),
      }),
      z.object({ kind: z.literal('broken'), name: z.string(), openedAtMs: z.number() }),
      z.object({ kind: z.literal('mended'), name: z.string() }),
    ])
    .nullable(),
});

export type PoolSync = {
  /** A message of the channel. */
  hear(payload: string): void;
  /** Reads the pool anew. Never rejects: without a database what is known stays in use. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
};

type SyncDeps = Pick<Deps, 'db' | 'log' | 'now' | 'newId' | 'providerSecrets'> & {
  gateway: Pick<Gateway, 'pool'>;
  /** Keys that are no rows: the demonstration's. */
  builtIn: readonly PoolKey[];
};

/**
 * Keeps the gateway's pool as the database has it: keys come, go and change without a restart, and what one process learns
 * of a key the others hear.
 */
export function createPoolSync(deps: SyncDeps): PoolSync {
  const { db, gateway, log, providerSecrets } = deps;
  const self = deps.newId();
  let isStopped = false;
  let hasSettled = false;
  let reading: Promise<void> = Promise.resolve();

  const read = async () => {
    if (isStopped) return;
    try {
      if (!hasSettled) await addSettledKeys(deps);
      hasSettled = true;
      const loaded = await loadPool(db, providerSecrets, deps.now());
      const keys = [...deps.builtIn, ...toPoolKeys(loaded, providerSecrets)];
      gateway.pool.replace(keys, switchedOff(loaded));
      for (const news of newsOf(loaded)) gateway.pool.hear(news);
      await noteFacts(deps, loaded);
    } catch (error) {
      log.warn({ error }, 'the pool of provider keys could not be read; what is known stays');
    }
  };
  const refresh = () => (reading = reading.then(read));

  gateway.pool.onNews((news) => {
    keepNews(db, news)
      .then(() => tellPool(db, { from: self, news }))
      .catch((error: unknown) =>
        log.warn({ error }, 'what was learned of a provider key was not told'),
      );
  });
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  return {
    hear(payload) {
      const message = readMessage(payload);
      if (message === null || message.from === self) return;
      if (message.news === null) void refresh();
      else gateway.pool.hear(message.news);
    },
    refresh,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await reading;
    },
  };
}

function readMessage(payload: string): z.infer<typeof Message> | null {
  try {
    return Message.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}

/** What may be told of a secret that has changed where it comes from. */
async function noteFacts({ db }: SyncDeps, { keys }: LoadedPool): Promise<void> {
  for (const { row, secret } of keys) {
    if (secret === null) continue;
    const facts = secretFacts(secret);
    if (facts.fingerprint === row.fingerprint) continue;
    await db.update(providerKeys).set(facts).where(eq(providerKeys.id, row.id));
  }
}

import { v7 as uuidv7 } from 'uuid';
import { createKeyVault } from '@geko/auth/key-vault';
import { createAuth } from '@geko/auth/lucia';
import { createOAuth } from '@geko/auth/oauth';
import { createSecrets } from '@geko/auth/secrets';
import { createPostgresCounters } from '@geko/auth/postgres-counters';
import { createRateLimits } from '@geko/auth/rate-limits';
import { createRedisCounters } from '@geko/auth/redis-counters';
import type { ChatDeps } from '@geko/api/http/chat-routes';
import { settledVariables } from '@geko/config/providers';
import { createSecretSources } from '@geko/config/secret-sources';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import { createDb } from '@geko/db/client';
import { listen } from '@geko/db/listen';
import { createGateway } from '@geko/gateway/gateway';
import { settledBaseUrl, settledKeys } from '@geko/gateway/upstreams';
import { openShops } from '@geko/payments/open-shops';
import { openRail } from '@geko/payments/stripe/open-rail';
import { createOutbound } from '@geko/outbound/outbound';
import { STOP_CHANNEL } from '@geko/services/chat/stop-turns';
import { createRunningCalls } from '@geko/services/calls/running-calls';
import { createTurnJobs } from '@geko/services/chat/turn-jobs';
import { createSystemSettings } from '@geko/services/config/system-settings';
import { CHANGES_CHANNEL, createLiveHub } from '@geko/services/live/live-hub';
import { BLANKS_CHANNEL, createBlanks } from '@geko/services/policy/blanks';
import { createCallStatements } from '@geko/services/policy/call-statements';
import { createCatalogueCopies } from '@geko/services/models/catalogue-copy';
import { createTraffic, TRAFFIC_CHANNEL } from '@geko/services/live/traffic';
import { mailMode } from '@geko/services/mail/mail-mode';
import { createPoolSync } from '@geko/services/provider-keys/pool-sync';
import { POOL_CHANNEL } from '@geko/services/provider-keys/tell-pool';
import { watchLocalModels } from '@geko/services/local/watch-local-models';
import { createLogger } from '@geko/telemetry/create-logger';
import { readEnv } from '../env.ts';
import type { LocalServer } from './local-server.ts';

const MAX_CONNECTIONS = 20;
const RECHECK_MS = 5_000;

export type Wiring = ChatDeps & { shutdown(): Promise<void> };

function wire(local: LocalServer | null): Wiring {
  const env = readEnv();
  const log = createLogger({ name: 'web', level: 'info' });
  const onError = (error: Error) => log.warn({ error }, 'a database connection broke');
  const client = createDb({ appUrl: env.appDatabaseUrl, maxConnections: MAX_CONNECTIONS, onError });
  const clock = { now: () => new Date(), newId: () => uuidv7() };
  const upstreams = {
    providers: env.providers,
    demoUrl: env.demo ? env.demoUrl : null,
    localDoor: local?.door ?? null,
  };
  const gateway = createGateway({
    ...upstreams,
    now: () => performance.now(),
    epochMs: Date.now,
  });
  const { publicUrl } = env;
  const settings = createSystemSettings({ db: client.db, log, now: clock.now });
  const redis =
    env.redisUrl === null
      ? null
      : createRedisCounters({
          url: env.redisUrl,
          onError: (error) => log.warn({ error }, 'the connection to Redis broke'),
        });
  const mail = mailMode(env);
  const callStatements = createCallStatements(client);
  const blanks = createBlanks({
    callStatements,
    newId: clock.newId,
    log,
    now: () => performance.now(),
  });
  const traffic = createTraffic({ db: client.db, log, newId: clock.newId });
  const base = {
    db: client.db,
    callStatements,
    blanks,
    traffic,
    recheckMs: RECHECK_MS,
    gateway,
    catalogue: createCatalogueCopies(client),
    outbound: createOutbound({ allowedHosts: env.outboundHosts }),
    settings,
    log,
    secrets: createSecrets(env.secret),
    providerSecrets: {
      sources: createSecretSources({ env: env.keyVariables, secretsDir: env.secretsDir }),
      vault: createKeyVault(env.sealingKeys),
      baseUrlOf: (id: KeyedProviderId) => settledBaseUrl(upstreams, id),
      settled: settledVariables(env.providers),
    },
    shops: openShops(env.shops, { canMail: mail !== 'none' }),
    stripe: openRail(env.stripe),
    localModels: local?.models ?? null,
    // Loaded when the first one is asked for: it reads fonts.
    drawInvoice: async (invoice: InvoiceDetails) => {
      const { drawInvoice } = await import('@geko/pdf/draw-invoice');
      return drawInvoice(invoice, { brandName: env.brand.name });
    },
    publicUrl,
    mail,
    branding: { ...env.brand, url: publicUrl },
    ...clock,
  };
  const pool = createPoolSync({
    ...base,
    builtIn: settledKeys(upstreams).filter(
      ({ provider }) => provider === 'demo' || provider === 'local',
    ),
  });
  void pool.refresh();
  const stopPool = listen({
    appUrl: env.appDatabaseUrl,
    channel: POOL_CHANNEL,
    onMessage: (payload) => pool.hear(payload),
    onAgain: () => void pool.refresh(),
    onError,
  });
  const stopLocal = local === null ? null : watchLocalModels(base, local.models);
  const jobs = createTurnJobs(base);
  const calls = createRunningCalls(base);
  const stopListening = listen({
    appUrl: env.appDatabaseUrl,
    channel: STOP_CHANNEL,
    onMessage: (turnId) => jobs.stop(turnId),
    onError,
  });
  const live = createLiveHub();
  const stopChanges = listen({
    appUrl: env.appDatabaseUrl,
    channel: CHANGES_CHANNEL,
    onMessage: (payload) => live.hear(payload),
    onAgain: () => live.hearAgain(),
    onError,
  });
  const stopTraffic = listen({
    appUrl: env.appDatabaseUrl,
    channel: TRAFFIC_CHANNEL,
    onMessage: (payload) => traffic.hear(payload),
    onError,
  });
  const stopBlanks = listen({
    appUrl: env.appDatabaseUrl,
    channel: BLANKS_CHANNEL,
    onMessage: (tenantId) => blanks.hear(tenantId),
    onError,
  });
  return {
    ...base,
    auth: createAuth({ db: client.db, isSecure: env.isSecure }),
    rateLimits: createRateLimits({
      counters: redis ?? createPostgresCounters(client.pool),
      isInDatabase: redis === null,
      overrides: async () => ({ ...env.rates, ...(await settings())['gateway.rate_limits'] }),
      log,
      now: () => performance.now(),
    }),
    oauth: createOAuth(env.oauth),
    jobs,
    calls,
    live,
    async shutdown() {
      live.close();
      await Promise.all([jobs.shutdown(), calls.shutdown()]);
      await blanks.close();
      await local?.close();
      await stopLocal?.();
      await traffic.close();
      await Promise.all([stopListening(), stopChanges(), stopPool(), stopTraffic(), stopBlanks()]);
      await pool.stop();
      redis?.close();
      await client.close();
    },
  };
}

const KEY = Symbol.for('geko.wiring');
const store = globalThis as { [KEY]?: Wiring };

/**
 * What this process is made of; one for all routes, which Next bundles apart from one another. local: this server's own
 * models, from who asks first (main.ts).
 */
export function wiring(local: LocalServer | null = null): Wiring {
  return (store[KEY] ??= wire(local));
}

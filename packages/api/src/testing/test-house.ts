import { v7 as uuidv7 } from 'uuid';
import { createKeyVault } from '@geko/auth/key-vault';
import { createAuth } from '@geko/auth/lucia';
import { createOAuth, type OAuthSettings } from '@geko/auth/oauth';
import { createSecrets } from '@geko/auth/secrets';
import { createPostgresCounters } from '@geko/auth/postgres-counters';
import { createRateLimits } from '@geko/auth/rate-limits';
import { createRedisCounters } from '@geko/auth/redis-counters';
import { providerNames, providerOrder, settledVariables } from '@geko/config/providers';
import { createSecretSources } from '@geko/config/secret-sources';
import type { KeyedProviderId } from '@geko/contracts/provider-keys';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import { providerIds, type ProviderId } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';
import { createDb, inTenant, type DbClient, type Tx } from '@geko/db/client';
import { listen } from '@geko/db/listen';
import { systemConfig } from '@geko/db/schema/operations';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { startFakeProvider } from '@geko/fake-provider/fake-provider';
import { watchHolds } from '@geko/fake-provider/watch-holds';
import { createGateway } from '@geko/gateway/gateway';
import type { PoolSettings } from '@geko/gateway/key-pool';
import { settledBaseUrl, settledKeys } from '@geko/gateway/upstreams';
import type { Door } from '@geko/local-models/door/open-door';
import type { LocalModels } from '@geko/local-models/local-models';
import { closedShop, type Shops } from '@geko/payments/shop';
import { drawInvoice } from '@geko/pdf/draw-invoice';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { createOutbound, type OutboundSettings } from '@geko/outbound/outbound';
import { STOP_CHANNEL } from '@geko/services/chat/stop-turns';
import { readSettings } from '@geko/services/config/system-settings';
import type { MailMode } from '@geko/services/deps';
import { CHANGES_CHANNEL, createLiveHub } from '@geko/services/live/live-hub';
import { BLANKS_CHANNEL, createBlanks } from '@geko/services/policy/blanks';
import { createCallStatements } from '@geko/services/policy/call-statements';
import { createCatalogueCopies } from '@geko/services/models/catalogue-copy';
import { createTraffic, TRAFFIC_CHANNEL } from '@geko/services/live/traffic';
import { createRunningCalls } from '@geko/services/calls/running-calls';
import { createTurnJobs } from '@geko/services/chat/turn-jobs';
import { createPoolSync } from '@geko/services/provider-keys/pool-sync';
import { POOL_CHANNEL } from '@geko/services/provider-keys/tell-pool';
import { createLogger } from '@geko/telemetry/create-logger';
import type { ChatDeps } from '../http/chat-routes.ts';
import { dispatch } from '../http/route-table.ts';

export const TEST_ORIGIN = 'http://geko.test';
export const TEST_SECRET = 'the secret of a test installation';
export const TEST_SEALING_KEY = Buffer.alloc(32, 7);

type FakeProvider = Awaited<ReturnType<typeof startFakeProvider>>;

/** One server process of a test: its own jobs and connections, the shared database and provider. */
export type TestServer = ChatDeps & {
  pool: DbClient['pool'];
  /** As SIGTERM does. */
  stop(): Promise<void>;
  /** As near to SIGKILL as one process can come: from now on it reaches no database. */
  crash(): void;
  /** Forgets what was learned of keys: what one test does to them is not the next one's. */
  mendKeys(): void;
  /** Reads the pool as the database has it; where there is one (ServerOptions). */
  refreshKeys(): Promise<void>;
};

/** A key that the test's provider refuses. */
export const REVOKED_KEY = 'sk-revoked';

/**
 * providers: those that have a key; all of them, and the demonstration, without. providerUrl: another address than that
 * of the fake one.
 */
type ServerOptions = {
  providerUrl?: string;
  key?: string;
  maxConnections?: number;
  /** That of the house without. */
  idleTimeoutMs?: number;
  providers?: readonly ProviderId[];
  /** A pooler before the database; what needs a connection of its own goes around it. */
  poolerUrl?: string;
  /** It keeps its keys as the database has them; without, they are those of its settings. */
  keyPool?: PoolOptions;
};

/** What a server's environment, its folder of secrets and its sealing keys hold. */
type PoolOptions = {
  env?: Record<string, string>;
  secretsDir?: string;
  sealingKeys?: readonly Uint8Array[];
  breakers?: PoolSettings;
};

/** Models that a server runs, and the door by which the gateway calls them. */
type LocalSide = { models: LocalModels; door: Pick<Door, 'url' | 'key'> };

/** Where a server's log goes, line by line; nowhere without. */
type LogTo = (line: string) => void;

type Member = { userId: string; workspaceId: string };

export type TestHouse = {
  database: TestDatabase;
  provider: FakeProvider;
  server: TestServer;
  /** Another process of the same installation. */
  addServer(options?: ServerOptions): TestServer;
  /** A request through the same handlers that the web app's routes call. */
  fetch(path: string, init?: RequestInit, server?: TestServer): Promise<Response>;
  /** What no route does: a change in somebody's workspace, behind its walls. */
  inWorkspaceOf<T>(person: Member, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Puts somebody's workspace on a plan, as if by the operator's hand. */
  setPlan(person: Member, planId: PlanId): Promise<void>;
  /** Throws when the provider was called without a hold, or knows of tokens that the books do not. mostLapsed: explainTokens. */
  close(mostLapsed?: number): Promise<void>;
};

/**
 * A whole installation in one process: real Postgres as the application role, the fake provider
 * over real sockets, and the route handlers of the web app. serverUrl: `inject('ownerUrl')`.
 * mail: 'mailbox' without, as on a developer's machine. rateLimitScale: 1 = the limits of the product; a thousand times that without.
 */
export async function openTestHouse(
  serverUrl: string,
  options: {
    idleTimeoutMs?: number;
    maxConnections?: number;
    rateLimitScale?: number;
    mail?: MailMode;
    /** Accounts elsewhere that may sign people in; none without. */
    oauth?: Partial<OAuthSettings>;
    keyPool?: PoolOptions;
    logTo?: LogTo;
    /** Another provider than the fake one. */
    providerUrl?: string;
    /** The internet that users' addresses are fetched from; an empty one without. */
    internet?: Partial<OutboundSettings>;
    /** Where rate limits are counted; in the database without. */
    redisUrl?: string;
    /** Where licences are sold; nowhere without. */
    shops?: Partial<Shops>;
    /** Where payments go; nowhere without. */
    stripe?: StripeRail | null;
    /** When keys and providers count as broken; as it ships without. */
    breakers?: PoolSettings;
    /** Models that the server runs itself; none without. */
    local?: LocalSide | null;
  } = {},
): Promise<TestHouse> {
  const database = await createTestDatabase(serverUrl);
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  const watch = watchHolds(database.ownerUrl);
  const provider = await startFakeProvider({
    mode: 'test',
    badKeys: [REVOKED_KEY],
    isHeld: watch.isHeld,
  });
  const servers: TestServer[] = [];
  const addServer = ({
    key = 'sk-test-1',
    maxConnections = 10,
    idleTimeoutMs = options.idleTimeoutMs ?? 2_000,
    providers = providerIds,
    providerUrl = provider.url,
    poolerUrl,
    keyPool,
  }: ServerOptions = {}) => {
    const server = openServer({
      appUrl: database.appUrl,
      poolerUrl: poolerUrl ?? database.appUrl,
      providerUrl,
      idleTimeoutMs,
      rateLimitScale: options.rateLimitScale ?? 1_000,
      key,
      maxConnections,
      providers,
      keyPool: keyPool ?? null,
      logTo: options.logTo ?? null,
      mail: options.mail ?? 'mailbox',
      oauth: { google: null, github: null, oidc: null, ...options.oauth },
      internet: { allowedHosts: [], resolve: nothing, reroute: nowhere, ...options.internet },
      redisUrl: options.redisUrl ?? null,
      shops: {
        lemonsqueezy: closedShop('lemonsqueezy'),
        gumroad: closedShop('gumroad'),
        ...options.shops,
      },
      stripe: options.stripe ?? null,
      breakers: keyPool?.breakers ?? options.breakers ?? null,
      local: options.local ?? null,
    });
    servers.push(server);
    return server;
  };
  const { maxConnections = 10, keyPool, providerUrl } = options;
  const server = addServer({
    maxConnections,
    ...(keyPool && { keyPool }),
    ...(providerUrl && { providerUrl }),
  });
  const inWorkspaceOf = async <T>({ userId, workspaceId }: Member, fn: (tx: Tx) => Promise<T>) => {
    const { rows } = await database.pool.query<{ tenant: string }>(
      'select system.tenant_of($1) as tenant',
      [workspaceId],
    );
    return inTenant(database.db, { userId, workspaceId, tenantId: rows[0]?.tenant ?? '' }, fn);
  };
  return {
    database,
    provider,
    server,
    addServer,
    fetch: (path, init, at = server) => dispatch(at, new Request(`${TEST_ORIGIN}${path}`, init)),
    inWorkspaceOf,
    setPlan: async (person, planId) => {
      await inWorkspaceOf(person, (tx) => tx.update(workspaceSubscriptions).set({ planId }));
    },
    async close(mostLapsed) {
      await Promise.all(servers.map((each) => each.stop()));
      await provider.close();
      // Another provider than the fake one keeps no log to compare the books with.
      const entries = provider.log.archive();
      const { problems } = providerUrl ? { problems: [] } : await watch.report(entries, mostLapsed);
      await watch.close();
      await database.drop();
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

const nothing = () => Promise.resolve([]);
const nowhere = () => ({ addresses: [], port: 0 });

function openServer(facts: {
  appUrl: string;
  poolerUrl: string;
  providerUrl: string;
  idleTimeoutMs: number;
  rateLimitScale: number;
  key: string;
  maxConnections: number;
  providers: readonly ProviderId[];
  keyPool: PoolOptions | null;
  logTo: LogTo | null;
  mail: MailMode;
  oauth: OAuthSettings;
  internet: OutboundSettings;
  redisUrl: string | null;
  shops: Shops;
  stripe: StripeRail | null;
  breakers: PoolSettings | null;
  local: LocalSide | null;
}): TestServer {
  const { appUrl, providerUrl, idleTimeoutMs, rateLimitScale, key, maxConnections } = facts;
  const client = createDb({ appUrl: facts.poolerUrl, maxConnections, onError: () => undefined });
  const { db, pool } = client;
  let end: Promise<void> | null = null;
  const { logTo } = facts;
  const log = createLogger(
    logTo === null
      ? { name: 'test', level: 'silent' }
      : { name: 'test', level: 'debug', to: { write: logTo } },
  );
  const upstream = (id: ProviderId, path: string) => ({
    keys: facts.providers.includes(id) ? [key] : [],
    baseUrl: `${providerUrl}${path}`,
  });
  const { env = {}, secretsDir = '/nowhere' } = facts.keyPool ?? {};
  const sealingKeys = facts.keyPool?.sealingKeys ?? [TEST_SEALING_KEY];
  const upstreams = {
    providers: {
      openai: upstream('openai', '/v1'),
      anthropic: upstream('anthropic', '/v1'),
      google: upstream('google', '/v1beta'),
      mistral: upstream('mistral', '/mistral/v1'),
      deepseek: upstream('deepseek', '/deepseek/v1'),
      groq: upstream('groq', '/groq/v1'),
      compatible: upstream('compatible', '/v1'),
    },
    demoUrl: facts.providers.includes('demo') ? `${providerUrl}/v1` : null,
    localDoor: facts.local?.door ?? null,
  };
  const gateway = createGateway({
    ...upstreams,
    ...(facts.breakers && { pool: facts.breakers }),
    now: () => performance.now(),
    epochMs: Date.now,
  });
  const traffic = createTraffic({ db, log, newId: () => uuidv7() });
  const newId = () => uuidv7();
  const callStatements = createCallStatements({ db });
  const blanks = createBlanks({ callStatements, newId, log, now: () => performance.now() });
  const base = {
    db,
    callStatements,
    blanks,
    traffic,
    recheckMs: 200,
    gateway,
    catalogue: createCatalogueCopies({ db }),
    outbound: createOutbound(facts.internet),
    log,
    secrets: createSecrets(TEST_SECRET),
    providerSecrets: {
      sources: createSecretSources({ env, secretsDir }),
      vault: createKeyVault(sealingKeys),
      baseUrlOf: (id: KeyedProviderId) => settledBaseUrl(upstreams, id),
      settled: settledVariables(
        Object.fromEntries(
          providerOrder.map((id) => [
            id,
            { keys: (env[`${providerNames[id]}_API_KEYS`] ?? '').split(',').filter(Boolean) },
          ]),
        ) as Record<KeyedProviderId, { keys: string[] }>,
      ),
    },
    shops: facts.shops,
    stripe: facts.stripe,
    localModels: facts.local?.models ?? null,
    drawInvoice: (invoice: InvoiceDetails) => drawInvoice(invoice, { brandName: 'Geko' }),
    publicUrl: TEST_ORIGIN,
    mail: facts.mail,
    branding: { name: 'Geko', color: '#1f7a5c', url: TEST_ORIGIN },
    settings: async () => ({
      ...readSettings(await db.select().from(systemConfig)),
      'gateway.idle_timeout_ms': idleTimeoutMs,
      'gateway.reasoning_idle_timeout_ms': idleTimeoutMs,
    }),
    now: () => new Date(),
    newId,
  };
  const poolSync = facts.keyPool && createPoolSync({ ...base, builtIn: [] });
  const redis =
    facts.redisUrl === null
      ? null
      : createRedisCounters({ url: facts.redisUrl, onError: () => undefined });
  const jobs = createTurnJobs(base);
  const calls = createRunningCalls(base);
  const live = createLiveHub();
  const ear = { appUrl, onError: () => undefined };
  const ears = [
    listen({ ...ear, channel: STOP_CHANNEL, onMessage: (turnId) => jobs.stop(turnId) }),
    listen({
      ...ear,
      channel: CHANGES_CHANNEL,
      onMessage: (payload) => live.hear(payload),
      onAgain: () => live.hearAgain(),
    }),
    listen({ ...ear, channel: TRAFFIC_CHANNEL, onMessage: (payload) => traffic.hear(payload) }),
    listen({ ...ear, channel: BLANKS_CHANNEL, onMessage: (tenantId) => blanks.hear(tenantId) }),
    ...(poolSync
      ? [
          listen({
            ...ear,
            channel: POOL_CHANNEL,
            onMessage: (payload) => poolSync.hear(payload),
            onAgain: () => void poolSync.refresh(),
          }),
        ]
      : []),
  ];
  const stopHearing = () => Promise.all(ears.map((stopOne) => stopOne()));
  const stop = async () => {
    live.close();
    await Promise.all([jobs.shutdown(), calls.shutdown()]);
    await blanks.close();
    await traffic.close();
    await stopHearing();
    await poolSync?.stop();
    redis?.close();
    await client.close();
  };
  return {
    ...base,
    pool,
    auth: createAuth({ db, isSecure: false }),
    rateLimits: createRateLimits({
      counters: redis ?? createPostgresCounters(pool),
      isInDatabase: redis === null,
      scale: rateLimitScale,
      log,
      now: () => performance.now(),
    }),
    oauth: createOAuth(facts.oauth),
    jobs,
    calls,
    live,
    stop: () => (end ??= stop()),
    mendKeys() {
      for (const { alias, provider } of settledKeys(upstreams)) {
        for (const name of [alias, provider]) gateway.pool.hear({ kind: 'mended', name });
      }
    },
    refreshKeys: async () => poolSync?.refresh(),
    crash: () => {
      end = Promise.all([stopHearing(), client.close()]).then(() => undefined);
    },
  };
}

import { v7 as uuidv7 } from 'uuid';
import { createAuth } from '@geko/auth/lucia';
import { createRateLimits } from '@geko/auth/rate-limits';
import { createDb } from '@geko/db/client';
import { listen } from '@geko/db/listen';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { startFakeProvider } from '@geko/fake-provider/fake-provider';
import { createGateway } from '@geko/gateway/gateway';
import { STOP_CHANNEL } from '@geko/services/chat/stop-turn';
import { createTurnJobs } from '@geko/services/chat/turn-jobs';
import { createLogger } from '@geko/telemetry/create-logger';
import type { ChatDeps } from '../http/chat-routes.ts';
import { dispatch } from '../http/route-table.ts';

export const TEST_ORIGIN = 'http://geko.test';

type FakeProvider = Awaited<ReturnType<typeof startFakeProvider>>;

/** One server process of a test: its own jobs and connections, the shared database and provider. */
export type TestServer = ChatDeps & {
  /** As SIGTERM does. */
  stop(): Promise<void>;
  /** As near to SIGKILL as one process can come: from now on it reaches no database. */
  crash(): void;
};

/** A key that the test's provider refuses. */
export const REVOKED_KEY = 'sk-revoked';

type ServerOptions = { key?: string; maxConnections?: number };

export type TestHouse = {
  database: TestDatabase;
  provider: FakeProvider;
  server: TestServer;
  /** Another process of the same installation. */
  addServer(options?: ServerOptions): TestServer;
  /** A request through the same handlers that the web app's routes call. */
  fetch(path: string, init?: RequestInit, server?: TestServer): Promise<Response>;
  close(): Promise<void>;
};

/**
 * A whole installation in one process: real Postgres as the application role, the fake provider
 * over real sockets, and the route handlers of the web app. serverUrl: `inject('ownerUrl')`.
 * rateLimitScale: 1 = the limits of the product; a thousand times that without.
 */
export async function openTestHouse(
  serverUrl: string,
  options: { idleTimeoutMs?: number; maxConnections?: number; rateLimitScale?: number } = {},
): Promise<TestHouse> {
  const database = await createTestDatabase(serverUrl);
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  const provider = await startFakeProvider({ mode: 'test', badKeys: [REVOKED_KEY] });
  const servers: TestServer[] = [];
  const addServer = ({ key = 'sk-test-1', maxConnections = 10 }: ServerOptions = {}) => {
    const server = openServer({
      appUrl: database.appUrl,
      providerUrl: provider.url,
      idleTimeoutMs: options.idleTimeoutMs ?? 2_000,
      rateLimitScale: options.rateLimitScale ?? 1_000,
      key,
      maxConnections,
    });
    servers.push(server);
    return server;
  };
  const server = addServer({ maxConnections: options.maxConnections ?? 10 });
  return {
    database,
    provider,
    server,
    addServer,
    fetch: (path, init, at = server) => dispatch(at, new Request(`${TEST_ORIGIN}${path}`, init)),
    async close() {
      await Promise.all(servers.map((each) => each.stop()));
      await provider.close();
      await database.drop();
    },
  };
}

function openServer(facts: {
  appUrl: string;
  providerUrl: string;
  idleTimeoutMs: number;
  rateLimitScale: number;
  key: string;
  maxConnections: number;
}): TestServer {
  const { appUrl, providerUrl, idleTimeoutMs, rateLimitScale, key, maxConnections } = facts;
  const client = createDb({ appUrl, maxConnections, onError: () => undefined });
  const { db, pool } = client;
  let end: Promise<void> | null = null;
  const log = createLogger({ name: 'test', level: 'silent' });
  const upstream = (path: string) => ({ keys: [key], baseUrl: `${providerUrl}${path}` });
  const gateway = createGateway({
    providers: {
      openai: upstream('/v1'),
      anthropic: upstream('/v1'),
      google: upstream('/v1beta'),
      mistral: upstream('/mistral/v1'),
      deepseek: upstream('/deepseek/v1'),
      groq: upstream('/groq/v1'),
      compatible: upstream('/v1'),
    },
    demoUrl: `${providerUrl}/v1`,
    now: () => performance.now(),
  });
  const base = { db, gateway, log, now: () => new Date(), newId: () => uuidv7() };
  const jobs = createTurnJobs({
    ...base,
    settings: () =>
      Promise.resolve({
        'gateway.idle_timeout_ms': idleTimeoutMs,
        'gateway.reasoning_idle_timeout_ms': idleTimeoutMs,
      }),
  });
  const stopListening = listen({
    appUrl,
    channel: STOP_CHANNEL,
    onMessage: (turnId) => jobs.find(turnId)?.stop(),
    onError: () => undefined,
  });
  const stop = async () => {
    await jobs.shutdown();
    await stopListening();
    await client.close();
  };
  return {
    ...base,
    auth: createAuth({ db, isSecure: false }),
    rateLimits: createRateLimits({ pool, scale: rateLimitScale }),
    jobs,
    stop: () => (end ??= stop()),
    crash: () => {
      end = Promise.all([stopListening(), client.close()]).then(() => undefined);
    },
  };
}

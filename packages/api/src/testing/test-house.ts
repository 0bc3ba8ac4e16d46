import { v7 as uuidv7 } from 'uuid';
import { createAuth } from '@geko/auth/lucia';
import { createRateLimits } from '@geko/auth/rate-limits';
import { listen } from '@geko/db/listen';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { startFakeProvider } from '@geko/fake-provider/fake-provider';
import { createGateway } from '@geko/gateway/gateway';
import { STOP_CHANNEL } from '@geko/services/chat/stop-turn';
import { createTurnJobs } from '@geko/services/chat/turn-jobs';
import { createLogger } from '@geko/telemetry/create-logger';
import { handleResume, handleRetry, handleSend, type ChatDeps } from '../http/chat-routes.ts';
import { handleHealth } from '../http/health-route.ts';
import { handleTrpc } from '../http/trpc-route.ts';

export const TEST_ORIGIN = 'http://geko.test';

type FakeProvider = Awaited<ReturnType<typeof startFakeProvider>>;

/** One server process of a test: its own jobs, the shared database and provider. */
export type TestServer = ChatDeps & { stop(): Promise<void> };

export type TestHouse = {
  database: TestDatabase;
  provider: FakeProvider;
  server: TestServer;
  /** Another process of the same installation. */
  addServer(): TestServer;
  /** A request through the same handlers that the web app's routes call. */
  fetch(path: string, init?: RequestInit, server?: TestServer): Promise<Response>;
  close(): Promise<void>;
};

/**
 * A whole installation in one process: real Postgres as the application role, the fake provider
 * over real sockets, and the route handlers of the web app. serverUrl: `inject('ownerUrl')`.
 */
export async function openTestHouse(
  serverUrl: string,
  options: { idleTimeoutMs?: number; maxConnections?: number } = {},
): Promise<TestHouse> {
  const database = await createTestDatabase(serverUrl, { maxConnections: options.maxConnections ?? 10 });
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  const provider = await startFakeProvider({ mode: 'test' });
  const servers: TestServer[] = [];
  const addServer = () => {
    const server = openServer(database, provider.url, options.idleTimeoutMs ?? 2_000);
    servers.push(server);
    return server;
  };
  const server = addServer();
  return {
    database,
    provider,
    server,
    addServer,
    fetch: (path, init, at = server) => dispatch(at, new Request(`${TEST_ORIGIN}${path}`, init)),
    async close() {
      for (const each of servers) await each.stop();
      await provider.close();
      await database.drop();
    },
  };
}

function openServer(database: TestDatabase, providerUrl: string, idleTimeoutMs: number): TestServer {
  const { db, pool, appUrl } = database;
  const log = createLogger({ name: 'test', level: 'silent' });
  const upstream = (path: string) => ({ keys: ['sk-test-1'], baseUrl: `${providerUrl}${path}` });
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
    settings: () => Promise.resolve({ 'gateway.idle_timeout_ms': idleTimeoutMs }),
  });
  const stopListening = listen({
    appUrl,
    channel: STOP_CHANNEL,
    onMessage: (turnId) => jobs.find(turnId)?.stop(),
    onError: () => undefined,
  });
  return {
    ...base,
    auth: createAuth({ db, isSecure: false }),
    rateLimits: createRateLimits({ pool, scale: 1_000 }),
    jobs,
    async stop() {
      await jobs.shutdown();
      await stopListening();
    },
  };
}

/** The web app's route table (apps/web/src/app/api); unknown paths are 404. */
function dispatch(server: TestServer, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const turn = /^\/api\/chat\/turns\/([^/]+)\/stream$/.exec(pathname);
  if (pathname.startsWith('/api/trpc/')) return handleTrpc(server, request);
  if (pathname === '/api/chat' && request.method === 'POST') return handleSend(server, request);
  if (pathname === '/api/chat/retry' && request.method === 'POST') return handleRetry(server, request);
  if (turn?.[1] && request.method === 'GET') return handleResume(server, request, turn[1]);
  if (pathname === '/health') return handleHealth(server);
  return Promise.resolve(new Response('not found', { status: 404 }));
}

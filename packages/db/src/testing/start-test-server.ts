import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { migrate } from '../migrate.ts';
import { databaseUrl, TEMPLATE_DATABASE } from './database-url.ts';
import { quickSettings } from './quick-settings.ts';

export type TestDatabaseServer = {
  /** What `createTestDatabase` takes. */
  ownerUrl: string;
  /** The superuser's address. */
  adminUrl: string;
  /** Stops it as an administrator does, who does not wait for anybody. */
  halt(): Promise<void>;
  /** Starts it again, at the same address. */
  resume(): Promise<void>;
  /** Stops it for good, and removes its data. */
  stop(): Promise<void>;
};

/** A real Postgres of a test's own, with the migrated template that test databases copy. */
export async function startTestServer(): Promise<TestDatabaseServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'geko-test-'));
  const start = () => startEmbeddedPostgres({ dataDir, settings: quickSettings });
  const first = await start();
  const { ownerUrl, adminUrl } = first;
  let server = first;
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  await owner.unsafe(`create database ${TEMPLATE_DATABASE}`);
  await owner.end();
  await migrate({ ownerUrl: databaseUrl(ownerUrl, TEMPLATE_DATABASE) });
  return {
    ownerUrl,
    adminUrl,
    halt: () => server.stop(),
    async resume() {
      server = await start();
      if (server.port !== first.port) throw new Error('somebody else took the port meanwhile');
    },
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

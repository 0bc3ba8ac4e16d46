import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { createDb, type DbClient } from '../client.ts';
import { migrate } from '../migrate.ts';
import { databaseUrl, TEMPLATE_DATABASE } from './database-url.ts';

export type TestDatabase = DbClient & {
  ownerUrl: string;
  appUrl: string;
  jobsUrl: string;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
};

/**
 * A database of one's own, copied from the migrated template, reached as the application role: so
 * that a test meets the same walls as the product. serverUrl: `inject('ownerUrl')`.
 */
export async function createTestDatabase(
  serverUrl: string,
  options: { maxConnections?: number } = {},
): Promise<TestDatabase> {
  const name = `geko_test_${randomBytes(6).toString('hex')}`;
  await asOwner(serverUrl, `create database ${name} template ${TEMPLATE_DATABASE}`);
  const ownerUrl = databaseUrl(serverUrl, name);
  const { appUrl, jobsUrl } = await migrate({ ownerUrl });
  const client = createDb({
    appUrl,
    maxConnections: options.maxConnections ?? 5,
    onError: () => undefined,
  });
  return {
    ...client,
    ownerUrl,
    appUrl,
    jobsUrl,
    drop: async () => {
      await client.close();
      await dropDatabase(serverUrl, name);
    },
  };
}

const INSUFFICIENT_PRIVILEGE = '42501';
const MOST_TRIES = 100;

/** Drops a database with whoever is in it. A vacuum that just runs is the superuser's, whom the owner may not terminate: it is waited for. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await asOwner(serverUrl, `drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      const isVacuumed =
        error instanceof postgres.PostgresError && error.code === INSUFFICIENT_PRIVILEGE;
      if (!isVacuumed || tries === MOST_TRIES) throw error;
      await sleep(100);
    }
  }
}

async function asOwner(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { CliError } from './cli-error.ts';
import type { CliEnv } from './env.ts';

/**
 * Runs fn with the owner's address of the database: DATABASE_URL, else the embedded one of the data
 * folder. One that is running is used and left running; one that is not runs for as long as fn does.
 * mayCreate: whether a data folder that is not there is made.
 * @throws CliError when there is none and none may be made.
 */
export async function withDatabase<T>(
  options: { env: CliEnv; mayCreate: boolean },
  fn: (ownerUrl: string) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDir } = options.env;
  if (databaseUrl !== null) return fn(databaseUrl);
  if (!options.mayCreate && !existsSync(dataDir)) {
    throw new CliError(
      `There is no Geko in ${dataDir} yet; start it once with npm start, or name its DATABASE_URL or GEKO_DATA_DIR.`,
    );
  }
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  try {
    return await fn(server.ownerUrl);
  } finally {
    if (!server.isAdopted) await server.stop();
  }
}

/** One connection as the owner, for as long as fn runs. */
export async function withSql<T>(
  ownerUrl: string,
  fn: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(ownerUrl, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    return await fn(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

import { randomUUID } from 'node:crypto';
import { createDb, type Db } from '@geko/db/client';
import { appUrlOf } from '@geko/db/migrate';
import type { CliEnv } from './env.ts';
import { withDatabase, withSql } from './with-database.ts';

/** What verbs are given that the command line runs. */
export type Application = { db: Db; now: () => Date; newId: () => string };

/** Runs fn with the rights of the application, which are those that verbs are written for: the owner sees no workspace. */
export async function withApplication<T>(
  env: CliEnv,
  fn: (application: Application) => Promise<T>,
): Promise<T> {
  return withDatabase({ env, mayCreate: false }, async (ownerUrl) => {
    // What is wrong with the address of the database is told of the one that was given.
    await withSql(ownerUrl, (sql) => sql`select last_seq from audit_heads where false`);
    const client = createDb({
      appUrl: appUrlOf(ownerUrl),
      maxConnections: 1,
      onError: () => undefined,
    });
    try {
      return await fn({ db: client.db, now: () => new Date(), newId: randomUUID });
    } finally {
      await client.close();
    }
  });
}

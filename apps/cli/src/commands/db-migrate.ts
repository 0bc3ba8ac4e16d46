import { migrate } from '@geko/db/migrate';
import type { CliEnv } from '../env.ts';
import { withDatabase } from '../with-database.ts';

/** Brings the database to the newest schema; makes the embedded one if there is none. */
export async function dbMigrate(env: CliEnv): Promise<string> {
  await withDatabase({ env, mayCreate: true }, (ownerUrl) => migrate({ ownerUrl }));
  return 'The database has the newest schema.';
}

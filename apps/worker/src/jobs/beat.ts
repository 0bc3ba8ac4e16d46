import { sql } from 'drizzle-orm';
import { heartbeats } from '@geko/db/schema/operations';
import type { JobHandler } from '../job.ts';

/** Writes the worker's sign of life. By the database's clock, which /health asks as well. */
export const beat: JobHandler = async ({ db }) => {
  const beatAt = sql`now()`;
  await db
    .insert(heartbeats)
    .values({ process: 'worker', beatAt })
    .onConflictDoUpdate({ target: heartbeats.process, set: { beatAt } });
  return {};
};

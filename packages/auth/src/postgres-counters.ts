import type { DbClient } from '@geko/db/client';
import type { Counters } from './counters.ts';

/**
 * Counters in Postgres: one call of system.count_operations, which other statements may call as well. No named statements,
 * which a transaction pooler such as PgBouncer does not carry over.
 */
export function createPostgresCounters(pool: DbClient['pool']): Counters {
  return {
    async count(key, operations, windowMs) {
      const { rows } = await pool.query<{ counted: number; resets_in_ms: number }>(
        'select counted, resets_in_ms from system.count_operations($1, $2, $3)',
        [key, operations, windowMs],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('system.count_operations answered nothing');
      return { counted: row.counted, resetsInMs: row.resets_in_ms };
    },
    async forget(key) {
      await pool.query('delete from rate_limits where key = $1', [key]);
    },
  };
}

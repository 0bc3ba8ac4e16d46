import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';

/** A tenant's chain stands still while its lines go. */
const LINES_AT_ONCE = 5_000;

/**
 * Deletes the audit lines that are older than the setting audit.retention_days (730; 30 at least), and returns how many.
 * The database looks the setting up and deletes; each batch is a transaction of its own and leaves a line, audit.expire,
 * so that the chain itself tells where it begins and why.
 */
export async function expireAudit({ db }: Pick<Deps, 'db'>): Promise<number> {
  let total = 0;
  for (;;) {
    const { rows } = await db.execute<{ gone: number }>(
      sql`select system.expire_audit(${LINES_AT_ONCE}::integer) as gone`,
    );
    const gone = rows[0]?.gone ?? 0;
    if (gone === 0) return total;
    total += gone;
  }
}

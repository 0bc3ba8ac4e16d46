import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { callSubjects } from '@geko/domain/limits';
import type { ChangedCounter } from '../notices/crossed-caps.ts';
import type { UsageRow } from './receipt-of.ts';

/**
 * Moves the counters that an ended call counted on by what it used more, or below zero less, never under zero. Locks
 * the money, also where nothing is added. Returns those that changed.
 */
export async function moveCounters(
  tx: Tx,
  { id, createdAt, userId, modelId, apiKeyId }: UsageRow,
  more: { tokens: bigint; charge: bigint },
): Promise<ChangedCounter[]> {
  const subjects = sql.join(
    callSubjects({ userId, modelId, apiKeyId }).map((subject) => sql`${subject}`),
    sql`, `,
  );
  const amounts = JSON.stringify({
    tokens: more.tokens.toString(),
    charge: more.charge.toString(),
  });
  const { rows } = await tx.execute<{ changed: ChangedCounter[] }>(
    sql`select correct_counters(${id}::uuid, ${createdAt.toISOString()}::timestamptz, ${amounts}::jsonb,
      array[${subjects}]::text[]) as changed`,
  );
  return rows[0]?.changed ?? [];
}

import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { Meter } from '@geko/contracts/meters';
import type { TakenLot } from '@geko/domain/choose-option';
import type { ChangedCounter } from '../notices/crossed-caps.ts';

/**
 * Gives back what a hold had set aside, counts what its call used on every counter that counts it, and takes what was
 * spent of each lot for good. The hold's row must be settled in the same transaction. Returns the counters that changed.
 *
 * @param subjects the counters that count every call of this member and model.
 * @param at when the call began: it counts in the periods of that moment.
 */
export async function returnHold(
  tx: Tx,
  settled: {
    holdId: string;
    at: Date;
    used: Record<Meter, bigint>;
    subjects: readonly string[];
    spent: readonly TakenLot[];
  },
): Promise<ChangedCounter[]> {
  const used = Object.fromEntries(
    Object.entries(settled.used).map(([meter, amount]) => [meter, amount.toString()]),
  );
  const spent = settled.spent.map(({ lotId, amountNano }) => ({
    lotId,
    amountNano: amountNano.toString(),
  }));
  const subjects = sql.join(
    settled.subjects.map((subject) => sql`${subject}`),
    sql`, `,
  );
  const { rows } = await tx.execute<{ changed: ChangedCounter[] }>(
    sql`select settle_hold(${settled.holdId}::uuid, ${settled.at.toISOString()}::timestamptz,
      ${JSON.stringify(used)}::jsonb, array[${subjects}]::text[], ${JSON.stringify(spent)}::jsonb) as changed`,
  );
  return rows[0]?.changed ?? [];
}

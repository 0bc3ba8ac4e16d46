import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';

/** Whether any workspace of the company that the transaction is in has had a subscription. */
export async function hadPlan(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute<{ had_plan: boolean }>(
    sql`select system.company_had_plan() as had_plan`,
  );
  return rows[0]?.had_plan ?? false;
}

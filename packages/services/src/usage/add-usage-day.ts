import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { usageDaily } from '@geko/db/schema/money';
import { toRecord } from '@geko/db/record';

/**
 * What is added to one day's sums; money in nano-USD. A correction brings differences, which may be negative. day: of
 * the workspace's zone, on which the call began. apiKeyId: without one, of a person's own session.
 */
export type UsageDayRow = Omit<
  typeof usageDaily.$inferSelect,
  'tenantId' | 'workspaceId' | 'apiKeyId'
> & { apiKeyId?: string | null };

/** Adds what a correction changes of a call to the sums of its day, member, model, funding and key. */
export async function addUsageDay(
  tx: Tx,
  { apiKeyId, day, requests, ...row }: UsageDayRow,
): Promise<void> {
  const change = JSON.stringify(toRecord(usageDaily, apiKeyId ? { ...row, apiKeyId } : row));
  await tx.execute(
    sql`select add_usage_day(jsonb_populate_record(null::token_usage, ${change}), ${day}, ${requests})`,
  );
}

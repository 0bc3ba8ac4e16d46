import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { usageDaily } from '@geko/db/schema/money';

/** What is added to one day's sums; money in nano-USD. A correction brings differences, which may be negative. */
export type UsageDayRow = Record<
  | 'requests'
  | 'inputTokens'
  | 'cachedInputTokens'
  | 'cacheWriteTokens'
  | 'outputTokens'
  | 'reasoningTokens',
  number
> &
  Record<'costNano' | 'chargeNano' | 'absorbedNano', bigint> & {
    /** The local day of the workspace's zone on which the call began: "2026-11-21". */
    day: string;
    userId: string;
    modelId: string;
    funding: (typeof usageDaily.$inferSelect)['funding'];
  };

/** Adds a call, or what a correction changes of one, to the sums of its day, member, model and funding. */
export async function addUsageDay(tx: Tx, row: UsageDayRow): Promise<void> {
  await tx.execute(sql`select add_usage_day(${JSON.stringify(toDay(row))}::jsonb)`);
}

/** The row as the database's functions read it. */
export function toDay(row: UsageDayRow): Record<string, string | number> {
  const { costNano, chargeNano, absorbedNano, ...facts } = row;
  return {
    ...facts,
    costNano: costNano.toString(),
    chargeNano: chargeNano.toString(),
    absorbedNano: absorbedNano.toString(),
  };
}

import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Tx } from '@geko/db/client';
import { usageDaily } from '@geko/db/schema/money';

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
    tenantId: string;
    workspaceId: string;
    /** The local day of the workspace's zone on which the call began: "2026-11-21". */
    day: string;
    userId: string;
    modelId: string;
    funding: (typeof usageDaily.$inferSelect)['funding'];
  };

/** Adds a call, or what a correction changes of one, to the sums of its day, member, model and funding. */
export async function addUsageDay(tx: Tx, row: UsageDayRow): Promise<void> {
  await tx
    .insert(usageDaily)
    .values({
      ...row,
      requests: BigInt(row.requests),
      inputTokens: BigInt(row.inputTokens),
      cachedInputTokens: BigInt(row.cachedInputTokens),
      cacheWriteTokens: BigInt(row.cacheWriteTokens),
      outputTokens: BigInt(row.outputTokens),
      reasoningTokens: BigInt(row.reasoningTokens),
    })
    .onConflictDoUpdate({
      target: [
        usageDaily.tenantId,
        usageDaily.workspaceId,
        usageDaily.day,
        usageDaily.userId,
        usageDaily.modelId,
        usageDaily.funding,
      ],
      set: {
        requests: plusNew(usageDaily.requests),
        inputTokens: plusNew(usageDaily.inputTokens),
        cachedInputTokens: plusNew(usageDaily.cachedInputTokens),
        cacheWriteTokens: plusNew(usageDaily.cacheWriteTokens),
        outputTokens: plusNew(usageDaily.outputTokens),
        reasoningTokens: plusNew(usageDaily.reasoningTokens),
        costNano: plusNew(usageDaily.costNano),
        chargeNano: plusNew(usageDaily.chargeNano),
        absorbedNano: plusNew(usageDaily.absorbedNano),
      },
    });
}

/** The sum that stands there, and what the new row brings. */
function plusNew(column: PgColumn): SQL {
  return sql`${column} + excluded.${sql.identifier(column.name)}`;
}

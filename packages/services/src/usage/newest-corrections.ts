import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { usageCorrections } from '@geko/db/schema/money';
import type { CorrectionRow } from './receipt-of.ts';

/** The newest correction of each of these receipts, by the receipt's id; most have none. */
export async function newestCorrections(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
  usageIds: readonly string[],
): Promise<Map<string, CorrectionRow>> {
  if (usageIds.length === 0) return new Map();
  const rows = await tx
    .selectDistinctOn([usageCorrections.usageId])
    .from(usageCorrections)
    .where(
      and(
        eq(usageCorrections.tenantId, tenantId),
        eq(usageCorrections.workspaceId, workspaceId),
        inArray(usageCorrections.usageId, [...usageIds]),
      ),
    )
    .orderBy(usageCorrections.usageId, desc(usageCorrections.seq));
  return new Map(rows.map((row) => [row.usageId, row]));
}

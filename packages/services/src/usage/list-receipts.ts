import { and, desc, eq, sql } from 'drizzle-orm';
import type { ListReceipts, ReceiptPage } from '@geko/contracts/usage';
import { users } from '@geko/db/schema/identity';
import { modelCatalog } from '@geko/db/schema/models';
import { tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { receiptOf } from './receipt-of.ts';

/** Receipts, newest first: the workspace's for those who may see them, else one's own. */
export async function listReceipts(
  { tx, caller }: Scope,
  input: ListReceipts,
): Promise<ReceiptPage> {
  const after = fromCursor(input.cursor);
  const canSeeAll = caller.permissions.has('usage:view:workspace');
  const rows = await tx
    .select({ usage: tokenUsage, modelName: modelCatalog.name, userName: users.name })
    .from(tokenUsage)
    .innerJoin(modelCatalog, eq(modelCatalog.id, tokenUsage.modelId))
    .innerJoin(users, eq(users.id, tokenUsage.userId))
    .where(
      and(
        eq(tokenUsage.tenantId, caller.tenantId),
        eq(tokenUsage.workspaceId, caller.workspaceId),
        canSeeAll ? undefined : eq(tokenUsage.userId, caller.userId),
        after
          ? sql`(${tokenUsage.createdAt}, ${tokenUsage.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(tokenUsage.createdAt), desc(tokenUsage.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, ({ usage }) => ({ at: usage.createdAt, id: usage.id }));
  return {
    items: page.rows.map(({ usage, modelName, userName }) => ({
      ...receiptOf(usage, modelName),
      userName,
      conversationId: usage.userId === caller.userId ? usage.conversationId : null,
    })),
    nextCursor: page.nextCursor,
  };
}

import type { ListReceipts, ReceiptPage } from '@geko/contracts/usage';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { findReceipts, keyOfReceipt } from './find-receipts.ts';

/** Receipts of a filter, newest first: the workspace's for those who may see them, else one's own. */
export async function listReceipts(scope: Scope, input: ListReceipts): Promise<ReceiptPage> {
  const { cursor, limit, ...filter } = input;
  const rows = await findReceipts(scope, filter, { after: fromCursor(cursor), most: limit + 1 });
  const page = toPage(rows, limit, keyOfReceipt);
  return {
    items: page.rows.map(({ usage, receipt, userName }) => ({
      ...receipt,
      userName,
      // Whose conversation it is not, they cannot open.
      conversationId: usage.userId === scope.caller.userId ? usage.conversationId : null,
    })),
    nextCursor: page.nextCursor,
  };
}

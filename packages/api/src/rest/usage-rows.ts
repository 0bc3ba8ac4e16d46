import { AppError } from '@geko/contracts/errors';
import { OwnUsage, ReceiptRef, SpanQuery } from '@geko/contracts/llm';
import {
  GetQuota,
  ListedReceipt,
  GetUsage,
  ListReceipts,
  Quota,
  ReceiptPage,
  UsageReport,
} from '@geko/contracts/usage';
import { getOwnUsage } from '@geko/services/llm/get-own-usage';
import { getQuota } from '@geko/services/usage/get-quota';
import { getUsage } from '@geko/services/usage/get-usage';
import { listReceipts } from '@geko/services/usage/list-receipts';
import { forWorkspace, type RestRow } from './rest-row.ts';
import { spanOf } from './span-of.ts';

const tag = 'Usage';
const scope = 'usage';
const permission = 'usage:view:own';
const workspaceId = '$WORKSPACE_ID';
const spanDetails = 'A day, week, month or year around a day, or from one day to another.';

/** The filters of the web app, with the span of days flat, as a query has no objects. */
const UsageQuery = GetUsage.omit({ range: true }).extend(SpanQuery.shape);
const ReceiptQuery = ListReceipts.omit({ range: true, turnId: true }).extend(SpanQuery.shape);

export const usageRows: readonly RestRow[] = [
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/usage',
    operationId: 'getUsage',
    tag,
    summary: 'What was used in a span of days',
    details: `${spanDetails} The workspace's for who may see it, else one's own.`,
    scope,
    permission,
    input: UsageQuery,
    output: UsageReport,
    example: { workspaceId, period: 'month' },
    run: (inside, { period, on, from, to, ...filter }) =>
      getUsage(inside, {
        ...filter,
        range: spanOf({ period, on, from, to }) ?? { kind: 'month' },
      }),
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/receipts',
    operationId: 'listReceipts',
    tag,
    summary: 'Receipts, newest first',
    details: `${spanDetails} Without one, of all time. Give nextCursor as cursor for the next page.`,
    scope,
    permission,
    input: ReceiptQuery,
    output: ReceiptPage,
    example: { workspaceId, limit: 10 },
    run: (inside, { period, on, from, to, ...filter }) => {
      const range = spanOf({ period, on, from, to });
      return listReceipts(inside, { ...filter, ...(range && { range }) });
    },
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/receipts/{receiptId}',
    operationId: 'getReceipt',
    tag,
    summary: 'What one call used and cost, line by line',
    scope,
    permission,
    input: ReceiptRef,
    output: ListedReceipt,
    example: { workspaceId, receiptId: '$RECEIPT_ID' },
    run: async (inside, { receiptId: turnId, ...here }) => {
      const { items } = await listReceipts(inside, { ...here, turnId, limit: 1 });
      const [found] = items;
      if (!found) throw new AppError('NOT_FOUND');
      return found;
    },
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/quota',
    operationId: 'getQuota',
    tag,
    summary: 'The limits on the caller now, tightest first',
    scope,
    permission,
    input: GetQuota,
    output: Quota,
    example: { workspaceId, modelId: 'gpt-4o-mini' },
    run: (inside, { modelId }) => getQuota(inside, { modelId: modelId ?? null }),
  }),
  forWorkspace({
    method: 'GET',
    path: '/llm/usage',
    operationId: 'getOwnUsage',
    tag,
    summary: 'What this key, or the person of this access token, has used',
    details: spanDetails,
    scope,
    permission,
    input: SpanQuery,
    output: OwnUsage,
    example: { period: 'month' },
    run: (inside, span) => getOwnUsage(inside, spanOf(span) ?? { kind: 'month' }),
  }),
];

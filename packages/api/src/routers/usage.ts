import {
  GetQuota,
  GetUsage,
  ListReceipts,
  Quota,
  ReceiptPage,
  UsageReport,
} from '@geko/contracts/usage';
import { getQuota } from '@geko/services/usage/get-quota';
import { getUsage } from '@geko/services/usage/get-usage';
import { listReceipts } from '@geko/services/usage/list-receipts';
import { permitted, router } from '../trpc.ts';

export const usageRouter = router({
  quota: permitted('usage:view:own')
    .input(GetQuota)
    .output(Quota)
    .query(({ ctx, input }) => getQuota(ctx.scope, { modelId: input.modelId ?? null })),

  report: permitted('usage:view:own')
    .input(GetUsage)
    .output(UsageReport)
    .query(({ ctx, input }) => getUsage(ctx.scope, input)),

  receipts: permitted('usage:view:own')
    .input(ListReceipts)
    .output(ReceiptPage)
    .query(({ ctx, input }) => listReceipts(ctx.scope, input)),
});

import {
  GetQuota,
  GetUsage,
  ListReceipts,
  Quota,
  ReceiptPage,
  UsageReport,
} from '@geko/contracts/usage';
import { WorkspaceTraffic } from '@geko/contracts/traffic';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import { watchWorkspaceTraffic } from '@geko/services/live/watch-traffic';
import { getQuota } from '@geko/services/usage/get-quota';
import { getUsage } from '@geko/services/usage/get-usage';
import { listReceipts } from '@geko/services/usage/list-receipts';
import { requirePrincipalAgain } from '../context.ts';
import { eventsOf, numbered } from '../event-stream.ts';
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

  traffic: permitted('usage:view:workspace')
    .output(eventsOf(WorkspaceTraffic))
    .subscription(({ ctx, input, signal }) =>
      numbered(
        watchWorkspaceTraffic(ctx.deps, {
          userId: ctx.me.userId,
          workspaceId: input.workspaceId,
          signal,
          async recheck() {
            const { userId, onlyWorkspaceId } = await requirePrincipalAgain(ctx);
            const { workspaceId } = input;
            await inWorkspace(
              ctx.deps,
              { userId, onlyWorkspaceId, workspaceId, request: ctx.request },
              ({ caller }) => Promise.resolve(assertPermitted(caller, 'usage:view:workspace')),
            );
          },
        }),
      ),
    ),
});

import { Done } from '@geko/contracts/auth';
import {
  CreateLimit,
  DecideRequest,
  Limit,
  LimitList,
  LimitRef,
  LimitRequestList,
  RequestMore,
  UpdateLimit,
} from '@geko/contracts/limits';
import { createLimit } from '@geko/services/limits/create-limit';
import { decideRequest } from '@geko/services/limits/decide-request';
import { listLimitRequests } from '@geko/services/limits/list-limit-requests';
import { listLimits } from '@geko/services/limits/list-limits';
import { removeLimit } from '@geko/services/limits/remove-limit';
import { requestMore } from '@geko/services/limits/request-more';
import { updateLimit } from '@geko/services/limits/update-limit';
import { permitted, router } from '../trpc.ts';

const DONE = { ok: true } as const;

export const limitsRouter = router({
  list: permitted('budget:manage')
    .output(LimitList)
    .query(({ ctx }) => listLimits(ctx.scope)),

  create: permitted('budget:manage')
    .input(CreateLimit)
    .output(Limit)
    .mutation(({ ctx, input }) => createLimit(ctx.scope, input)),

  update: permitted('budget:manage')
    .input(UpdateLimit)
    .output(Limit)
    .mutation(({ ctx, input }) => updateLimit(ctx.scope, input)),

  remove: permitted('budget:manage')
    .input(LimitRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeLimit(ctx.scope, input.id);
      return DONE;
    }),

  requestMore: permitted('chat:create')
    .input(RequestMore)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await requestMore(ctx.scope, input);
      return DONE;
    }),

  requests: permitted('budget:manage')
    .output(LimitRequestList)
    .query(({ ctx }) => listLimitRequests(ctx.scope)),

  decide: permitted('budget:manage')
    .input(DecideRequest)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await decideRequest(ctx.scope, input);
      return DONE;
    }),
});

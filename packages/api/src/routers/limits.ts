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
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const limitsRouter = router({
  list: permitted('budget:manage')
    .output(LimitList)
    .query(() => unwritten()),

  create: permitted('budget:manage')
    .input(CreateLimit)
    .output(Limit)
    .mutation(() => unwritten()),

  update: permitted('budget:manage')
    .input(UpdateLimit)
    .output(Limit)
    .mutation(() => unwritten()),

  remove: permitted('budget:manage')
    .input(LimitRef)
    .output(Done)
    .mutation(() => unwritten()),

  requestMore: permitted('chat:create')
    .input(RequestMore)
    .output(Done)
    .mutation(() => unwritten()),

  requests: permitted('budget:manage')
    .output(LimitRequestList)
    .query(() => unwritten()),

  decide: permitted('budget:manage')
    .input(DecideRequest)
    .output(Done)
    .mutation(() => unwritten()),
});

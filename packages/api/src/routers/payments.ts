import { Done } from '@geko/contracts/auth';
import { RefundedPayment, RefundPayment } from '@geko/contracts/money-back';
import {
  AdminPayments,
  ListPayments,
  Quarantine,
  SettleQuarantine,
} from '@geko/contracts/payments';
import { listPayments } from '@geko/services/billing/list-payments';
import { listQuarantine } from '@geko/services/billing/list-quarantine';
import { refundPayment } from '@geko/services/billing/refund-payment';
import { settleQuarantine } from '@geko/services/billing/settle-quarantine';
import { operatorProcedure, router } from '../trpc.ts';

/** The operator's side of payments. */
export const paymentsRouter = router({
  list: operatorProcedure
    .input(ListPayments)
    .output(AdminPayments)
    .query(({ ctx, input }) => listPayments(ctx.deps, input)),

  refund: operatorProcedure
    .input(RefundPayment)
    .output(RefundedPayment)
    .mutation(({ ctx, input }) =>
      refundPayment(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  quarantine: operatorProcedure.output(Quarantine).query(({ ctx }) => listQuarantine(ctx.deps)),

  settleQuarantine: operatorProcedure
    .input(SettleQuarantine)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await settleQuarantine(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});

import { BillingOverview } from '@geko/contracts/billing';
import { FindPayment, Payment, StartedPayment, StartTopUp } from '@geko/contracts/payments';
import { ListTransactions, TransactionPage, Wallet } from '@geko/contracts/wallet';
import { getBillingOverview } from '@geko/services/billing/get-billing-overview';
import { getPayment } from '@geko/services/billing/get-payment';
import { startTopUp } from '@geko/services/billing/start-top-up';
import { getWallet } from '@geko/services/wallet/get-wallet';
import { listTransactions } from '@geko/services/wallet/list-transactions';
import { permitted, router, signedInProcedure } from '../trpc.ts';

export const billingRouter = router({
  // Everyone may read the plan and what others would bring: the upgrade call leads here.
  overview: permitted('workspace:view')
    .output(BillingOverview)
    .query(({ ctx }) => getBillingOverview(ctx.scope, { canPay: ctx.deps.stripe !== null })),

  /** Stripe is asked in no transaction: the verb sees to who may. */
  startTopUp: signedInProcedure
    .input(StartTopUp)
    .output(StartedPayment)
    .mutation(({ ctx, input }) =>
      startTopUp(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  payment: permitted('billing:view')
    .input(FindPayment)
    .output(Payment)
    .query(({ ctx, input }) => getPayment(ctx.scope, input)),

  wallet: permitted('billing:view')
    .output(Wallet)
    .query(({ ctx }) => getWallet(ctx.scope)),

  transactions: permitted('billing:view')
    .input(ListTransactions)
    .output(TransactionPage)
    .query(({ ctx, input }) => listTransactions(ctx.scope, input)),
});

import { BillingOverview } from '@geko/contracts/billing';
import { ListTransactions, TransactionPage, Wallet } from '@geko/contracts/wallet';
import { getBillingOverview } from '@geko/services/billing/get-billing-overview';
import { permitted, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

export const billingRouter = router({
  // Everyone may read the plan and what others would bring: the upgrade call leads here.
  overview: permitted('workspace:view')
    .output(BillingOverview)
    .query(({ ctx }) => getBillingOverview(ctx.scope)),

  wallet: permitted('billing:view')
    .output(Wallet)
    .query(() => unwritten()),

  transactions: permitted('billing:view')
    .input(ListTransactions)
    .output(TransactionPage)
    .query(() => unwritten()),
});

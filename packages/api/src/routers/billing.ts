import { BillingOverview } from '@geko/contracts/billing';
import { ListTransactions, TransactionPage, Wallet } from '@geko/contracts/wallet';
import { getBillingOverview } from '@geko/services/billing/get-billing-overview';
import { getWallet } from '@geko/services/wallet/get-wallet';
import { listTransactions } from '@geko/services/wallet/list-transactions';
import { permitted, router } from '../trpc.ts';

export const billingRouter = router({
  // Everyone may read the plan and what others would bring: the upgrade call leads here.
  overview: permitted('workspace:view')
    .output(BillingOverview)
    .query(({ ctx }) => getBillingOverview(ctx.scope)),

  wallet: permitted('billing:view')
    .output(Wallet)
    .query(({ ctx }) => getWallet(ctx.scope)),

  transactions: permitted('billing:view')
    .input(ListTransactions)
    .output(TransactionPage)
    .query(({ ctx, input }) => listTransactions(ctx.scope, input)),
});

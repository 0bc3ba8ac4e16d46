import { BillingOverview } from '@geko/contracts/billing';
import { getBillingOverview } from '@geko/services/billing/get-billing-overview';
import { permitted, router } from '../trpc.ts';

export const billingRouter = router({
  // Everyone may read the plan and what others would bring: the upgrade call leads here.
  overview: permitted('workspace:view')
    .output(BillingOverview)
    .query(({ ctx }) => getBillingOverview(ctx.scope)),
});

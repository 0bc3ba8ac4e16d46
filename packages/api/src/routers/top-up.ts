import { Done } from '@geko/contracts/auth';
import { AutomaticTopUp, SetAutomaticTopUp } from '@geko/contracts/automatic-top-up';
import { getAutomaticTopUp } from '@geko/services/billing/get-automatic-top-up';
import { setAutomaticTopUp } from '@geko/services/billing/set-automatic-top-up';
import { permitted, router, signedInProcedure } from '../trpc.ts';

/** Credit that buys itself. */
export const topUpRouter = router({
  get: permitted('billing:view')
    .output(AutomaticTopUp)
    .query(({ ctx }) => getAutomaticTopUp(ctx.scope)),

  /** Stripe is asked in no transaction: the verb sees to who may. */
  set: signedInProcedure
    .input(SetAutomaticTopUp)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setAutomaticTopUp(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),
});

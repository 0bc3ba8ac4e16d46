import { Done } from '@geko/contracts/auth';
import {
  CreatePromoCode,
  PromoCodes,
  RedeemedPromoCode,
  RedeemPromoCode,
  SwitchPromoCode,
} from '@geko/contracts/promo-codes';
import { createPromoCode } from '@geko/services/promo/create-promo-code';
import { listPromoCodes } from '@geko/services/promo/list-promo-codes';
import { redeemPromoCode } from '@geko/services/promo/redeem-promo-code';
import { switchPromoCode } from '@geko/services/promo/switch-promo-code';
import { operatorProcedure, router, signedInProcedure } from '../trpc.ts';

export const promoRouter = router({
  list: operatorProcedure.output(PromoCodes).query(({ ctx }) => listPromoCodes(ctx.deps)),

  create: operatorProcedure
    .input(CreatePromoCode)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await createPromoCode(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  setActive: operatorProcedure
    .input(SwitchPromoCode)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await switchPromoCode(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  /** Tries are counted before the workspace is entered: the verb sees to who may. */
  redeem: signedInProcedure
    .input(RedeemPromoCode)
    .output(RedeemedPromoCode)
    .mutation(({ ctx, input }) =>
      redeemPromoCode(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),
});

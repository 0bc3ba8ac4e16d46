import { Done } from '@geko/contracts/auth';
import { AddCard, CardList, ChangeCard, OpenPortal, StripePage } from '@geko/contracts/cards';
import { InWorkspace } from '@geko/contracts/workspace';
import { addCard } from '@geko/services/billing/add-card';
import { removeCard, setDefaultCard } from '@geko/services/billing/change-cards';
import { listCards } from '@geko/services/billing/list-cards';
import { openCardPortal } from '@geko/services/billing/open-card-portal';
import { router, signedInProcedure } from '../trpc.ts';

/** Cards are kept at Stripe, which is asked in no transaction: the verbs see to who may. */
export const cardsRouter = router({
  list: signedInProcedure
    .input(InWorkspace)
    .output(CardList)
    .query(({ ctx, input }) =>
      listCards(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  add: signedInProcedure
    .input(AddCard)
    .output(StripePage)
    .mutation(({ ctx, input }) =>
      addCard(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  setDefault: signedInProcedure
    .input(ChangeCard)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setDefaultCard(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  remove: signedInProcedure
    .input(ChangeCard)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeCard(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  openPortal: signedInProcedure
    .input(OpenPortal)
    .output(StripePage)
    .mutation(({ ctx, input }) =>
      openCardPortal(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),
});

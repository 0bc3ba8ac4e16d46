import { Done } from '@geko/contracts/auth';
import {
  CandidateList,
  DismissCandidate,
  ImportPrices,
  ImportResult,
  ListCandidates,
  Markups,
  PlanSettings,
  PublishCandidate,
  SavePlan,
  SetMarkup,
  WhatIf,
  WhatIfResult,
} from '@geko/contracts/prices';
import { GrantCredit } from '@geko/contracts/wallet';
import { grantCredit } from '@geko/services/wallet/grant-credit';
import { whatIf } from '@geko/services/admin/what-if';
import { listPlanSettings } from '@geko/services/plans/list-plan-settings';
import { savePlan } from '@geko/services/plans/save-plan';
import { dismissCandidate } from '@geko/services/prices/dismiss-candidate';
import { importPrices } from '@geko/services/prices/import-prices';
import { listCandidates } from '@geko/services/prices/list-candidates';
import { listMarkups } from '@geko/services/prices/list-markups';
import { publishCandidate } from '@geko/services/prices/publish-candidate';
import { setMarkup } from '@geko/services/prices/set-markup';
import { operatorProcedure, router } from '../trpc.ts';

/** The operator's side of money: prices, markups, plans, gifts. */
export const moneyRouter = router({
  grant: operatorProcedure
    .input(GrantCredit)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await grantCredit(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true };
    }),

  markups: operatorProcedure.output(Markups).query(({ ctx }) => listMarkups(ctx.deps)),

  setMarkup: operatorProcedure
    .input(SetMarkup)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setMarkup(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  plans: operatorProcedure.output(PlanSettings).query(({ ctx }) => listPlanSettings(ctx.deps)),

  savePlan: operatorProcedure
    .input(SavePlan)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await savePlan(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  candidates: operatorProcedure
    .input(ListCandidates)
    .output(CandidateList)
    .query(({ ctx, input }) => listCandidates(ctx.deps, input)),

  importPrices: operatorProcedure
    .input(ImportPrices)
    .output(ImportResult)
    .mutation(({ ctx, input }) =>
      importPrices(ctx.deps, { principal: ctx.me, request: ctx.request }, input),
    ),

  publishCandidate: operatorProcedure
    .input(PublishCandidate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await publishCandidate(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  dismissCandidate: operatorProcedure
    .input(DismissCandidate)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await dismissCandidate(ctx.deps, { principal: ctx.me, request: ctx.request }, input);
      return { ok: true as const };
    }),

  whatIf: operatorProcedure
    .input(WhatIf)
    .output(WhatIfResult)
    .query(({ ctx, input }) => whatIf(ctx.deps, input)),
});

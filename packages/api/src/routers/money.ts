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
import { operatorProcedure, router } from '../trpc.ts';
import { unwritten } from '../unwritten.ts';

/** The operator's side of money: prices, markups, plans, gifts. */
export const moneyRouter = router({
  grant: operatorProcedure
    .input(GrantCredit)
    .output(Done)
    .mutation(() => unwritten()),

  markups: operatorProcedure.output(Markups).query(() => unwritten()),

  setMarkup: operatorProcedure
    .input(SetMarkup)
    .output(Done)
    .mutation(() => unwritten()),

  plans: operatorProcedure.output(PlanSettings).query(() => unwritten()),

  savePlan: operatorProcedure
    .input(SavePlan)
    .output(Done)
    .mutation(() => unwritten()),

  candidates: operatorProcedure
    .input(ListCandidates)
    .output(CandidateList)
    .query(() => unwritten()),

  importPrices: operatorProcedure
    .input(ImportPrices)
    .output(ImportResult)
    .mutation(() => unwritten()),

  publishCandidate: operatorProcedure
    .input(PublishCandidate)
    .output(Done)
    .mutation(() => unwritten()),

  dismissCandidate: operatorProcedure
    .input(DismissCandidate)
    .output(Done)
    .mutation(() => unwritten()),

  whatIf: operatorProcedure
    .input(WhatIf)
    .output(WhatIfResult)
    .query(() => unwritten()),
});

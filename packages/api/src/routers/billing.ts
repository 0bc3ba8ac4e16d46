import { Done } from '@geko/contracts/auth';
import { BillingOverview } from '@geko/contracts/billing';
import { FindPayment, Payment, StartedPayment, StartTopUp } from '@geko/contracts/payments';
import {
  ChangePlan,
  ListSubscriptions,
  PlanOperation,
  PlanPreview,
  PlanStanding,
  PreviewPlan,
  Revenue,
  StartPlan,
  SubscriptionPage,
} from '@geko/contracts/subscriptions';
import { ListTransactions, TransactionPage, Wallet } from '@geko/contracts/wallet';
import { changePlan, previewPlan } from '@geko/services/billing/change-plan';
import { cancelPlan, resumePlan } from '@geko/services/billing/end-plan';
import { getBillingOverview } from '@geko/services/billing/get-billing-overview';
import { getPayment } from '@geko/services/billing/get-payment';
import { getPlanStanding } from '@geko/services/billing/get-plan-standing';
import { getRevenue } from '@geko/services/billing/get-revenue';
import { listAllSubscriptions } from '@geko/services/billing/list-subscriptions';
import { startPlan } from '@geko/services/billing/start-plan';
import { startTopUp } from '@geko/services/billing/start-top-up';
import { getWallet } from '@geko/services/wallet/get-wallet';
import { listTransactions } from '@geko/services/wallet/list-transactions';
import { operatorProcedure, permitted, router, signedInProcedure } from '../trpc.ts';

/** Who pays, as the verbs want them told. */
const buyerOf = <P, R>({ me, request }: { me: P; request: R }) => ({ principal: me, request });

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

  /** Plans by subscription. Stripe is asked in no transaction here either: the verbs see to who may. */
  startPlan: signedInProcedure
    .input(StartPlan)
    .output(StartedPayment)
    .mutation(({ ctx, input }) => startPlan(ctx.deps, buyerOf(ctx), input)),

  previewPlan: signedInProcedure
    .input(PreviewPlan)
    .output(PlanPreview)
    .query(({ ctx, input }) => previewPlan(ctx.deps, buyerOf(ctx), input)),

  changePlan: signedInProcedure
    .input(ChangePlan)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await changePlan(ctx.deps, buyerOf(ctx), input);
      return { ok: true as const };
    }),

  cancelPlan: signedInProcedure
    .input(PlanOperation)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await cancelPlan(ctx.deps, buyerOf(ctx), input);
      return { ok: true as const };
    }),

  resumePlan: signedInProcedure
    .input(PlanOperation)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await resumePlan(ctx.deps, buyerOf(ctx), input);
      return { ok: true as const };
    }),

  subscription: permitted('billing:view')
    .output(PlanStanding)
    .query(({ ctx }) => getPlanStanding(ctx.scope)),

  subscriptions: operatorProcedure
    .input(ListSubscriptions)
    .output(SubscriptionPage)
    .query(({ ctx, input }) => listAllSubscriptions(ctx.deps, input)),

  revenue: operatorProcedure.output(Revenue).query(({ ctx }) => getRevenue(ctx.deps)),

  wallet: permitted('billing:view')
    .output(Wallet)
    .query(({ ctx }) => getWallet(ctx.scope)),

  transactions: permitted('billing:view')
    .input(ListTransactions)
    .output(TransactionPage)
    .query(({ ctx, input }) => listTransactions(ctx.scope, input)),
});

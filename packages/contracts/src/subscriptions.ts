import { z } from 'zod';
import { AdminPage } from './admin.ts';
import { NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { PlanId } from './plans.ts';
import { InWorkspace } from './workspace.ts';

/** Plans that are subscribed to; free costs nothing and enterprise is agreed upon. */
export const soldPlanIds = ['pro', 'paygo'] as const;
export const SoldPlan = z.enum(soldPlanIds);
export type SoldPlan = z.infer<typeof SoldPlan>;

/**
 * begun: nobody has paid on Stripe's page yet, or it was given up. The others are Stripe's; `incomplete`: its first payment
 * is not through. Only ended is for good.
 */
export const subscriptionStates = [
  'begun',
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'ended',
] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/**
 * What a workspace has of its subscription. none: it has none; grace: a payment failed, and the plan stays for a while;
 * lapsed: it was not paid in that time either, or Stripe has paused it; ended: for good.
 */
export const standings = ['none', 'trialing', 'active', 'grace', 'lapsed', 'ended'] as const;
export type StandingKind = (typeof standings)[number];

/** id: the caller's own, the subscription's from now on: a resend begins no second one. */
export const StartPlan = InWorkspace.extend({ id: NewId, planId: SoldPlan });
export type StartPlan = z.infer<typeof StartPlan>;

export const PreviewPlan = InWorkspace.extend({ planId: SoldPlan });
export type PreviewPlan = z.infer<typeof PreviewPlan>;

/** What a change would cost now, in US cents; negative = credit for coming invoices. */
export const PlanPreview = z.object({
  planId: SoldPlan,
  /** What the change is to be reckoned with, so that it costs what was shown. */
  at: z.iso.datetime(),
  totalCents: z.number().int(),
  dueCents: z.number().int(),
  taxCents: z.number().int(),
  lines: z.array(
    z.object({
      description: z.string(),
      amountCents: z.number().int(),
      periodStart: z.iso.datetime(),
      periodEnd: z.iso.datetime(),
    }),
  ),
});
export type PlanPreview = z.infer<typeof PlanPreview>;

/** id: of this change; a resend changes nothing more. at: as the preview gave it. */
export const ChangePlan = InWorkspace.extend({ id: NewId, planId: SoldPlan, at: Instant });
export type ChangePlan = z.infer<typeof ChangePlan>;

/** Cancelling, resuming, and the way to Stripe's own pages. id: of this operation. */
export const PlanOperation = InWorkspace.extend({ id: NewId });
export type PlanOperation = z.infer<typeof PlanOperation>;

/** How a workspace stands with its plan. */
export const PlanStanding = z.object({
  planId: PlanId,
  /** The operator has set this plan by hand: what is paid at Stripe does not change it. */
  isByHand: z.boolean(),
  standing: z.enum(standings),
  /** When the trial, the grace or the plan ends; null = it goes on. */
  until: z.iso.datetime().nullable(),
  /** Whether a first subscription of this company's begins with the plan's trial. */
  isTrialOpen: z.boolean(),
  /** The one that runs, else the last one that did; null = there never was one. */
  subscription: z
    .object({
      id: z.string(),
      planId: SoldPlan,
      /** A month. */
      priceCents: z.number().int(),
      periodStart: z.iso.datetime().nullable(),
      periodEnd: z.iso.datetime().nullable(),
      isEndingAtPeriodEnd: z.boolean(),
      failedSince: z.iso.datetime().nullable(),
      endedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type PlanStanding = z.infer<typeof PlanStanding>;

export const ListSubscriptions = AdminPage.extend({
  /** Only those of which a payment has failed. */
  isFailing: z.boolean().default(false),
});
export type ListSubscriptions = z.infer<typeof ListSubscriptions>;

/** Subscriptions of all workspaces, ended ones too, the newest first. */
export const SubscriptionPage = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      workspaceId: z.string(),
      workspaceName: z.string(),
      /** The plan that it is for, and the one that the workspace has now. */
      planId: SoldPlan,
      heldPlanId: PlanId,
      isByHand: z.boolean(),
      state: z.enum(subscriptionStates),
      standing: z.enum(standings),
      until: z.iso.datetime().nullable(),
      priceCents: z.number().int(),
      periodEnd: z.iso.datetime().nullable(),
      failedSince: z.iso.datetime().nullable(),
      begunAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      /** Stripe's. */
      subscriptionRef: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type SubscriptionPage = z.infer<typeof SubscriptionPage>;

/** Figures out of our own tables; in US cents, without tax. */
export const Revenue = z.object({
  isSetUp: z.boolean(),
  /** The first moment of the running calendar month, UTC. */
  since: z.iso.datetime(),
  /** A month, of subscriptions that are active or in grace. */
  recurringCents: z.number().int(),
  plans: z.array(
    z.object({
      planId: SoldPlan,
      active: z.number().int(),
      trialing: z.number().int(),
      failing: z.number().int(),
      ending: z.number().int(),
    }),
  ),
  /** In this month. */
  begun: z.number().int(),
  ended: z.number().int(),
  /** What invoices of plans have brought this month, and what went back of such money, without tax. */
  planPaidCents: z.number().int(),
  planBackCents: z.number().int(),
  creditSoldCents: z.number().int(),
  creditPurchases: z.number().int(),
});
export type Revenue = z.infer<typeof Revenue>;

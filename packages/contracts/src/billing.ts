import { z } from 'zod';
import { ModelTier, Overflow, PlanId } from './plans.ts';

export const PlanView = z.object({
  id: PlanId,
  name: z.string(),
  priceCentsPerMonth: z.number().int().nullable(),
  tiers: z.record(ModelTier, z.enum(['local', 'included', 'postpaid', 'locked'])),
  limits: z.array(
    z.object({
      meter: z.enum(['tokens', 'requests']),
      scope: z.enum(['workspace', 'free_model']),
      cap: z.number().int(),
      overflow: Overflow,
    }),
  ),
  postpaidMarkupBps: z.number().int(),
  creditCentsPerMonth: z.number().int(),
  trialDays: z.number().int(),
  isCurrent: z.boolean(),
});
export type PlanView = z.infer<typeof PlanView>;

export const BillingOverview = z.object({
  planId: PlanId,
  periodStart: z.iso.datetime(),
  periodEnd: z.iso.datetime(),
  plans: z.array(PlanView),
  /** False until the operator has set up payments: then plans are set by hand. */
  canPay: z.boolean(),
});
export type BillingOverview = z.infer<typeof BillingOverview>;

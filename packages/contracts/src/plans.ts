import { z } from 'zod';

export const planIds = ['free', 'pro', 'paygo', 'enterprise'] as const;
export const PlanId = z.enum(planIds);
export type PlanId = z.infer<typeof PlanId>;

export const ModelTier = z.enum(['local', 'free', 'premium']);
export type ModelTier = z.infer<typeof ModelTier>;

/** What happens at a plan's limit: refuse, fall through to the wallet, or let pass and alert. */
export const Overflow = z.enum(['block', 'credits', 'allow']);
export type Overflow = z.infer<typeof Overflow>;

/** How a plan pays for a tier: in the plan's price, on the monthly invoice, free, or not at all. */
export const TierFunding = z.enum(['local', 'included', 'postpaid', 'locked']);
export type TierFunding = z.infer<typeof TierFunding>;

const MAX_CAP = 9_000_000_000_000_000;

export const planSchema = z.object({
  name: z.string().min(1).max(60),
  /** US cents a month; null = by agreement. */
  priceCentsPerMonth: z.number().int().min(0).max(100_000_000).nullable(),
  isHidden: z.boolean(),
  tiers: z.record(ModelTier, TierFunding),
  limits: z
    .array(
      z.object({
        meter: z.enum(['tokens', 'requests']),
        /** Whether one counter serves the workspace, or each free-tier model has its own. */
        scope: z.enum(['workspace', 'free_model']),
        /** Per calendar month in the workspace's zone. */
        cap: z.number().int().min(0).max(MAX_CAP),
        overflow: Overflow,
      }),
    )
    .max(4)
    .readonly(),
  /** Credit that comes with each period that is paid for, and expires with it. US cents. */
  creditCentsPerMonth: z.number().int().min(0).max(100_000_000).default(0),
  /** Of a company's first subscription; 0 = none. */
  trialDays: z.number().int().min(0).max(365).default(0),
  /** Added to provider cost on the invoice, in basis points; null = the system's markup. */
  postpaidMarkupBps: z.number().int().min(0).max(1_000_000).nullable(),
  /** The plan to offer where this one says no. */
  upgradeTo: PlanId.nullable(),
});
export type Plan = z.infer<typeof planSchema>;
export type PlanLimit = Plan['limits'][number];

/** The plans of SPEC §6 as they ship; an operator may change them. Forget a cell and it does not compile. */
export const planTable: Record<PlanId, Plan> = {
  free: {
    name: 'Free',
    priceCentsPerMonth: 0,
    isHidden: false,
    tiers: { local: 'local', free: 'included', premium: 'locked' },
    limits: [
      { meter: 'tokens', scope: 'workspace', cap: 50_000, overflow: 'credits' },
      { meter: 'requests', scope: 'workspace', cap: 100, overflow: 'credits' },
      { meter: 'tokens', scope: 'free_model', cap: 100_000, overflow: 'credits' },
    ],
    creditCentsPerMonth: 0,
    trialDays: 0,
    postpaidMarkupBps: 0,
    upgradeTo: 'pro',
  },
  pro: {
    name: 'Pro',
    priceCentsPerMonth: 2900,
    isHidden: false,
    tiers: { local: 'local', free: 'included', premium: 'included' },
    limits: [
      { meter: 'tokens', scope: 'workspace', cap: 500_000, overflow: 'allow' },
      { meter: 'requests', scope: 'workspace', cap: 10_000, overflow: 'allow' },
    ],
    creditCentsPerMonth: 0,
    trialDays: 0,
    postpaidMarkupBps: 0,
    upgradeTo: 'paygo',
  },
  paygo: {
    name: 'Pay as you go',
    priceCentsPerMonth: 0,
    isHidden: false,
    tiers: { local: 'local', free: 'postpaid', premium: 'postpaid' },
    limits: [],
    creditCentsPerMonth: 0,
    trialDays: 0,
    postpaidMarkupBps: 5000,
    upgradeTo: null,
  },
  enterprise: {
    name: 'Enterprise',
    priceCentsPerMonth: null,
    isHidden: true,
    tiers: { local: 'local', free: 'postpaid', premium: 'postpaid' },
    limits: [],
    creditCentsPerMonth: 0,
    trialDays: 0,
    postpaidMarkupBps: 0,
    upgradeTo: null,
  },
};

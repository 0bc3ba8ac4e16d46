import { z } from 'zod';
import { creditPackIds, LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from './credit-packs.ts';
import { NewId } from './ids.ts';
import { InWorkspace } from './workspace.ts';

/** Credit that somebody wants to buy: a pack, or any amount between the bounds. */
export const TopUpChoice = z.union([
  z.strictObject({ pack: z.enum(creditPackIds) }),
  z.strictObject({ amountCents: z.number().int().min(LEAST_TOP_UP_CENTS).max(MOST_TOP_UP_CENTS) }),
]);
export type TopUpChoice = z.infer<typeof TopUpChoice>;

/** id: the caller's own, the payment's from now on: a resend begins no second one. */
export const StartTopUp = InWorkspace.extend({ id: NewId, topUp: TopUpChoice });
export type StartTopUp = z.infer<typeof StartTopUp>;

/** Where it is paid. */
export const StartedPayment = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
export type StartedPayment = z.infer<typeof StartedPayment>;

/** begun: nothing has been paid yet, or it was given up. */
export const paymentStates = ['begun', 'paid'] as const;

export const Payment = z.object({
  id: z.string(),
  state: z.enum(paymentStates),
  creditNano: z.string(),
  /** Without tax. */
  priceCents: z.number().int(),
  taxCents: z.number().int(),
  begunAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
});
export type Payment = z.infer<typeof Payment>;

export const FindPayment = InWorkspace.extend({ id: NewId });
export type FindPayment = z.infer<typeof FindPayment>;

/**
 * Why what Stripe told of was not acted upon: it is of the other mode (test or live) or of another account; of no payment
 * that was begun here, or of another customer's; in another currency, or not as much as was agreed; money went back; or an
 * invoice has come to another end here. Of subscriptions: nobody began it here, it is to none of our plans, or the workspace
 * has another one.
 */
export const quarantineReasons = [
  'wrong_mode',
  'wrong_account',
  'unknown_payment',
  'wrong_customer',
  'wrong_currency',
  'wrong_amount',
  'money_went_back',
  'unknown_subscription',
  'wrong_plan',
  'second_subscription',
  'other_end',
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

/** isSetUp: whether people can pay at all. count: all that were ever quarantined; items: the newest of them. */
export const Quarantine = z.object({
  isSetUp: z.boolean(),
  count: z.number().int(),
  items: z.array(
    z.object({
      eventId: z.string(),
      type: z.string(),
      objectId: z.string().nullable(),
      reason: z.enum(quarantineReasons),
      receivedAt: z.iso.datetime(),
    }),
  ),
});
export type Quarantine = z.infer<typeof Quarantine>;

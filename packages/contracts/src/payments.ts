import { z } from 'zod';
import { creditPackIds, LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from './credit-packs.ts';
import { Cursor, NewId } from './ids.ts';
import { moneyBackStates } from './money-back.ts';
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

/** begun: nothing has been paid yet, or it was given up; failed: the card was declined while its owner was away. */
export const paymentStates = ['begun', 'paid', 'failed'] as const;

/** Paid on a page of Stripe's by a person, or by automatic top-up. */
export const paymentOrigins = ['page', 'automatic'] as const;

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

/** isSetUp: whether people can pay at all. count: all that wait; items: the newest of them. */
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

/** What an operator has put right, and what they note of it. */
export const SettleQuarantine = z.object({
  eventId: z.string(),
  note: z.string().trim().min(1).max(500),
});
export type SettleQuarantine = z.infer<typeof SettleQuarantine>;

export const ListPayments = z.object({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});
export type ListPayments = z.infer<typeof ListPayments>;

/** A payment as operators see it. */
export const AdminPayment = z.object({
  id: z.string(),
  workspaceId: z.string(),
  workspaceName: z.string(),
  tenantName: z.string(),
  state: z.enum(paymentStates),
  origin: z.enum(paymentOrigins),
  creditNano: z.string(),
  /** Without tax. */
  priceCents: z.number().int(),
  taxCents: z.number().int(),
  /** With tax: what was refunded, or is on its way. */
  refundedCents: z.number().int(),
  /** Of the newest dispute; null = nobody disputes it. */
  dispute: z.enum(moneyBackStates).nullable(),
  begunAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
});
export type AdminPayment = z.infer<typeof AdminPayment>;

/** Paid and failed ones, newest first. */
export const AdminPayments = z.object({
  items: z.array(AdminPayment),
  nextCursor: z.string().nullable(),
});
export type AdminPayments = z.infer<typeof AdminPayments>;

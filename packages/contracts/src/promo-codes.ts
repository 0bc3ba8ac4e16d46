import { z } from 'zod';
import { Id, NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { NanoString } from './money.ts';
import { InWorkspace } from './workspace.ts';

/** A code as it was typed, in the form that codes are kept in. */
export const PromoCodeText = z
  .string()
  .trim()
  .transform((text) => text.toUpperCase())
  .refine((text) => /^[A-Z0-9-]{4,40}$/u.test(text), 'must be 4 to 40 letters, digits and hyphens');

const MOST_NANO = 1_000_000_000_000n;

/** id: the caller's own: a resend makes no second one. */
export const CreatePromoCode = z.object({
  id: NewId,
  code: PromoCodeText,
  amountNano: NanoString.refine(
    // A refinement also hears of what is no number.
    (nano) => /^\d{1,13}$/u.test(nano) && BigInt(nano) > 0n && BigInt(nano) <= MOST_NANO,
    'must be above zero, and at most a thousand dollars',
  ),
  /** How often it can be redeemed in all; a workspace can once. */
  mostRedemptions: z.number().int().min(1).max(1_000_000),
  /** Until when it can be redeemed; null = no end. */
  endsAt: Instant.nullable(),
  /** How long its credit lasts; null = for good. */
  creditDays: z.number().int().min(1).max(3_650).nullable(),
});
export type CreatePromoCode = z.infer<typeof CreatePromoCode>;

export const PromoCode = z.object({
  id: z.string(),
  code: z.string(),
  amountNano: NanoString,
  mostRedemptions: z.number().int(),
  redemptions: z.number().int(),
  endsAt: z.iso.datetime().nullable(),
  creditDays: z.number().int().nullable(),
  isActive: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type PromoCode = z.infer<typeof PromoCode>;

/** The newest hundred. */
export const PromoCodes = z.object({ codes: z.array(PromoCode) });
export type PromoCodes = z.infer<typeof PromoCodes>;

export const SwitchPromoCode = z.object({ id: Id, isActive: z.boolean() });
export type SwitchPromoCode = z.infer<typeof SwitchPromoCode>;

/** id: the caller's own, the lot's from now on: a resend brings nothing more. */
export const RedeemPromoCode = InWorkspace.extend({ id: NewId, code: PromoCodeText });
export type RedeemPromoCode = z.infer<typeof RedeemPromoCode>;

/** The credit that it has brought; null = for good. */
export const RedeemedPromoCode = z.object({
  amountNano: NanoString,
  expiresAt: z.iso.datetime().nullable(),
});
export type RedeemedPromoCode = z.infer<typeof RedeemedPromoCode>;

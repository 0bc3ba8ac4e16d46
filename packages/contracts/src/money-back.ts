import { z } from 'zod';
import { Id, NewId } from './ids.ts';
import { refundReasons } from './refund-reasons.ts';

export const moneyBackKinds = ['refund', 'dispute'] as const;
export type MoneyBackKind = (typeof moneyBackKinds)[number];

/**
 * A refund is asked for here, is on its way, done, or failed: then the money is ours again, however late. A dispute may
 * begin as a warning, which moves nothing; open and lost the money is gone, won it is back.
 */
export const moneyBackStates = [
  'asked',
  'pending',
  'done',
  'failed',
  'warned',
  'closed_warning',
  'open',
  'lost',
  'won',
] as const;
export type MoneyBackState = (typeof moneyBackStates)[number];

/** id: the caller's own, the refund's from now on: a resend gives nothing more. amountCents: null = all that is left. */
export const RefundPayment = z.object({
  id: NewId,
  workspaceId: Id,
  paymentId: Id,
  amountCents: z.number().int().min(1).max(100_000_000).nullable(),
  reason: z.enum(refundReasons),
});
export type RefundPayment = z.infer<typeof RefundPayment>;

/** How far the refund has come. */
export const RefundedPayment = z.object({
  state: z.enum(moneyBackStates),
  amountCents: z.number().int(),
});
export type RefundedPayment = z.infer<typeof RefundedPayment>;

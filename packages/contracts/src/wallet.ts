import { z } from 'zod';
import { Cursor, Id, NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { walletJournalKinds } from './journal-kinds.ts';
import { NanoString } from './money.ts';
import { InWorkspace } from './workspace.ts';

/** Kinds of credit and the order in which they are spent; sooner expiry first within one (SPEC §7). */
export const lotPriority = { trial: 10, bonus: 20, subscription: 30, purchased: 40 } as const;
export const LotKind = z.enum(['trial', 'bonus', 'subscription', 'purchased']);
export type LotKind = z.infer<typeof LotKind>;

export const CreditLot = z.object({
  id: z.string(),
  kind: LotKind,
  grantedNano: NanoString,
  remainingNano: NanoString,
  heldNano: NanoString,
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type CreditLot = z.infer<typeof CreditLot>;

/** A workspace's credit; a balance below zero is a debt. nanoPerCredit: how credits are shown; 1 credit = $1 unless the operator says otherwise. */
export const Wallet = z.object({
  balanceNano: NanoString,
  heldNano: NanoString,
  /** Lots with something left or owed, in the order in which they are spent. */
  lots: z.array(CreditLot),
  nanoPerCredit: NanoString,
  /** Below this people are told; null = never. */
  lowCreditNano: NanoString.nullable(),
});
export type Wallet = z.infer<typeof Wallet>;

export const ListTransactions = InWorkspace.extend({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});
export type ListTransactions = z.infer<typeof ListTransactions>;

/** One journal that touched the wallet. */
export const Transaction = z.object({
  id: z.string(),
  kind: z.enum(walletJournalKinds),
  /** The turn, correction, lot, refund or dispute. */
  operationId: z.string(),
  /** The answer whose receipt tells why: the one that was paid for, or whose receipt was corrected; null of others. */
  turnId: z.string().nullable(),
  /** Positive = credit came in. */
  amountNano: NanoString,
  beforeNano: NanoString,
  afterNano: NanoString,
  /** Of a grant or an expiry. */
  lotKind: LotKind.nullable(),
  at: z.iso.datetime(),
});
export type Transaction = z.infer<typeof Transaction>;

export const TransactionPage = z.object({
  items: z.array(Transaction),
  nextCursor: z.string().nullable(),
});
export type TransactionPage = z.infer<typeof TransactionPage>;

const MOST_GRANTED_NANO = 9_000_000_000_000_000n;

/** An operator's gift; the id is the caller's, so that a resend grants once. */
export const GrantCredit = z.object({
  id: NewId,
  workspaceId: Id,
  kind: LotKind,
  amountNano: NanoString.refine(
    // A refinement also hears of what is no number.
    (nano) => /^\d{1,16}$/u.test(nano) && BigInt(nano) > 0n && BigInt(nano) <= MOST_GRANTED_NANO,
    'must be above zero, and at most nine million dollars',
  ),
  expiresAt: Instant.nullable().default(null),
});
export type GrantCredit = z.infer<typeof GrantCredit>;

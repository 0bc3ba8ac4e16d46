import { z } from 'zod';
import { SoldPlan } from './subscriptions.ts';
import { Cursor, Id, NewId } from './ids.ts';
import { NanoString } from './money.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/**
 * The life of an invoice, which only goes forward. draft: made here, and not at Stripe yet; failed: a card was declined, or
 * nobody paid in time, and it can still be paid. paid and void are the end.
 */
export const invoiceStates = ['draft', 'open', 'failed', 'paid', 'void'] as const;
export const InvoiceState = z.enum(invoiceStates);
export type InvoiceState = z.infer<typeof InvoiceState>;

/** draft: agreed here, and not at Stripe yet; void: it did not come about, or was taken back. */
export const creditNoteStates = ['draft', 'issued', 'void'] as const;

/** use: of calls that are paid after use; plan: a subscription's own, which Stripe makes. */
export const invoiceKinds = ['use', 'plan'] as const;
export const InvoiceKind = z.enum(invoiceKinds);
export type InvoiceKind = z.infer<typeof InvoiceKind>;

/** A calendar month, as "2026-10". */
export const MonthKey = z
  .string()
  .regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/u, 'must be a month such as 2026-10');

const counts = {
  calls: z.number().int(),
  inputTokens: z.number().int(),
  cachedInputTokens: z.number().int(),
  cacheWriteTokens: z.number().int(),
  outputTokens: z.number().int(),
  reasoningTokens: z.number().int(),
  images: z.number().int(),
  characters: z.number().int(),
  seconds: z.number().int(),
};

/** What one model was used for. isEarlier: before the month, and on no invoice until now. */
export const InvoiceLine = z.object({
  modelId: z.string(),
  modelName: z.string(),
  isEarlier: z.boolean(),
  ...counts,
  amountNano: NanoString,
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const CreditNote = z.object({
  id: z.string(),
  number: z.string(),
  state: z.enum(creditNoteStates),
  amountCents: z.number().int(),
  memo: z.string(),
  madeAt: z.iso.datetime(),
});
export type CreditNote = z.infer<typeof CreditNote>;

export const Invoice = z.object({
  id: z.string(),
  kind: InvoiceKind,
  number: z.string(),
  /** Of use: in the workspace's zone, as "2026-10"; of a plan: in which it was made, in UTC. */
  month: z.string(),
  /** The plan that it is for; null = it is for use. */
  planId: SoldPlan.nullable(),
  state: InvoiceState,
  currency: z.literal('usd'),
  /** Without tax; below zero where a change of plan has left credit for coming invoices. */
  totalCents: z.number().int(),
  taxCents: z.number().int(),
  /** What credit notes have taken off. */
  creditedCents: z.number().int(),
  /** With tax: what refunds and disputes have taken back. */
  refundedCents: z.number().int(),
  madeAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
  /** Where it can be paid; null = nowhere, or no more. */
  payUrl: z.string().nullable(),
  /** Stripe's own document of a plan's invoice; null = it is drawn here. */
  pdfUrl: z.string().nullable(),
});
export type Invoice = z.infer<typeof Invoice>;

export const InvoiceDetails = Invoice.extend({
  companyName: z.string(),
  workspaceName: z.string(),
  periodStart: z.iso.datetime(),
  periodEnd: z.iso.datetime(),
  /** The sum of the lines, to the nano-dollar as in the ledger. */
  totalNano: NanoString,
  /** What rounding the sum once to cents, half to even, has added. */
  roundingNano: NanoString,
  lines: z.array(InvoiceLine),
  creditNotes: z.array(CreditNote),
});
export type InvoiceDetails = z.infer<typeof InvoiceDetails>;

const page = {
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(25),
};

export const ListInvoices = InWorkspace.extend(page);
export type ListInvoices = z.infer<typeof ListInvoices>;

/** Newest first. */
export const InvoicePage = z.object({
  items: z.array(Invoice),
  nextCursor: z.string().nullable(),
});
export type InvoicePage = z.infer<typeof InvoicePage>;

export const InvoiceRef = InWorkspace.extend({ id: Id });
export type InvoiceRef = z.infer<typeof InvoiceRef>;

/** An invoice of the workspace that a program is in: one for use. */
export const InvoiceById = z.object({ invoiceId: Id });

/** An invoice as operators see it. */
export const AdminInvoice = Invoice.extend({
  workspaceId: z.string(),
  workspaceName: z.string(),
  companyName: z.string(),
  stripeInvoiceId: z.string().nullable(),
  /** Why it is not at Stripe, or was not charged: our word for it; null = nothing went wrong last time. */
  problem: z.string().nullable(),
  /** When its card is charged next; null = not by itself. */
  chargeAt: z.iso.datetime().nullable(),
});
export type AdminInvoice = z.infer<typeof AdminInvoice>;

export const ListAllInvoices = z.object({ ...page, state: InvoiceState.nullish() });
export type ListAllInvoices = z.infer<typeof ListAllInvoices>;

/** isSetUp: whether invoices go to Stripe; else they are paid by other ways, which operators note. */
export const AdminInvoicePage = z.object({
  isSetUp: z.boolean(),
  items: z.array(AdminInvoice),
  nextCursor: z.string().nullable(),
});
export type AdminInvoicePage = z.infer<typeof AdminInvoicePage>;

/** id: the caller's own, the credit note's from now on: a resend takes nothing more off. memo: told to the customer. */
export const CreditInvoice = InWorkspace.extend({
  invoiceId: Id,
  id: NewId,
  amountCents: z.number().int().min(1).max(100_000_000),
  memo: Text.trim().min(1).max(200),
});
export type CreditInvoice = z.infer<typeof CreditInvoice>;

/** What a run of the monthly job has done. carried: workspaces that owe too little to be charged for. */
export const InvoicesRun = z.object({
  made: z.number().int(),
  carried: z.number().int(),
  sent: z.number().int(),
  charged: z.number().int(),
  failed: z.number().int(),
});
export type InvoicesRun = z.infer<typeof InvoicesRun>;

/** What Stripe, the invoices and the ledger can differ in. */
export const differenceKinds = [
  'missing_at_stripe',
  'missing_here',
  'double',
  'other_amount',
  'other_state',
  'not_booked',
  'not_invoiced',
] as const;

export const Difference = z.object({
  kind: z.enum(differenceKinds),
  /** What it is about: invoice, a plan's invoice, credit note, payment, use. */
  about: z.enum(['invoice', 'plan_invoice', 'credit_note', 'payment', 'use']),
  /** Its number here, else its id at Stripe. */
  name: z.string(),
  /** null = no workspace of ours is named. */
  workspaceId: z.string().nullable(),
  /** What each side says, in words of ours and figures; null = it says nothing. */
  here: z.string().nullable(),
  there: z.string().nullable(),
});
export type Difference = z.infer<typeof Difference>;

export const ReconcileMonth = z.object({ month: MonthKey });
export type ReconcileMonth = z.infer<typeof ReconcileMonth>;

/** compared: how many of each were looked at. isWithStripe: false = there is no key, and books were compared alone. */
export const Reconciled = z.object({
  month: z.string(),
  isWithStripe: z.boolean(),
  compared: z.object({
    invoices: z.number().int(),
    planInvoices: z.number().int(),
    creditNotes: z.number().int(),
    payments: z.number().int(),
  }),
  differences: z.array(Difference),
});
export type Reconciled = z.infer<typeof Reconciled>;

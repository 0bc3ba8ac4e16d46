/** What a journal books that changes a wallet: a call, its correction, credit that is granted, expires, goes back, comes back. */
export const walletJournalKinds = [
  'usage',
  'correction',
  'grant',
  'expiry',
  'refund',
  'refund_failed',
  'dispute',
  'dispute_won',
] as const;

/**
 * What a journal books; those of invoices touch no wallet: what rounding adds, what is paid, what is owed no more, what a
 * plan's invoice brought, what a balance at Stripe paid of credit, and money of an invoice that goes back or comes back.
 */
export const journalKinds = [
  ...walletJournalKinds,
  'invoice',
  'invoice_paid',
  'invoice_void',
  'credit_note',
  'credit_note_void',
  'plan_paid',
  'top_up_balance',
  'refund_of_invoice',
  'refund_of_invoice_failed',
  'dispute_of_invoice',
  'dispute_of_invoice_won',
] as const;
export type JournalKind = (typeof journalKinds)[number];

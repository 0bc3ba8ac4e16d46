/**
 * What a journal books: a call, its correction, a grant of credit, its expiry; and credit that goes back with its money,
 * or comes back with it.
 */
export const journalKinds = [
  'usage',
  'correction',
  'grant',
  'expiry',
  'refund',
  'refund_failed',
  'dispute',
  'dispute_won',
] as const;
export type JournalKind = (typeof journalKinds)[number];

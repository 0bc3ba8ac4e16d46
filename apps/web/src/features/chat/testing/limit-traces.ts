import type { LimitTrace } from '@geko/contracts/errors';

/** The plan's tokens of a month, of which not enough is left. */
export const usedUpTokens: LimitTrace = {
  name: 'workspace.tokens',
  meter: 'tokens',
  period: 'month',
  setBy: 'plan',
  limitId: null,
  overflow: 'block',
  used: 49_000,
  held: 900,
  cap: 50_000,
  resetsAt: '2026-12-01T00:00:00Z',
  isExceeded: true,
};

/** A day's spending of the reader, which an admin has set; four fifths of it are gone. */
export const ownSpending: LimitTrace = {
  name: 'member.charge.day',
  meter: 'charge',
  period: 'day',
  setBy: 'workspace',
  limitId: 'l1',
  overflow: 'block',
  used: 800_000_000,
  held: 0,
  cap: 1_000_000_000,
  resetsAt: '2026-11-22T00:00:00Z',
  isExceeded: false,
};

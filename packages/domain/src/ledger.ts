import type { Funding } from '@geko/contracts/meters';
import type { LotKind } from '@geko/contracts/wallet';
import type { TakenLot } from './choose-option.ts';
import { NANO_PER_CENT } from './invoice.ts';

export const ledgerAccounts = [
  'provider_cost',
  'provider_payable',
  'receivable',
  'revenue',
  'absorbed_loss',
  'wallet',
  'promotion',
  'payments',
  'breakage',
  'rounding',
  'credited',
  'plan_revenue',
  'customer_balance',
] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

/** What each account is for, and which side it normally grows on. */
export const ledgerAccountTable: Record<
  LedgerAccount,
  { normalSide: 'debit' | 'credit'; description: string }
> = {
  provider_cost: {
    normalSide: 'debit',
    description: 'What providers charge for calls, at list price.',
  },
  provider_payable: {
    normalSide: 'credit',
    description: 'What we owe to providers for these calls.',
  },
  receivable: {
    normalSide: 'debit',
    description: 'What a workspace owes for calls: on unpaid invoices, and to be invoiced.',
  },
  revenue: { normalSide: 'credit', description: 'What calls were charged at.' },
  absorbed_loss: {
    normalSide: 'debit',
    description: 'Provider cost beyond a hold: never charged, borne by the operator.',
  },
  wallet: {
    normalSide: 'credit',
    description: 'Credit that a workspace may still spend, by lot: owed to it in calls.',
  },
  promotion: { normalSide: 'debit', description: 'Credit that was given away: trial, bonus.' },
  payments: {
    normalSide: 'debit',
    description: 'What was paid, without tax: for credit that was bought, for invoices, for plans.',
  },
  breakage: { normalSide: 'credit', description: 'Credit that expired before it was spent.' },
  rounding: { normalSide: 'credit', description: 'What rounding invoices to cents has added.' },
  credited: {
    normalSide: 'debit',
    description:
      'What was invoiced and taken off again: by credit notes, with void invoices, by refunds and disputes.',
  },
  plan_revenue: {
    normalSide: 'credit',
    description: 'What plans were invoiced at, less the credit that came with them.',
  },
  customer_balance: {
    normalSide: 'credit',
    description: 'What Stripe keeps for a customer’s coming invoices, or adds to them.',
  },
};

/** One line of a journal; positive = debit, negative = credit. lotId: of the wallet's lines. */
export type LedgerEntry = { account: LedgerAccount; amountNano: bigint; lotId?: string };

/** Who is debited for a charge. */
function chargeEntries(
  funding: Funding,
  chargeNano: bigint,
  spent: readonly TakenLot[],
): LedgerEntry[] {
  switch (funding) {
    case 'local':
    case 'included':
      throw new RangeError(`calls funded as ${funding} have no account to charge`);
    case 'postpaid':
      return [{ account: 'receivable', amountNano: chargeNano }];
    case 'credits':
      if (spent.reduce((sum, lot) => sum + lot.amountNano, 0n) !== chargeNano)
        throw new RangeError('what is spent of the lots must be the charge');
      return spent.map(({ lotId, amountNano }) => ({ account: 'wallet', amountNano, lotId }));
  }
}

/**
 * The journal of one provider call. Cost is always booked, also when nobody is charged; the part of it
 * beyond the hold goes to absorbed_loss. Sums to zero; lines of nothing are left out.
 *
 * @param spent what the charge takes of which lot, where credit pays.
 * @throws RangeError when the absorbed part is not within the cost, a funding without account is charged, or the lots
 * do not make the charge.
 */
export function usageJournal({
  costNano,
  absorbedNano,
  chargeNano,
  funding,
  spent = [],
}: {
  costNano: bigint;
  absorbedNano: bigint;
  chargeNano: bigint;
  funding: Funding;
  spent?: readonly TakenLot[];
}): LedgerEntry[] {
  if (absorbedNano < 0n || absorbedNano > costNano)
    throw new RangeError('the absorbed part must be within the cost');
  if (chargeNano < 0n) throw new RangeError('a charge cannot be negative');
  const entries: LedgerEntry[] = [
    { account: 'provider_cost', amountNano: costNano - absorbedNano },
    { account: 'absorbed_loss', amountNano: absorbedNano },
    { account: 'provider_payable', amountNano: -costNano },
  ];
  if (chargeNano !== 0n) {
    entries.push(...chargeEntries(funding, chargeNano, spent), {
      account: 'revenue',
      amountNano: -chargeNano,
    });
  }
  return entries.filter((entry) => entry.amountNano !== 0n);
}

/** Where the other side of a grant comes from. */
const grantedFrom: Record<LotKind, LedgerAccount> = {
  trial: 'promotion',
  bonus: 'promotion',
  // Its plan's invoice tells what was paid.
  subscription: 'plan_revenue',
  purchased: 'payments',
};

/** The journal of a lot that is granted; it must be above zero. */
export function grantJournal(lot: {
  lotId: string;
  kind: LotKind;
  amountNano: bigint;
}): LedgerEntry[] {
  if (lot.amountNano <= 0n) throw new RangeError('a grant must be above zero');
  return [
    { account: grantedFrom[lot.kind], amountNano: lot.amountNano },
    { account: 'wallet', amountNano: -lot.amountNano, lotId: lot.lotId },
  ];
}

/** The journal of what expires of a lot; it must be above zero. */
export function expiryJournal(lot: { lotId: string; amountNano: bigint }): LedgerEntry[] {
  if (lot.amountNano <= 0n) throw new RangeError('nothing expires of an empty lot');
  return [
    { account: 'wallet', amountNano: lot.amountNano, lotId: lot.lotId },
    { account: 'breakage', amountNano: -lot.amountNano },
  ];
}

/** The journal of an invoice that is made: what rounding its sum to cents adds to what is owed; empty when nothing. */
export function invoiceJournal(invoice: { totalNano: bigint; totalCents: bigint }): LedgerEntry[] {
  const addedNano = invoice.totalCents * NANO_PER_CENT - invoice.totalNano;
  if (addedNano === 0n) return [];
  return [
    { account: 'receivable', amountNano: addedNano },
    { account: 'rounding', amountNano: -addedNano },
  ];
}

/**
 * The journal of what an invoice was paid with, without tax; empty when credit notes left nothing to pay.
 * balanceCents: by how much the customer's balance at Stripe went up, which paid that much of it.
 */
export function invoicePaidJournal({
  amountCents,
  balanceCents,
}: {
  amountCents: bigint;
  balanceCents: bigint;
}): LedgerEntry[] {
  if (amountCents < 0n) throw new RangeError('an amount cannot be negative');
  return inCents([
    ['payments', amountCents - balanceCents],
    ['customer_balance', balanceCents],
    ['receivable', -amountCents],
  ]);
}

/** The journal of what is no longer owed of an invoice that is void; empty when credit notes left nothing of it. */
export function invoiceVoidJournal({ amountCents }: { amountCents: bigint }): LedgerEntry[] {
  return moved('credited', 'receivable', amountCents);
}

/** The journal of a credit note: less is owed, or, of an invoice that is paid, money goes back. */
export function creditNoteJournal(note: {
  amountCents: bigint;
  isPaidBack: boolean;
}): LedgerEntry[] {
  return moved('credited', note.isPaidBack ? 'payments' : 'receivable', note.amountCents);
}

/** The opposite of a journal: for what did not come about after all. */
export function reversed(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.map((entry) => ({ ...entry, amountNano: -entry.amountNano }));
}

/**
 * The journal of what the customer's balance at Stripe paid of credit that was bought: no money came in for it; empty when
 * nothing. Below zero = it went down, and more came in.
 */
export function topUpBalanceJournal({ balanceCents }: { balanceCents: bigint }): LedgerEntry[] {
  return inCents([
    ['customer_balance', balanceCents],
    ['payments', -balanceCents],
  ]);
}

/** Lines in cents as entries; those of nothing are left out. */
export function inCents(lines: readonly (readonly [LedgerAccount, bigint])[]): LedgerEntry[] {
  return lines
    .filter(([, cents]) => cents !== 0n)
    .map(([account, cents]) => ({ account, amountNano: cents * NANO_PER_CENT }));
}

function moved(to: LedgerAccount, from: LedgerAccount, amountCents: bigint): LedgerEntry[] {
  if (amountCents < 0n) throw new RangeError('an amount cannot be negative');
  if (amountCents === 0n) return [];
  const amountNano = amountCents * NANO_PER_CENT;
  return [
    { account: to, amountNano },
    { account: from, amountNano: -amountNano },
  ];
}

/** Debits minus credits; zero for every whole journal. */
export function sumEntries(entries: readonly { amountNano: bigint }[]): bigint {
  return entries.reduce((sum, entry) => sum + entry.amountNano, 0n);
}

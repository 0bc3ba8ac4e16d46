import type { Difference, InvoiceState } from '@geko/contracts/invoices';
import { usdDecimal } from '@geko/contracts/usd';
import { LEAST_INVOICE_CENTS, NANO_PER_CENT, toCents } from '@geko/domain/invoice';
import type { CreditNoteFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { PaymentFacts } from '@geko/payments/stripe/facts/payment-facts';
import { sameStates } from './same-states.ts';

/** An invoice of the month, with what its lines, its journals and the books say of it. */
export type InvoiceBooks = {
  workspaceId: string;
  id: string;
  number: string;
  state: InvoiceState;
  totalNano: bigint;
  totalCents: bigint;
  stripeInvoiceId: string | null;
  linesNano: bigint;
  journalsNano: bigint;
  roundingNano: bigint;
  paidNano: bigint;
  voidNano: bigint;
};

export type NoteBooks = {
  workspaceId: string;
  id: string;
  invoiceId: string;
  number: string;
  state: 'draft' | 'issued' | 'void';
  amountCents: bigint;
  goesTo: 'open_invoice' | 'card' | 'outside';
  issuedAt: Date | null;
  stripeCreditNoteId: string | null;
  creditedNano: bigint;
};

export type PaidPayment = {
  workspaceId: string;
  id: string;
  state: 'begun' | 'paid';
  priceCents: number;
  taxCents: number;
  /** What was paid by the customer's balance at Stripe, and not charged. */
  balanceCents: number;
  moneyId: string | null;
};

export type MonthBooks = {
  invoices: readonly InvoiceBooks[];
  notes: readonly NoteBooks[];
  /** What is owed for calls up to the end of the month and on no invoice. */
  uses: readonly { workspaceId: string; amountNano: bigint }[];
  payments: readonly PaidPayment[];
};

/** What Stripe has of the same: its invoices that bear our mark, their credit notes, and what was paid for credit. */
export type MonthAtStripe = {
  invoices: readonly InvoiceFacts[];
  notes: readonly CreditNoteFacts[];
  payments: readonly PaymentFacts[];
  /** Credit notes that were made here after this are in no list. */
  toAt: Date;
};

const usd = (cents: bigint | number) => `$${usdDecimal(BigInt(cents) * NANO_PER_CENT)}`;
const nano = (amount: bigint) => `$${usdDecimal(amount)}`;

/** Everything in which the invoices of a month and the ledger differ. */
export function compareBooks({
  invoices,
  notes,
  uses,
}: Omit<MonthBooks, 'payments'>): Difference[] {
  return [
    ...invoices.flatMap((invoice) =>
      invoiceDifferences(
        invoice,
        notes.filter(({ invoiceId }) => invoiceId === invoice.id),
      ),
    ),
    ...notes.flatMap(noteDifferences),
    ...uses
      .filter(({ amountNano }) => toCents(amountNano) >= LEAST_INVOICE_CENTS)
      .map(({ workspaceId, amountNano }): Difference => ({
        kind: 'not_invoiced',
        about: 'use',
        name: nano(amountNano),
        workspaceId,
        here: null,
        there: `${nano(amountNano)} in the ledger`,
      })),
  ];
}

function invoiceDifferences(invoice: InvoiceBooks, notes: readonly NoteBooks[]): Difference[] {
  const { workspaceId, number: name, state, totalNano, totalCents } = invoice;
  const of = { about: 'invoice' as const, name, workspaceId };
  const found: Difference[] = [];
  const check = (
    kind: Difference['kind'],
    what: string,
    [here, there]: readonly [here: bigint, there: bigint],
  ) => {
    if (here === there) return;
    found.push({
      ...of,
      kind,
      here: `${nano(here)} ${what}`,
      there: `${nano(there)} in the ledger`,
    });
  };
  check('other_amount', 'on its lines', [invoice.linesNano, invoice.journalsNano]);
  check('other_amount', 'in all', [totalNano, invoice.journalsNano]);
  check('not_booked', 'rounded', [totalCents * NANO_PER_CENT - totalNano, invoice.roundingNano]);
  const offCents = notes
    .filter((note) => note.state === 'issued' && note.goesTo === 'open_invoice')
    .reduce((sum, { amountCents }) => sum + amountCents, 0n);
  const endNano = (totalCents - offCents) * NANO_PER_CENT;
  check('not_booked', 'paid', [state === 'paid' ? endNano : 0n, invoice.paidNano]);
  check('not_booked', 'void', [state === 'void' ? endNano : 0n, invoice.voidNano]);
  return found;
}

function noteDifferences(note: NoteBooks): Difference[] {
  const expected = note.state === 'issued' ? note.amountCents * NANO_PER_CENT : 0n;
  if (expected === note.creditedNano) return [];
  const { number: name, workspaceId } = note;
  const here = `${nano(expected)} credited`;
  const there = `${nano(note.creditedNano)} in the ledger`;
  return [{ kind: 'not_booked', about: 'credit_note', name, workspaceId, here, there }];
}

/** Everything in which Stripe and what is here differ. */
export function compareWithStripe(books: MonthBooks, there: MonthAtStripe): Difference[] {
  return [
    ...books.invoices.flatMap((invoice) => invoiceAtStripe(invoice, there)),
    ...unknownInvoices(books, there),
    ...books.notes.flatMap((note) => noteAtStripe(note, there)),
    ...unknownNotes(books, there),
    ...paymentsAtStripe(books, there),
    ...refundsAtStripe(books, there),
  ];
}

function invoiceAtStripe(invoice: InvoiceBooks, there: MonthAtStripe): Difference[] {
  const { workspaceId, number: name, state, totalCents, stripeInvoiceId } = invoice;
  const of = { about: 'invoice' as const, name, workspaceId };
  const marked = there.invoices.filter(({ mark }) => mark.operationId === invoice.id);
  const its = marked.find(({ invoiceId }) => invoiceId === stripeInvoiceId);
  const others = marked.filter((facts) => facts !== its && facts.state !== 'void');
  const doubles = (stripeInvoiceId === null ? others.slice(1) : others).map(
    ({ invoiceId, totalCents: cents }): Difference => ({
      ...of,
      kind: 'double',
      here: stripeInvoiceId,
      there: `${invoiceId}, ${usd(cents)}`,
    }),
  );
  if (its === undefined) {
    // What was made while there was no Stripe is paid by other ways.
    if (stripeInvoiceId === null && state !== 'draft') return doubles;
    return [{ ...of, kind: 'missing_at_stripe', here: state, there: null }, ...doubles];
  }
  const found: Difference[] = [];
  if (BigInt(its.subtotalCents) !== totalCents) {
    found.push({
      ...of,
      kind: 'other_amount',
      here: usd(totalCents),
      there: usd(its.subtotalCents),
    });
  }
  if (!sameStates[its.state].includes(state)) {
    found.push({ ...of, kind: 'other_state', here: state, there: its.state });
  }
  return [...found, ...doubles];
}

function unknownInvoices({ invoices }: MonthBooks, there: MonthAtStripe): Difference[] {
  const known = new Set(invoices.map(({ id }) => id));
  return there.invoices
    .filter(({ mark, state }) => !known.has(mark.operationId ?? '') && state !== 'void')
    .map(({ invoiceId, totalCents, state }) => ({
      kind: 'missing_here',
      about: 'invoice',
      name: invoiceId,
      workspaceId: null,
      here: null,
      there: `${state}, ${usd(totalCents)}`,
    }));
}

function noteAtStripe(note: NoteBooks, { notes, toAt }: MonthAtStripe): Difference[] {
  const { number: name, workspaceId, state, amountCents, stripeCreditNoteId, issuedAt } = note;
  const of = { about: 'credit_note' as const, name, workspaceId };
  const its = notes.find(
    ({ creditNoteId, mark }) => creditNoteId === stripeCreditNoteId || mark.operationId === note.id,
  );
  if (its === undefined) {
    const isListed = stripeCreditNoteId !== null && issuedAt !== null && issuedAt < toAt;
    return isListed ? [{ ...of, kind: 'missing_at_stripe', here: state, there: null }] : [];
  }
  const found: Difference[] = [];
  if (BigInt(its.amountCents) !== amountCents) {
    found.push({
      ...of,
      kind: 'other_amount',
      here: usd(amountCents),
      there: usd(its.amountCents),
    });
  }
  if (its.state !== state) {
    found.push({ ...of, kind: 'other_state', here: state, there: its.state });
  }
  return found;
}

function unknownNotes(books: MonthBooks, there: MonthAtStripe): Difference[] {
  const invoiceIds = new Set(books.invoices.map(({ stripeInvoiceId }) => stripeInvoiceId));
  const known = new Set(
    books.notes.flatMap(({ id, stripeCreditNoteId }) => [id, stripeCreditNoteId]),
  );
  return there.notes
    .filter(
      ({ invoiceId, creditNoteId, mark }) =>
        invoiceIds.has(invoiceId) && !known.has(creditNoteId) && !known.has(mark.operationId),
    )
    .map(({ creditNoteId, amountCents, state }) => ({
      kind: 'missing_here',
      about: 'credit_note',
      name: creditNoteId,
      workspaceId: null,
      here: null,
      there: `${state}, ${usd(amountCents)}`,
    }));
}

const chargedOf = ({ priceCents, taxCents, balanceCents }: PaidPayment) =>
  priceCents + taxCents - balanceCents;

function paymentsAtStripe({ payments }: MonthBooks, there: MonthAtStripe): Difference[] {
  const paid = there.payments.filter(
    ({ state, invoiceId }) => state === 'paid' && invoiceId === null,
  );
  const found: Difference[] = [];
  for (const { mark, paymentIntentId: name, receivedCents } of paid) {
    const row = payments.find(({ id, moneyId }) => moneyId === name || id === mark.operationId);
    const of = { about: 'payment' as const, name, workspaceId: row?.workspaceId ?? null };
    const said = usd(receivedCents);
    if (row === undefined) {
      found.push({ ...of, kind: 'missing_here', here: null, there: said });
    } else if (row.state !== 'paid') {
      found.push({ ...of, kind: 'not_booked', here: row.state, there: said });
    } else if (row.moneyId !== name) {
      found.push({ ...of, kind: 'double', here: row.moneyId, there: said });
    } else if (chargedOf(row) !== receivedCents) {
      const here = usd(chargedOf(row));
      found.push({ ...of, kind: 'other_amount', here, there: said });
    }
  }
  const listed = new Set(paid.map(({ paymentIntentId }) => paymentIntentId));
  for (const row of payments) {
    const { state, moneyId, workspaceId } = row;
    // What the balance paid wholly is no payment there.
    if (state !== 'paid' || moneyId === null || chargedOf(row) === 0) continue;
    if (listed.has(moneyId)) continue;
    const here = usd(chargedOf(row));
    found.push({
      kind: 'missing_at_stripe',
      about: 'payment',
      name: moneyId,
      workspaceId,
      here,
      there: null,
    });
  }
  return found;
}

/** What went back of an invoice's payment is what its credit notes say. */
function refundsAtStripe({ invoices, notes }: MonthBooks, there: MonthAtStripe): Difference[] {
  return invoices.flatMap((invoice): Difference[] => {
    const payment = there.payments.find(
      ({ invoiceId }) => invoiceId !== null && invoiceId === invoice.stripeInvoiceId,
    );
    const backCents = notes
      .filter(
        ({ invoiceId, state, goesTo }) =>
          invoiceId === invoice.id && state === 'issued' && goesTo === 'card',
      )
      .reduce((sum, { amountCents }) => sum + amountCents, 0n);
    if (payment === undefined || BigInt(payment.refundedCents) === backCents) return [];
    const { paymentIntentId: name, refundedCents } = payment;
    const { workspaceId } = invoice;
    const here = `${usd(backCents)} credited`;
    const said = `${usd(refundedCents)} refunded`;
    return [{ kind: 'other_amount', about: 'payment', name, workspaceId, here, there: said }];
  });
}

import type Stripe from 'stripe';
import { emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CreditNote, Invoice } from '../held.ts';
import { badRequest } from '../refusal.ts';
import { makeRefund } from './make-refund.ts';
import { intentOf } from './settle-invoice.ts';

type NewCreditNote = {
  amount: number;
  creditAmount: number;
  refundAmount: number;
  outOfBandAmount: number;
  memo: string | null;
  reason: Stripe.CreditNote.Reason | null;
  metadata: Record<string, string>;
};

/** Takes a part of a finalized invoice back: less to pay while it is open; refunded, credited or settled outside once paid. */
export function makeCreditNote(
  account: Account,
  invoice: Invoice,
  wanted: NewCreditNote,
): CreditNote {
  const isPaid = invoice.status === 'paid';
  const noted = all(account, invoice).reduce((sum, note) => sum + note.amount, 0);
  if (!isPaid && invoice.status !== 'open') {
    throw badRequest('You can only create credit notes for open or paid invoices.', {
      param: 'invoice',
    });
  }
  if (wanted.amount > invoice.total - noted) {
    throw badRequest('The credit note amount is greater than what is left of the invoice.', {
      param: 'amount',
    });
  }
  const back = wanted.creditAmount + wanted.refundAmount + wanted.outOfBandAmount;
  if (isPaid ? back !== wanted.amount : back !== 0) {
    throw badRequest(
      'The sum of credit_amount, refund_amount and out_of_band_amount must equal the post payment amount.',
      { param: 'amount' },
    );
  }
  const id = account.newId('credit_note');
  const customer = must(account, 'customer', invoice.customer ?? '', null);
  const intent = intentOf(account, invoice);
  const refunds: Stripe.CreditNote.Refund[] = [];
  if (wanted.refundAmount > 0) {
    const charge = must(account, 'charge', intent?.latest_charge ?? '', 'refund_amount');
    const refund = makeRefund(account, charge, {
      amount: wanted.refundAmount,
      metadata: {},
      reason: null,
    });
    refunds.push({
      amount_refunded: refund.amount,
      payment_record_refund: null,
      refund: refund.id,
      type: 'refund',
    });
  }
  customer.balance -= wanted.creditAmount;
  const note = keep(account, 'credit_note', {
    id,
    object: 'credit_note',
    amount: wanted.amount,
    amount_shipping: 0,
    created: account.now(),
    currency: invoice.currency,
    customer: customer.id,
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: account.now(),
    invoice: invoice.id,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: wanted.memo,
    metadata: wanted.metadata,
    number: `${invoice.number ?? invoice.id}-CN-${String(all(account, invoice).length + 1).padStart(2, '0')}`,
    out_of_band_amount: wanted.outOfBandAmount === 0 ? null : wanted.outOfBandAmount,
    pdf: `${account.baseUrl()}/i/${id}/pdf`,
    post_payment_amount: isPaid ? wanted.amount : 0,
    pre_payment_amount: isPaid ? 0 : wanted.amount,
    pretax_credit_amounts: [],
    reason: wanted.reason,
    refunds,
    shipping_cost: null,
    status: 'issued',
    subtotal: wanted.amount,
    subtotal_excluding_tax: wanted.amount,
    total: wanted.amount,
    total_excluding_tax: wanted.amount,
    total_taxes: [],
    type: isPaid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  });
  if (isPaid) {
    invoice.post_payment_credit_notes_amount += wanted.amount;
  } else {
    invoice.pre_payment_credit_notes_amount += wanted.amount;
    invoice.amount_due -= wanted.amount;
    invoice.amount_remaining -= wanted.amount;
    if (intent !== null) intent.amount = invoice.amount_due;
  }
  emit(account, 'credit_note.created', note);
  return note;
}

function all(account: Account, invoice: Invoice): CreditNote[] {
  return [...account.shelves.credit_note.values()].filter(
    (note) => note.invoice === invoice.id && note.status === 'issued',
  );
}

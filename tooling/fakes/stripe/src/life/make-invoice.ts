import type Stripe from 'stripe';
import { emit, keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { Customer, Invoice, InvoiceItem, Subscription } from '../held.ts';
import { lineOf, makeLine } from './invoice-line.ts';
import type { NewLine } from './invoice-line.ts';

export type NewInvoice = {
  customer: Customer;
  currency: string;
  reason: Stripe.Invoice.BillingReason;
  subscription?: Subscription | null;
  collectionMethod?: 'charge_automatically' | 'send_invoice';
  description?: string | null;
  footer?: string | null;
  metadata?: Record<string, string>;
  autoAdvance?: boolean;
  isTaxAutomatic?: boolean;
  dueDate?: number | null;
  defaultPaymentMethod?: string | null;
  period?: { start: number; end: number };
};

/** A draft without lines; not kept yet. */
export function draftInvoice(account: Account, wanted: NewInvoice): Invoice {
  const { customer, subscription = null } = wanted;
  const now = account.now();
  const id = account.newId('invoice');
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Geko',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: wanted.autoAdvance ?? false,
    automatic_tax: {
      disabled_reason: null,
      enabled: wanted.isTaxAutomatic ?? false,
      liability: wanted.isTaxAutomatic === true ? { type: 'self' } : null,
      provider: wanted.isTaxAutomatic === true ? 'stripe' : null,
      status: wanted.isTaxAutomatic === true ? 'complete' : null,
    },
    automatically_finalizes_at: null,
    billing_reason: wanted.reason,
    collection_method: wanted.collectionMethod ?? 'charge_automatically',
    created: now,
    currency: wanted.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: wanted.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description ?? null,
    discounts: [],
    due_date: wanted.dueDate ?? null,
    effective_at: null,
    ending_balance: null,
    footer: wanted.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: wanted.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent:
      subscription === null
        ? null
        : {
            quote_details: null,
            subscription_details: {
              metadata: subscription.metadata,
              subscription: subscription.id,
            },
            type: 'subscription_details',
          },
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: null,
    },
    period_end: wanted.period?.end ?? now,
    period_start: wanted.period?.start ?? now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
}

/** The id of the subscription that an invoice belongs to. */
export function subscriptionOf(invoice: Invoice): string | null {
  const of = invoice.parent?.subscription_details?.subscription;
  return typeof of === 'string' ? of : null;
}

export function addLines(account: Account, invoice: Invoice, lines: NewLine[]): void {
  const subscriptionId = subscriptionOf(invoice);
  invoice.lines.data.push(...lines.map((line) => makeLine(account, invoice, subscriptionId, line)));
  addUp(invoice);
}

/** Sums an invoice up anew from its lines. */
function addUp(invoice: Invoice): void {
  const lines = invoice.lines.data;
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0);
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0);
  Object.assign(invoice, { subtotal, subtotal_excluding_tax: subtotal });
  Object.assign(invoice, { total: subtotal + tax, total_excluding_tax: subtotal });
  invoice.total_taxes =
    tax === 0
      ? []
      : [
          {
            amount: tax,
            tax_behavior: 'exclusive',
            tax_rate_details: { tax_rate: 'txr_double' },
            taxability_reason: 'standard_rated',
            taxable_amount: subtotal,
            type: 'tax_rate_details',
          },
        ];
  invoice.amount_due = Math.max(0, subtotal + tax);
  invoice.amount_remaining = invoice.amount_due - invoice.amount_paid;
}

/** A draft invoice with its lines, kept and told of. Items that waited are billed by it, and by no other. */
export function makeInvoice(
  account: Account,
  wanted: NewInvoice,
  lines: NewLine[],
  items: InvoiceItem[] = [],
): Invoice {
  const invoice = keep(account, 'invoice', draftInvoice(account, wanted));
  addLines(account, invoice, [...items.map(lineOf), ...lines]);
  for (const item of items) item.invoice = invoice.id;
  emit(account, 'invoice.created', invoice);
  return invoice;
}

import { emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Customer, Invoice, PaymentIntent, PaymentMethod, Subscription } from '../held.ts';
import { badRequest } from '../refusal.ts';
import type { CardFailure } from './charge-card.ts';
import { subscriptionOf } from './make-invoice.ts';
import { makeIntent, payIntent } from './make-intent.ts';
import { followInvoice } from './follow-invoice.ts';

/** Stripe charges no card for less; the invoice is paid, and the customer's balance carries it. */
const LEAST_CHARGE_CENTS = 50;

/** Draft → open, with its number and the payment that waits for a card; nothing to pay = paid. */
export function finalizeInvoice(account: Account, invoice: Invoice): void {
  if (invoice.status !== 'draft') {
    throw badRequest(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      {
        code: 'invoice_not_editable',
      },
    );
  }
  const customer = must(account, 'customer', invoice.customer ?? '', null);
  if (invoice.automatic_tax.enabled && subscriptionOf(invoice) === null && !customer.address) {
    throw badRequest(
      "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
      { code: 'customer_tax_location_invalid' },
    );
  }
  takeBalance(invoice, customer);
  const now = account.now();
  invoice.status = 'open';
  invoice.number = `${customer.invoice_prefix ?? 'GEKO'}-${String(customer.next_invoice_sequence ?? 1).padStart(4, '0')}`;
  customer.next_invoice_sequence = (customer.next_invoice_sequence ?? 1) + 1;
  invoice.effective_at = now;
  invoice.status_transitions.finalized_at = now;
  invoice.hosted_invoice_url = `${account.baseUrl()}/i/${invoice.id}`;
  invoice.invoice_pdf = `${account.baseUrl()}/i/${invoice.id}/pdf`;
  emit(account, 'invoice.finalized', invoice);
  if (invoice.amount_due === 0) {
    markPaid(account, invoice);
    return;
  }
  const intent = makeIntent(account, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer,
    description: invoice.description,
  });
  keep(account, 'invoice_payment', {
    id: account.newId('invoice_payment'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  });
}

/** The customer's balance is owed with the next invoice (positive) or pays for it (negative). */
export function takeBalance(invoice: Invoice, customer: Customer): void {
  const owed = invoice.total + customer.balance;
  invoice.starting_balance = customer.balance;
  const isCarried = owed <= 0 || (owed < LEAST_CHARGE_CENTS && owed > 0);
  customer.balance = isCarried ? owed : 0;
  invoice.ending_balance = customer.balance;
  invoice.amount_due = isCarried ? 0 : owed;
  invoice.amount_remaining = invoice.amount_due;
}

export function paymentOf(account: Account, invoice: Invoice) {
  const payments = [...account.shelves.invoice_payment.values()];
  return payments.find(({ invoice: of, is_default: isDefault }) => of === invoice.id && isDefault);
}

/** The payment that waits for an open invoice's card. */
export function intentOf(account: Account, invoice: Invoice): PaymentIntent | null {
  const id = paymentOf(account, invoice)?.payment.payment_intent;
  return typeof id === 'string' ? must(account, 'payment_intent', id, null) : null;
}

/** The card that something is charged to: its own, its subscription's, its customer's. */
export function findCard(
  account: Account,
  of: { own: string | null; subscription: Subscription | undefined; customerId: string | null },
): PaymentMethod | null {
  const customer = account.shelves.customer.get(of.customerId ?? '');
  const fallback = customer?.invoice_settings.default_payment_method;
  const id =
    of.own ??
    of.subscription?.default_payment_method ??
    (typeof fallback === 'string' ? fallback : null);
  return account.shelves.payment_method.get(id ?? '') ?? null;
}

export function cardFor(account: Account, invoice: Invoice): PaymentMethod | null {
  return findCard(account, {
    own: invoice.default_payment_method,
    subscription: account.shelves.subscription.get(subscriptionOf(invoice) ?? ''),
    customerId: invoice.customer,
  });
}

function markPaid(account: Account, invoice: Invoice): void {
  const now = account.now();
  invoice.status = 'paid';
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.attempted = true;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = now;
  const payment = paymentOf(account, invoice);
  if (payment !== undefined) {
    payment.status = 'paid';
    payment.amount_paid = invoice.amount_due;
    payment.status_transitions.paid_at = now;
    emit(account, 'invoice_payment.paid', payment);
  }
  emit(account, 'invoice.paid', invoice);
  emit(account, 'invoice.payment_succeeded', invoice);
  followInvoice(account, invoice, { isPaid: true });
}

/** Charges an open invoice to a card; null = it is paid. */
export function chargeInvoice(
  account: Account,
  invoice: Invoice,
  { method, isOffSession }: { method: PaymentMethod | null; isOffSession: boolean },
): CardFailure | null {
  const intent = intentOf(account, invoice);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  const failure: CardFailure | null =
    method === null || intent === null
      ? {
          code: 'payment_method_required',
          declineCode: null,
          message: 'This customer has no attached payment source or default payment method.',
        }
      : payIntent(account, intent, { method, isOffSession });
  if (failure === null) {
    markPaid(account, invoice);
    return null;
  }
  emit(account, 'invoice.payment_failed', invoice);
  followInvoice(account, invoice, { isPaid: false });
  return failure;
}

/** Paid by other means than a card that Stripe knows. */
export function payOutOfBand(account: Account, invoice: Invoice): void {
  const intent = intentOf(account, invoice);
  if (intent !== null) intent.status = 'canceled';
  markPaid(account, invoice);
}

export function voidInvoice(account: Account, invoice: Invoice): void {
  const intent = intentOf(account, invoice);
  if (intent !== null) {
    intent.status = 'canceled';
    intent.canceled_at = account.now();
    intent.cancellation_reason = 'void_invoice';
    emit(account, 'payment_intent.canceled', intent);
  }
  invoice.status = 'void';
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.voided_at = account.now();
  emit(account, 'invoice.voided', invoice);
}

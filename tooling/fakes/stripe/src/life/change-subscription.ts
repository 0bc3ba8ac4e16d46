import Stripe from 'stripe';
import { emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { InvoiceItem, Price, Subscription } from '../held.ts';
import { badRequest } from '../refusal.ts';
import { failureOf } from './charge-card.ts';
import { periodLine } from './make-subscription.ts';
import { makeInvoice } from './make-invoice.ts';
import type { NewLine } from './invoice-line.ts';
import { cardRefusal } from './make-intent.ts';
import { endOfPeriod, shareLeft } from './periods.ts';
import { chargeInvoice, finalizeInvoice, findCard } from './settle-invoice.ts';
import { itemOf, planOf } from './subscription-state.ts';

export type ItemChange = { price: Price; quantity: number };

/** Credit for what is left of the old price, and what the new one costs for that time; nothing where both are equal. */
export function prorationLines(
  subscription: Subscription,
  change: ItemChange,
  at: number,
): NewLine[] {
  const item = itemOf(subscription);
  const period = { start: item.current_period_start, end: item.current_period_end };
  if (subscription.status === 'trialing') return [];
  const left = { at: Math.max(at, period.start), ...period };
  const line = (price: Stripe.Price | Price, quantity: number, sign: 1 | -1): NewLine => ({
    amount: sign * shareLeft((price.unit_amount ?? 0) * quantity, left),
    description: `${sign < 0 ? 'Unused time on' : 'Remaining time on'} ${price.nickname ?? price.id}`,
    quantity,
    period: { start: left.at, end: period.end },
    price: price as Price,
    isProration: true,
    subscriptionItem: item.id,
  });
  const lines = [line(item.price, item.quantity ?? 1, -1), line(change.price, change.quantity, 1)];
  return lines.filter(({ amount }) => amount !== 0);
}

/** From nothing to something: Stripe begins a new period at once, and bills all of it, whatever it is told. */
export function beginsAnew(subscription: Subscription, change: ItemChange): boolean {
  const item = itemOf(subscription);
  const isFree = item.price.unit_amount === 0;
  return isFree && change.price.unit_amount !== 0 && subscription.status !== 'trialing';
}

/** Puts another price, or number, under a subscription, and bills the difference as it is told to. */
export function changeItem(
  account: Account,
  subscription: Subscription,
  change: ItemChange & {
    proration: 'create_prorations' | 'always_invoice' | 'none';
    at: number;
    isErrorIfIncomplete: boolean;
  },
): void {
  const item = itemOf(subscription);
  const isNew = beginsAnew(subscription, change);
  const prorations =
    change.proration === 'none' || isNew ? [] : prorationLines(subscription, change, change.at);
  const due = prorations.reduce((sum, { amount }) => sum + amount, 0);
  const isBilled = isNew || (change.proration === 'always_invoice' && prorations.length > 0);
  const method = findCard(account, {
    own: null,
    subscription,
    customerId: subscription.customer,
  });
  if (isBilled && (isNew || due > 0) && change.isErrorIfIncomplete) {
    if (method === null) throw badRequest('This customer has no default payment method.');
    const failure = failureOf(account, method, true);
    if (failure !== null) throw cardRefusal(failure, null);
  }
  item.price = change.price;
  item.plan = planOf(change.price);
  item.quantity = change.quantity;
  if (isNew) {
    const now = account.now();
    subscription.billing_cycle_anchor = now;
    item.current_period_start = now;
    item.current_period_end = endOfPeriod(change.price, now, now);
  }
  for (const line of prorations) keepItem(account, subscription, line);
  if (!isBilled) return;
  const invoice = makeInvoice(
    account,
    {
      customer: must(account, 'customer', subscription.customer, null),
      currency: subscription.currency,
      reason: 'subscription_update',
      subscription,
      isTaxAutomatic: subscription.automatic_tax.enabled,
    },
    isNew ? [periodLine(subscription)] : [],
    pendingItems(account, subscription),
  );
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(account, invoice);
  if (invoice.status === 'open') chargeInvoice(account, invoice, { method, isOffSession: true });
}

function keepItem(account: Account, subscription: Subscription, line: NewLine): void {
  const { period = { start: account.now(), end: account.now() } } = line;
  const item = keep(account, 'invoiceitem', {
    id: account.newId('invoiceitem'),
    object: 'invoiceitem',
    amount: line.amount,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: account.now(),
    description: line.description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      subscription_details: {
        subscription: subscription.id,
        subscription_item: itemOf(subscription).id,
      },
      type: 'subscription_details',
    },
    period,
    pricing: {
      type: 'price_details',
      unit_amount_decimal: Stripe.Decimal.from(line.amount),
      ...(line.price != null && {
        price_details: { price: line.price.id, product: line.price.product },
      }),
    },
    proration: true,
    quantity: line.quantity ?? 1,
    quantity_decimal: Stripe.Decimal.from(line.quantity ?? 1),
    tax_rates: [],
    test_clock: null,
  });
  emit(account, 'invoiceitem.created', item);
}

/** What waits to be billed with a subscription. */
export function pendingItems(account: Account, subscription: Subscription): InvoiceItem[] {
  return [...account.shelves.invoiceitem.values()].filter(
    (item) =>
      item.invoice === null && item.parent?.subscription_details?.subscription === subscription.id,
  );
}

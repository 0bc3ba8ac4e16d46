import { emit, keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { Customer, Invoice, PaymentMethod, Price, Subscription } from '../held.ts';
import { makeInvoice } from './make-invoice.ts';
import type { NewLine } from './invoice-line.ts';
import { endOfPeriod } from './periods.ts';
import { chargeInvoice, finalizeInvoice } from './settle-invoice.ts';
import { itemOf, planOf } from './subscription-state.ts';

const DAY_SECONDS = 86_400;

export type NewSubscription = {
  customer: Customer;
  price: Price;
  quantity: number;
  method: PaymentMethod | null;
  metadata: Record<string, string>;
  trialDays: number;
  isTaxAutomatic: boolean;
  description: string | null;
};

/** The line of an invoice for one period of a subscription. */
export function periodLine(subscription: Subscription): NewLine {
  const item = itemOf(subscription);
  const quantity = item.quantity ?? 1;
  const isTrial = subscription.status === 'trialing';
  return {
    amount: isTrial ? 0 : (item.price.unit_amount ?? 0) * quantity,
    description: isTrial ? 'Trial period' : `${quantity} × ${item.price.nickname ?? item.price.id}`,
    quantity,
    unitAmount: item.price.unit_amount_decimal,
    period: { start: item.current_period_start, end: item.current_period_end },
    price: item.price as Price,
    subscriptionItem: item.id,
  };
}

/** A subscription and its first invoice, paid by the card. */
export function makeSubscription(
  account: Account,
  wanted: NewSubscription,
): { subscription: Subscription; invoice: Invoice } {
  const now = account.now();
  const id = account.newId('subscription');
  const isTrial = wanted.trialDays > 0;
  const trialEnd = isTrial ? now + wanted.trialDays * DAY_SECONDS : null;
  const subscription = keep(account, 'subscription', {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: wanted.isTaxAutomatic,
      liability: wanted.isTaxAutomatic ? { type: 'self' } : null,
    },
    billing_cycle_anchor: trialEnd ?? now,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: wanted.price.currency,
    customer: wanted.customer.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: wanted.method?.id ?? null,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: [
        {
          id: account.newId('si'),
          object: 'subscription_item',
          billing_thresholds: null,
          created: now,
          current_period_end: trialEnd ?? endOfPeriod(wanted.price, now, now),
          current_period_start: now,
          current_trial: null,
          discounts: [],
          metadata: {},
          plan: planOf(wanted.price),
          price: wanted.price,
          quantity: wanted.quantity,
          subscription: id,
          tax_rates: [],
        },
      ],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: wanted.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: isTrial ? 'trialing' : 'incomplete',
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: isTrial ? now : null,
  });
  emit(account, 'customer.subscription.created', subscription);
  const invoice = makeInvoice(
    account,
    {
      customer: wanted.customer,
      currency: wanted.price.currency,
      reason: 'subscription_create',
      subscription,
      isTaxAutomatic: wanted.isTaxAutomatic,
      autoAdvance: true,
    },
    [periodLine(subscription)],
  );
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(account, invoice);
  if (invoice.status === 'open') {
    chargeInvoice(account, invoice, { method: wanted.method, isOffSession: false });
  }
  return { subscription, invoice };
}

import { emit, keep, snapshot } from '../account.ts';
import type { Account } from '../account.ts';
import type { PaymentIntent, PaymentMethod } from '../held.ts';
import { Refusal } from '../refusal.ts';
import { chargeCard, failureOf } from './charge-card.ts';
import type { CardFailure } from './charge-card.ts';

type NewIntent = {
  amount: number;
  currency: string;
  customer: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  receiptEmail?: string | null;
  setupFutureUsage?: 'off_session' | 'on_session' | null;
};

/** A payment that waits for its card. */
export function makeIntent(account: Account, wanted: NewIntent): PaymentIntent {
  const id = account.newId('payment_intent');
  const intent = keep(account, 'payment_intent', {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: wanted.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${account.newId('req').slice(4)}`,
    confirmation_method: 'automatic',
    created: account.now(),
    currency: wanted.currency,
    customer: wanted.customer,
    customer_account: null,
    description: wanted.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: wanted.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: wanted.receiptEmail ?? null,
    review: null,
    setup_future_usage: wanted.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_group: null,
  });
  emit(account, 'payment_intent.created', intent);
  return intent;
}

/** Pays an intent with a card; null = it is paid. A refused one can be tried again with another card. */
export function payIntent(
  account: Account,
  intent: PaymentIntent,
  { method, isOffSession }: { method: PaymentMethod; isOffSession: boolean },
): CardFailure | null {
  const failure = failureOf(account, method, isOffSession);
  const charge = chargeCard(account, intent, { method, failure });
  intent.latest_charge = charge.id;
  if (failure === null) {
    intent.payment_method = method.id;
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    intent.last_payment_error = null;
    emit(account, 'payment_intent.succeeded', intent);
    return null;
  }
  intent.status = 'requires_payment_method';
  intent.last_payment_error = {
    type: 'card_error',
    code: failure.code,
    message: failure.message,
    ...(failure.declineCode !== null && { decline_code: failure.declineCode }),
    charge: charge.id,
  };
  emit(account, 'payment_intent.payment_failed', intent);
  return failure;
}

/** A refused card as Stripe answers it: 402, with the payment as it stands. */
export function cardRefusal(failure: CardFailure, intent: PaymentIntent | null): Refusal {
  return new Refusal(402, {
    type: 'card_error',
    code: failure.code,
    message: failure.message,
    ...(failure.declineCode !== null && { decline_code: failure.declineCode }),
    ...(intent !== null && {
      payment_intent: snapshot(intent) as unknown as PaymentIntent,
      ...(intent.latest_charge !== null && { charge: intent.latest_charge }),
    }),
  });
}

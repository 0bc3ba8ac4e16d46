import { emit, keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { Charge, PaymentIntent, PaymentMethod } from '../held.ts';

/** Why a card was not charged, in Stripe's words. */
export type CardFailure = { code: string; declineCode: string | null; message: string };

/** What this card says to being charged, or null: it pays. Cards that ask their owner do so when he is away. */
export function failureOf(
  account: Account,
  method: PaymentMethod,
  isOffSession: boolean,
): CardFailure | null {
  const card = account.cards.get(method.id);
  const behaviour = card?.behaviour ?? 'pays';
  if (behaviour === 'asks_owner') {
    return isOffSession
      ? {
          code: 'authentication_required',
          declineCode: 'authentication_required',
          message: 'Your card was declined. This transaction requires authentication.',
        }
      : null;
  }
  if (card === undefined || behaviour === 'pays') return null;
  if (card.declineCode === 'expired_card') {
    return { code: 'expired_card', declineCode: null, message: 'Your card has expired.' };
  }
  return {
    code: 'card_declined',
    declineCode: card.declineCode,
    message: 'Your card was declined.',
  };
}

/** Charges a card for a payment intent, successfully or not, and tells of it. */
export function chargeCard(
  account: Account,
  intent: PaymentIntent,
  { method, failure }: { method: PaymentMethod; failure: CardFailure | null },
): Charge {
  const isPaid = failure === null;
  const charge = keep(account, 'charge', {
    id: account.newId('charge'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: isPaid ? account.newId('txn') : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'GEKO',
    captured: isPaid,
    created: account.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: isPaid ? 'approved_by_network' : 'declined_by_network',
      reason: failure?.declineCode ?? null,
      seller_message: isPaid ? 'Payment complete.' : 'The bank declined the payment.',
      type: isPaid ? 'authorized' : 'issuer_declined',
    },
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: isPaid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  });
  emit(account, isPaid ? 'charge.succeeded' : 'charge.failed', charge);
  return charge;
}

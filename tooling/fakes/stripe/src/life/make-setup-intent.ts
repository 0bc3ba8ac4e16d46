import { emit, keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { PaymentMethod, SetupIntent } from '../held.ts';
import { Refusal } from '../refusal.ts';

/** A card that is about to be kept, without a payment. */
export function makeSetupIntent(
  account: Account,
  wanted: { customer: string | null; usage: string; metadata: Record<string, string> },
): SetupIntent {
  const id = account.newId('setup_intent');
  const intent = keep(account, 'setup_intent', {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: `${id}_secret_${account.newId('req').slice(4)}`,
    created: account.now(),
    customer: wanted.customer,
    description: null,
    excluded_payment_method_types: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: wanted.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: wanted.usage,
  });
  emit(account, 'setup_intent.created', intent);
  return intent;
}

/**
 * Keeps a card for its customer.
 * @throws Refusal 402 when the card's bank says no.
 */
export function completeSetup(account: Account, intent: SetupIntent, method: PaymentMethod): void {
  const card = account.cards.get(method.id);
  if (card?.behaviour === 'declines') {
    intent.last_setup_error = {
      type: 'card_error',
      code: 'card_declined',
      decline_code: card.declineCode,
      message: 'Your card was declined.',
    };
    emit(account, 'setup_intent.setup_failed', intent);
    throw new Refusal(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: card.declineCode,
      message: 'Your card was declined.',
      setup_intent: intent,
    });
  }
  intent.status = 'succeeded';
  intent.payment_method = method.id;
  intent.last_setup_error = null;
  if (intent.customer !== null) attach(account, method, intent.customer);
  emit(account, 'setup_intent.succeeded', intent);
}

/** Gives a card to a customer, once. */
export function attach(account: Account, method: PaymentMethod, customerId: string): void {
  if (method.customer === customerId) return;
  method.customer = customerId;
  emit(account, 'payment_method.attached', method);
}

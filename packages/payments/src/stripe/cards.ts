import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import { askStripe } from './ask-stripe.ts';
import { cardFacts } from './facts/card-facts.ts';
import type { CardFacts } from './facts/card-facts.ts';
import { markOf } from './facts/ours.ts';
import { idOf } from './facts/read-stripe.ts';
import { writeOnce } from './write-once.ts';

export type SavedCard = CardFacts & { isDefault: boolean };

/**
 * The cards of a customer, the newest first. The default is charged for invoices and automatic top-up.
 * @throws PaymentError
 */
export async function listCards(
  stripe: Stripe,
  { customerId }: { customerId: string },
): Promise<SavedCard[]> {
  return askStripe('listCards', async () => {
    const defaultId = await defaultCardId(stripe, customerId);
    const cards: SavedCard[] = [];
    const pages = stripe.paymentMethods.list({ customer: customerId, type: 'card', limit: 100 });
    for await (const method of pages) {
      cards.push({ ...cardFacts(method), isDefault: method.id === defaultId });
    }
    return cards;
  });
}

/** Called inside `askStripe`. */
export async function defaultCardId(stripe: Stripe, customerId: string): Promise<string | null> {
  const customer = await stripe.customers.retrieve(customerId);
  if (customer.deleted) throw new PaymentError('not_found', { doing: 'defaultCardId' });
  return idOf(customer.invoice_settings.default_payment_method);
}

/**
 * Begins to keep a card that is entered in Stripe's form inside our page, which takes the client secret.
 * @throws PaymentError
 */
export async function beginCard(
  stripe: Stripe,
  {
    operationId,
    customerId,
    workspaceId,
  }: { operationId: string; customerId: string; workspaceId: string },
): Promise<{ setupIntentId: string; clientSecret: string }> {
  return askStripe('beginCard', async () => {
    const intent = await stripe.setupIntents.create(
      {
        customer: customerId,
        usage: 'off_session',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: markOf(operationId, { workspaceId, purpose: 'card' }),
      },
      writeOnce(operationId, 'card'),
    );
    return { setupIntentId: intent.id, clientSecret: intent.client_secret ?? '' };
  });
}

type CardWish = { operationId: string; customerId: string; cardId: string };

/** Another customer's card looks exactly like none. Called inside `askStripe`. */
async function mustOwn(stripe: Stripe, { customerId, cardId }: CardWish): Promise<void> {
  const method = await stripe.paymentMethods.retrieve(cardId);
  if (idOf(method.customer) !== customerId) {
    throw new PaymentError('not_found', { doing: 'mustOwn' });
  }
}

/**
 * Charges this card from now on, also for subscriptions that had a card of their own.
 * @throws PaymentError not_found for a card that is not this customer's.
 */
export async function setDefaultCard(stripe: Stripe, wish: CardWish): Promise<void> {
  const { operationId, customerId, cardId } = wish;
  await askStripe('setDefaultCard', async () => {
    await mustOwn(stripe, wish);
    await stripe.customers.update(
      customerId,
      { invoice_settings: { default_payment_method: cardId } },
      writeOnce(operationId, 'default-card'),
    );
    for await (const { id, default_payment_method: own } of stripe.subscriptions.list({
      customer: customerId,
      limit: 100,
    })) {
      if (idOf(own) === cardId) continue;
      await stripe.subscriptions.update(
        id,
        { default_payment_method: cardId },
        writeOnce(operationId, `default-card.${id}`),
      );
    }
  });
}

/**
 * Forgets a card.
 * @throws PaymentError not_found for a card that is not this customer's.
 */
export async function removeCard(stripe: Stripe, wish: CardWish): Promise<void> {
  await askStripe('removeCard', async () => {
    await mustOwn(stripe, wish);
    await stripe.paymentMethods.detach(wish.cardId, {}, writeOnce(wish.operationId, 'remove-card'));
  });
}

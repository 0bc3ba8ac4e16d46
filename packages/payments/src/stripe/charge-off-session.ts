import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import { askStripe } from './ask-stripe.ts';
import { defaultCardId } from './cards.ts';
import { CURRENCY } from './catalogue.ts';
import { markOf } from './facts/ours.ts';
import { paymentFacts } from './facts/payment-facts.ts';
import type { PaymentFacts } from './facts/payment-facts.ts';
import { writeOnce } from './write-once.ts';

/**
 * Charges a kept card while its owner is away, for automatic top-up. cardId: null = the customer's default one.
 * The same operation again gets the first answer, a decline too.
 * @throws PaymentError card_declined (needsOwner: they have to pay by themselves once), conflict without a card.
 */
export async function chargeOffSession(
  stripe: Stripe,
  {
    operationId,
    workspaceId,
    customerId,
    cardId,
    amountCents,
    description,
  }: {
    operationId: string;
    workspaceId: string;
    customerId: string;
    cardId: string | null;
    amountCents: number;
    description: string;
  },
): Promise<PaymentFacts> {
  return askStripe('chargeOffSession', async () => {
    const card = cardId ?? (await defaultCardId(stripe, customerId));
    if (card === null) throw new PaymentError('conflict', { doing: 'chargeOffSession' });
    const intent = await stripe.paymentIntents.create(
      {
        amount: amountCents,
        currency: CURRENCY,
        customer: customerId,
        payment_method: card,
        confirm: true,
        off_session: true,
        description,
        metadata: markOf(operationId, { workspaceId, purpose: 'automatic_top_up' }),
        expand: ['latest_charge'],
      },
      writeOnce(operationId, 'charge'),
    );
    return paymentFacts(intent, null);
  });
}

import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { refundFacts } from './facts/money-back-facts.ts';
import type { RefundFacts } from './facts/money-back-facts.ts';
import { writeOnce } from './write-once.ts';

/**
 * Gives a payment back. amountCents: null = all that is left of it.
 * @throws PaymentError conflict when nothing is left or it is disputed, refused for more than is left.
 */
export async function refundPayment(
  stripe: Stripe,
  {
    operationId,
    paymentIntentId,
    amountCents,
    reason,
  }: {
    operationId: string;
    paymentIntentId: string;
    amountCents: number | null;
    reason: 'duplicate' | 'fraudulent' | 'requested_by_customer';
  },
): Promise<RefundFacts> {
  return askStripe('refundPayment', async () =>
    refundFacts(
      await stripe.refunds.create(
        {
          payment_intent: paymentIntentId,
          reason,
          metadata: { geko_operation: operationId },
          ...(amountCents !== null && { amount: amountCents }),
        },
        writeOnce(operationId, 'refund'),
      ),
    ),
  );
}

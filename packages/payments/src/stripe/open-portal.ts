import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { writeOnce } from './write-once.ts';

/**
 * The address of Stripe's own billing portal for a customer, good for a few minutes.
 * @throws PaymentError
 */
export async function openPortal(
  stripe: Stripe,
  {
    operationId,
    customerId,
    returnUrl,
  }: { operationId: string; customerId: string; returnUrl: string },
): Promise<{ url: string }> {
  return askStripe('openPortal', async () => {
    const { url } = await stripe.billingPortal.sessions.create(
      { customer: customerId, return_url: returnUrl },
      writeOnce(operationId, 'portal'),
    );
    return { url };
  });
}

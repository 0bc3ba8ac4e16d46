import type Stripe from 'stripe';

const MOST_CHARS = 255;

/**
 * The options of a write: its Idempotency-Key is made of our operation id and the step of it, so that the same operation
 * again, from whichever process, changes nothing at Stripe and gets the first answer. Stripe forgets keys after a day at
 * least; what may be repeated later than that looks for its own work first.
 */
export function writeOnce(operationId: string, step: string): Stripe.RequestOptions {
  const idempotencyKey = `geko:${step}:${operationId}`;
  if (!/^[\w:.-]+$/u.test(operationId) || idempotencyKey.length > MOST_CHARS) {
    throw new RangeError('an operation id is letters, digits and - _ : . and at most 200 of them');
  }
  return { idempotencyKey };
}

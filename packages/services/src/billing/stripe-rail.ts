import { AppError } from '@geko/contracts/errors';
import { PaymentError } from '@geko/payments/payment-error';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps, Log } from '../deps.ts';

/** @throws AppError CONFLICT where payments are not set up */
export function requireStripe({ stripe }: Pick<Deps, 'stripe'>): StripeRail {
  if (stripe !== null) return stripe;
  throw new AppError('CONFLICT', { message: 'Payments are not set up here.' });
}

/**
 * Asks Stripe.
 * @throws AppError CARD_DECLINED; CONFLICT for an operation that it knows with other contents; UNAVAILABLE where it did not answer, or
 * does not answer us; whatever else is thrown, unchanged
 */
export async function viaStripe<T>(log: Log, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    if (error.code === 'card_declined') throw new AppError('CARD_DECLINED', { cause: error });
    if (error.code === 'operation_reused') throw new AppError('CONFLICT', { field: 'id' });
    log.warn({ code: error.code, ...error.facts }, 'Stripe did not do as asked');
    throw new AppError('UNAVAILABLE', {
      message: error.message,
      ...(error.isRetryable && { remedies: [{ kind: 'retry' }] }),
      cause: error,
    });
  }
}

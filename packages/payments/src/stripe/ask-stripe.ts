import Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import type { PaymentErrorCode } from '../payment-error.ts';

/** Codes that say: not in this state. https://docs.stripe.com/error-codes */
const conflicts = new Set([
  'charge_already_refunded',
  'charge_disputed',
  'invoice_already_paid',
  'invoice_not_editable',
  'invoice_no_payment_method_types',
  'payment_intent_unexpected_state',
  'payment_method_unexpected_state',
  'resource_already_exists',
  'setup_intent_unexpected_state',
  'subscription_canceled',
]);

/** Machine words only; what is none is not repeated. */
function word(text: string | undefined): string | null {
  return text !== undefined && /^[\w[\].-]{1,100}$/u.test(text) ? text : null;
}

function codeOf(error: Stripe.errors.StripeError): PaymentErrorCode {
  const { errors } = Stripe;
  if (error instanceof errors.StripeCardError) return 'card_declined';
  if (error instanceof errors.StripeIdempotencyError) return 'operation_reused';
  if (error instanceof errors.StripeConnectionError) return 'unavailable';
  if (error instanceof errors.StripeAuthenticationError) return 'misconfigured';
  if (error instanceof errors.StripePermissionError) return 'misconfigured';
  if (error instanceof errors.StripeRateLimitError || error.statusCode === 429)
    return 'rate_limited';
  if (error.code === 'idempotency_key_in_use') return 'operation_busy';
  if (error.code === 'resource_missing' || error.statusCode === 404) return 'not_found';
  if (conflicts.has(error.code ?? '')) return 'conflict';
  if (error instanceof errors.StripeInvalidRequestError) return 'refused';
  return 'unavailable';
}

/**
 * Runs what asks Stripe, and turns each of its errors into one of ours.
 * doing: what it is for, as it stands in logs.
 * @throws PaymentError; what is no error of Stripe's passes unchanged.
 */
export async function askStripe<T>(doing: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const code = codeOf(error);
    const declineCode = word(error.decline_code);
    throw new PaymentError(code, {
      doing,
      declineCode: code === 'card_declined' ? (declineCode ?? word(error.code)) : null,
      needsOwner:
        error.code === 'authentication_required' || declineCode === 'authentication_required',
      paymentIntentId: word(error.payment_intent?.id),
      providerCode: word(error.code),
      param: word(error.param),
      requestId: word(error.requestId),
    });
  }
}

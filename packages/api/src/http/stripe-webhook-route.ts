import { AppError } from '@geko/contracts/errors';
import { MOST_WEBHOOK_BYTES, readEvent } from '@geko/payments/stripe/read-event';
import { addressOf } from '@geko/services/auth/visitor';
import { hearStripe } from '@geko/services/billing/hear-stripe';
import type { Deps } from '@geko/services/deps';
import { requestFacts } from '../context.ts';
import { errorResponse } from './error-response.ts';
import { readBytes } from './read-json.ts';

/**
 * POST /api/webhooks/stripe: Stripe tells that something happened. 200 once it is kept, or was before; 400 for what is not
 * signed by it; 404 where payments are not set up; 503 where it has to tell us again.
 */
export async function handleStripeWebhook(deps: Deps, request: Request): Promise<Response> {
  const facts = requestFacts(deps, request);
  const { requestId } = facts;
  try {
    const { stripe } = deps;
    if (stripe === null) throw new AppError('NOT_FOUND');
    const { headers } = request;
    const delivery = {
      body: await readBytes(request, MOST_WEBHOOK_BYTES),
      signature: headers.get('stripe-signature'),
      contentType: headers.get('content-type'),
      contentEncoding: headers.get('content-encoding'),
    };
    const read = readEvent(delivery, { secret: stripe.webhookSecret, now: deps.now() });
    if (!read.ok) {
      await deps.rateLimits.consume('shopByAddress', addressOf({ request: facts }));
      deps.log.warn({ reason: read.reason }, 'a webhook was not Stripe’s');
      throw new AppError('BAD_REQUEST', { message: 'This is not signed by Stripe.' });
    }
    const { outcome } = await hearStripe(deps, stripe, { event: read.event, request: facts });
    return Response.json(
      { outcome },
      { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } },
    );
  } catch (error) {
    return errorResponse(error, { requestId, log: deps.log });
  }
}

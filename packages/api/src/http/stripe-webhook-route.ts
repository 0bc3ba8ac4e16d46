import { AppError } from '@geko/contracts/errors';
import { hearStripe } from '@geko/services/billing/hear-stripe';
import type { Deps } from '@geko/services/deps';
import { requestFacts } from '../context.ts';
import { errorResponse } from './error-response.ts';
import { readBytes } from './read-json.ts';

/** Stripe sends some ten thousand bytes at most. */
const MOST_BYTES = 1_000_000;

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
      body: await readBytes(request, MOST_BYTES),
      signature: headers.get('stripe-signature'),
      contentType: headers.get('content-type'),
      contentEncoding: headers.get('content-encoding'),
    };
    const { outcome } = await hearStripe(deps, stripe, { delivery, request: facts });
    return Response.json(
      { outcome },
      { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } },
    );
  } catch (error) {
    return errorResponse(error, { requestId, log: deps.log });
  }
}

import { handleStripeWebhook } from '@geko/api/http/stripe-webhook-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleStripeWebhook(wiring(), request);

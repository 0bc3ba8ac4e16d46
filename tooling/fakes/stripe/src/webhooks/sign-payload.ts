import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` of a body: https://docs.stripe.com/webhooks/signature */
export function signPayload(body: string | Uint8Array, secret: string, atSeconds: number): string {
  const v1 = createHmac('sha256', secret).update(`${atSeconds}.`).update(body).digest('hex');
  return `t=${atSeconds},v1=${v1}`;
}

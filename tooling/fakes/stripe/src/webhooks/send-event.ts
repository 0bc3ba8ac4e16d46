import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { signPayload } from './sign-payload.ts';

export type WebhookTarget = { url: string; secret: string };

const GIVE_UP_MS = 30_000;

/** Posts one event, freshly signed, as Stripe does at each try. Status null = the answer was not heard. */
export function sendEvent(
  event: object,
  target: WebhookTarget,
  { isUnheard }: { isUnheard: boolean },
): Promise<number | null> {
  const body = JSON.stringify(event, null, 2);
  const nowSeconds = Math.floor(Date.now() / 1000);
  const send = target.url.startsWith('https:') ? requestTls : request;
  return new Promise((resolve) => {
    const sent = send(
      target.url,
      {
        method: 'POST',
        timeout: GIVE_UP_MS,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signPayload(body, target.secret, nowSeconds),
        },
      },
      (response) => {
        if (isUnheard) {
          resolve(null);
          sent.destroy();
          return;
        }
        response.resume();
        resolve(response.statusCode ?? null);
      },
    );
    sent.once('timeout', () => sent.destroy());
    sent.once('error', () => resolve(null));
    sent.end(body);
  });
}

import Stripe from 'stripe';

/** What every function of the rail asks through. */
export type StripeClient = Stripe;

export type StripeSettings = {
  secretKey: string;
  /** Another address than Stripe's, for a double or a proxy, such as http://127.0.0.1:12111. */
  baseUrl?: string | null;
  /** For one try. */
  timeoutMs?: number;
  /** After failures of the network, 409 and 5xx; each try of a write carries the same Idempotency-Key. */
  maxRetries?: number;
};

/** Whether a key moves real money. Events of the other mode are none of ours. */
export function isLiveKey(secretKey: string): boolean {
  return /^(sk|rk)_live_/u.test(secretKey);
}

/** The rail's client. Makes no request. */
export function makeStripeClient(settings: StripeSettings): StripeClient {
  const { secretKey, baseUrl = null, timeoutMs = 20_000, maxRetries = 2 } = settings;
  const address = baseUrl === null ? null : new URL(baseUrl);
  return new Stripe(secretKey, {
    timeout: timeoutMs,
    maxNetworkRetries: maxRetries,
    telemetry: false,
    appInfo: { name: 'Geko' },
    ...(address !== null && {
      host: address.hostname,
      port: address.port === '' ? (address.protocol === 'https:' ? 443 : 80) : address.port,
      protocol: address.protocol === 'https:' ? 'https' : 'http',
    }),
  });
}

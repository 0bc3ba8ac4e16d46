import { isLiveKey, makeStripeClient, type StripeClient } from './make-client.ts';

/** The account at Stripe that payments go to. */
export type StripeRail = {
  client: StripeClient;
  /** Whether its key moves real money. */
  isLive: boolean;
  /** Whether a double stands in its place: no money moves. */
  isDouble: boolean;
  /** Whether Stripe reckons the tax of what is paid on its pages. */
  isTaxAutomatic: boolean;
  /** What its webhooks are signed with. */
  webhookSecret: string;
};

/** null = payments are not set up: nobody may pay who is not heard of then. */
export function openRail(
  settings: {
    secretKey: string;
    baseUrl: string | null;
    webhookSecret: string | null;
    isTaxAutomatic: boolean;
  } | null,
): StripeRail | null {
  if (settings === null || settings.webhookSecret === null) return null;
  const { secretKey, baseUrl, webhookSecret, isTaxAutomatic } = settings;
  const client = makeStripeClient({ secretKey, baseUrl });
  return {
    client,
    isLive: isLiveKey(secretKey),
    isDouble: baseUrl !== null,
    isTaxAutomatic,
    webhookSecret,
  };
}

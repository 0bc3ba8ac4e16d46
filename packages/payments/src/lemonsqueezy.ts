import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { LicenceTier } from '@geko/contracts/licences';
import { askShop } from './ask-shop.ts';
import { ShopError, type Knock, type Sale, type Shop } from './shop.ts';

export type LemonSqueezySettings = {
  /** https://api.lemonsqueezy.com, or a double's address. */
  url: string;
  /** An API key of the store. */
  token: string;
  /** What the store signs its webhooks with. */
  webhookSecret: string;
  /** The tier of each variant that is one, by the variant's id. */
  tiers: Readonly<Record<string, LicenceTier>>;
};

const JSON_API = 'application/vnd.api+json';
const id = z.union([z.string().min(1), z.number().int()]).transform(String);

/** What webhooks of orders, subscriptions and licence keys have in common. */
const Webhook = z.object({
  meta: z.object({ event_name: z.string() }),
  data: z.object({
    type: z.string(),
    id,
    attributes: z.object({ order_id: id.nullish() }),
  }),
});

const Order = z.object({
  data: z.object({
    type: z.literal('orders'),
    id,
    attributes: z.object({
      status: z.string(),
      user_email: z.string(),
      refunded: z.boolean(),
      first_order_item: z.object({ variant_id: id }),
    }),
  }),
});

const Subscriptions = z.object({
  data: z.array(z.object({ attributes: z.object({ status: z.string() }) })),
});

/** Orders that were paid and stay so; a partial refund is a price, not an end. */
const goodOrders = new Set(['paid', 'partial_refund']);
/** Subscriptions that give nothing any more: those that are cancelled run to the end of what was paid. */
const endedSubscriptions = new Set(['expired', 'unpaid']);

/** Licences sold in a Lemon Squeezy store: a sale is an order. */
export function createLemonSqueezy(settings: LemonSqueezySettings): Shop {
  const { url, token, webhookSecret, tiers } = settings;
  const ask = <Schema extends z.ZodType>(path: string, schema: Schema) =>
    askShop(new URL(path, url), { token, accept: JSON_API, schema });
  return {
    id: 'lemonsqueezy',
    isSet: true,
    readKnock(headers, body) {
      if (!isSigned(headers.get('x-signature'), body, webhookSecret)) {
        throw new ShopError('forged', 'the signature is not the one of this body');
      }
      return readWebhook(body);
    },
    async findSale(saleId): Promise<Sale | null> {
      const order = await ask(`/v1/orders/${encodeURIComponent(saleId)}`, Order);
      if (order === null) return null;
      const { status, user_email: email, refunded, first_order_item: item } = order.data.attributes;
      if (status === 'pending') return null;
      const isPaid = goodOrders.has(status) && !(refunded && status === 'paid');
      const ended = isPaid && (await hasEnded(ask, order.data.id));
      return {
        id: order.data.id,
        state: isPaid && !ended ? 'good' : 'over',
        email,
        productId: item.variant_id,
      };
    },
    tierOf: (variantId) => tiers[variantId] ?? null,
  };
}

/** Whether an order's subscriptions, if it has any, have all ended. */
async function hasEnded(
  ask: <Schema extends z.ZodType>(path: string, schema: Schema) => Promise<z.infer<Schema> | null>,
  orderId: string,
): Promise<boolean> {
  const path = `/v1/subscriptions?filter[order_id]=${encodeURIComponent(orderId)}`;
  const subscriptions = (await ask(path, Subscriptions))?.data ?? [];
  return (
    subscriptions.length > 0 &&
    subscriptions.every(({ attributes: { status } }) => endedSubscriptions.has(status))
  );
}

/** X-Signature: the HMAC-SHA-256 of the raw body, in hexadecimal digits. */
function isSigned(signature: string | null, body: Uint8Array, secret: string): boolean {
  if (signature === null || !/^[0-9a-f]{64}$/u.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}

function readWebhook(body: Uint8Array): Knock | null {
  const parsed = Webhook.safeParse(parse(body));
  if (!parsed.success) return null;
  const { type, id: objectId, attributes } = parsed.data.data;
  const saleId = type === 'orders' ? objectId : (attributes.order_id ?? null);
  if (saleId === null) return null;
  // A webhook has no id of its own; sent again, it is the same bytes.
  return { eventId: createHash('sha256').update(body).digest('hex'), saleId };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

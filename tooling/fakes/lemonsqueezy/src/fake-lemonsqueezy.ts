import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Order = {
  id: number;
  email: string;
  variantId: number;
  status: 'paid' | 'pending' | 'refunded' | 'partial_refund' | 'fraudulent';
  /** Of its one subscription; null = it was bought once and for all. */
  subscription: 'active' | 'cancelled' | 'past_due' | 'expired' | null;
};

/** A webhook as the store would send it. */
export type Delivery = { body: Buffer; headers: Record<string, string> };

export type FakeLemonSqueezy = {
  url: string;
  /** A new order; its id. */
  sell(order: Omit<Order, 'id' | 'status' | 'subscription'> & Partial<Order>): string;
  /** What happens to an order afterwards. */
  change(orderId: string, change: Partial<Omit<Order, 'id'>>): void;
  /** Tells of an order as it is now, signed. */
  deliver(event: string, orderId: string): Delivery;
  /** From now on it answers so; null = as it should. */
  answerWith(status: number | null): void;
  /** The paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
};

/** The part of Lemon Squeezy's API that sells licences, as its reference describes it, with orders in memory. */
export async function startFakeLemonSqueezy({
  token,
  webhookSecret,
}: {
  token: string;
  webhookSecret: string;
}): Promise<FakeLemonSqueezy> {
  const orders = new Map<string, Order>();
  const asked: string[] = [];
  let broken: number | null = null;
  const getOrder = (id: string): Order => {
    const order = orders.get(id);
    if (!order) throw new Error(`there is no order ${id}`);
    return order;
  };
  const answer = (url: URL, headers: { authorization?: string; accept?: string }) => {
    asked.push(`${url.pathname}${url.search}`);
    if (broken !== null) return { status: broken, body: { errors: [{ detail: `key ${token}` }] } };
    if (headers.authorization !== `Bearer ${token}`)
      return { status: 401, body: errors('Unauthenticated.') };
    if (headers.accept !== 'application/vnd.api+json')
      return { status: 406, body: errors('Not acceptable') };
    const id = /^\/v1\/orders\/([^/]+)$/u.exec(url.pathname)?.[1];
    if (id !== undefined) {
      const order = orders.get(id);
      return order
        ? { status: 200, body: { data: orderObject(order) } }
        : { status: 404, body: errors('Not Found') };
    }
    if (url.pathname === '/v1/subscriptions') {
      const order = orders.get(url.searchParams.get('filter[order_id]') ?? '');
      const data = order && order.subscription !== null ? [subscriptionObject(order)] : [];
      return { status: 200, body: { data } };
    }
    return { status: 404, body: errors('Not Found') };
  };
  const server = createServer((request, response) => {
    const { authorization, accept } = request.headers;
    const { status, body } = answer(new URL(request.url ?? '/', 'http://shop'), {
      ...(authorization === undefined ? {} : { authorization }),
      ...(accept === undefined ? {} : { accept }),
    });
    response.writeHead(status, { 'content-type': 'application/vnd.api+json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let last = 1_000;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sell(order) {
      last += 1;
      orders.set(String(last), { status: 'paid', subscription: null, ...order, id: last });
      return String(last);
    },
    change: (id, change) => void Object.assign(getOrder(id), change),
    deliver(event, id) {
      const order = getOrder(id);
      const data = event.startsWith('subscription_')
        ? subscriptionObject(order)
        : orderObject(order);
      const body = Buffer.from(
        JSON.stringify({ meta: { event_name: event, test_mode: true }, data }),
      );
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-event-name': event,
          'x-signature': signature,
        },
      };
    },
    answerWith: (status) => {
      broken = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const errors = (detail: string) => ({ jsonapi: { version: '1.0' }, errors: [{ detail }] });

const orderObject = ({ id, email, variantId, status }: Order) => ({
  type: 'orders',
  id: String(id),
  attributes: {
    store_id: 1,
    identifier: `order-${id}`,
    order_number: id,
    user_email: email,
    status,
    refunded: status === 'refunded',
    first_order_item: { id, order_id: id, product_id: 9, variant_id: variantId },
    test_mode: true,
  },
});

const subscriptionObject = ({ id, email, variantId, subscription }: Order) => ({
  type: 'subscriptions',
  id: `9${id}`,
  attributes: {
    store_id: 1,
    order_id: id,
    variant_id: variantId,
    user_email: email,
    status: subscription,
    test_mode: true,
  },
});

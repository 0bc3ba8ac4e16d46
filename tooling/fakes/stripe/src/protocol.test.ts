import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_VERSION } from './account.ts';
import { startFakeStripe } from './fake-stripe.ts';
import type { FakeStripe } from './fake-stripe.ts';

let fake: FakeStripe;
beforeAll(async () => {
  fake = await startFakeStripe();
});
afterAll(() => fake.close());

type Reply = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { error?: Record<string, unknown>; data?: { id: string }[] };
};

/** A request as any client might make it. `form` is sent as it stands. */
async function ask(line: string, form = '', headers: Record<string, string> = {}): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${fake.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${fake.secretKey}`,
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(method === 'POST' && { body: form }),
  });
  const body = (await response.json()) as Reply['body'];
  return { status: response.status, headers: response.headers, body };
}

const product = async (name = 'A thing') =>
  String((await ask('POST /v1/products', `name=${name}`)).body['id']);

test.each([
  ['POST /v1/products', 'name=x&colour=red', 'parameter_unknown', 'colour'],
  ['POST /v1/products', 'description=x', 'parameter_missing', 'name'],
  ['POST /v1/products', 'name=x&active=perhaps', undefined, 'active'],
  ['POST /v1/products', 'name=x&metadata=y', undefined, 'metadata'],
  ['POST /v1/products', 'name[a]=x', undefined, 'name'],
  ['POST /v1/products', 'name=x&__proto__[a]=y', 'parameter_unknown', '__proto__'],
  ['POST /v1/products', 'name=x&constructor=y', 'parameter_unknown', 'constructor'],
  [
    'POST /v1/prices',
    'currency=usd&product=prod_x&unit_amount=1.5',
    'parameter_invalid_integer',
    'unit_amount',
  ],
  [
    'POST /v1/prices',
    'currency=usd&product=prod_x&unit_amount=-1',
    'parameter_invalid_integer',
    'unit_amount',
  ],
  ['POST /v1/prices', 'currency=dollars&product=prod_x&unit_amount=1', undefined, 'currency'],
  ['POST /v1/prices', 'currency=usd&product=prod_x&unit_amount=1', 'resource_missing', 'product'],
  [
    'POST /v1/prices',
    'currency=usd&product=p&unit_amount=1&recurring[interval]=moon',
    undefined,
    'recurring[interval]',
  ],
  [
    'POST /v1/prices',
    'currency=usd&product=p&unit_amount=1&recurring[every]=month&recurring[interval]=month',
    'parameter_unknown',
    'recurring[every]',
  ],
  [
    'POST /v1/checkout/sessions',
    'mode=payment&success_url=https://x.example&line_items[0][price]=a&line_items[0][amount]=5',
    'parameter_unknown',
    'line_items[0][amount]',
  ],
  ['POST /v1/checkout/sessions', 'mode=payment&success_url=nowhere', 'url_invalid', 'success_url'],
  [
    'POST /v1/checkout/sessions',
    'mode=payment&success_url=https://x.example',
    'parameter_missing',
    'line_items',
  ],
  [
    'POST /v1/checkout/sessions',
    'mode=setup&success_url=https://x.example',
    'parameter_missing',
    'currency',
  ],
  [
    'POST /v1/checkout/sessions',
    'mode=payment&success_url=https://x.example&subscription_data[trial_period_days]=3&line_items[0][price]=a',
    undefined,
    'subscription_data',
  ],
  [
    'POST /v1/checkout/sessions',
    'mode=payment&success_url=https://x.example&payment_method_types[0]=card',
    'parameter_unknown',
    'payment_method_types',
  ],
  ['POST /v1/payment_intents', 'amount=10&currency=usd', 'amount_too_small', 'amount'],
  [
    'POST /v1/payment_intents',
    'amount=1000&currency=usd&off_session=true',
    undefined,
    'off_session',
  ],
  ['GET /v1/products?limit=101', '', undefined, 'limit'],
  ['GET /v1/products?limit=0', '', undefined, 'limit'],
  ['GET /v1/products?lookup_keys[]=x', '', 'parameter_unknown', 'lookup_keys'],
  ['GET /v1/products?expand[]=nothing', '', undefined, 'expand'],
  ['GET /v1/products?starting_after=prod_x', '', 'resource_missing', 'starting_after'],
])('%s %s is refused as Stripe does', async (line, form, code, param) => {
  const { status, body } = await ask(line, form);
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    type: 'invalid_request_error',
    param,
    message: expect.any(String) as string,
    ...(code !== undefined && { code }),
  });
});

test('without its key nobody gets in', async () => {
  for (const authorization of ['', 'Bearer ', 'Bearer sk_test_wrong', 'Basic eDo=']) {
    const { status, body } = await ask('GET /v1/products', '', { authorization });
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ type: 'invalid_request_error' });
    expect(JSON.stringify(body)).not.toContain('sk_test_wrong');
  }
  const basic = `Basic ${Buffer.from(`${fake.secretKey}:`).toString('base64')}`;
  expect((await ask('GET /v1/products', '', { authorization: basic })).status).toBe(200);
});

test('one version is spoken, and each answer has a request id', async () => {
  const old = await ask('GET /v1/products', '', { 'stripe-version': '2020-08-27' });
  expect(old.status).toBe(400);
  const now = await ask('GET /v1/products', '', { 'stripe-version': API_VERSION });
  expect(now.status).toBe(200);
  expect(now.headers.get('stripe-version')).toBe(API_VERSION);
  expect(now.headers.get('request-id')).toMatch(/^req_/u);
});

test('JSON is no form, and what is not there is 404', async () => {
  const json = { 'content-type': 'application/json' };
  expect((await ask('POST /v1/products', '{"name":"x"}', json)).status).toBe(400);
  expect((await ask('GET /v1/nothing')).status).toBe(404);
  expect((await ask('PUT /v1/products')).status).toBe(404);
  const missing = await ask('GET /v1/prices/price_missing');
  expect(missing).toMatchObject({
    status: 404,
    body: { error: { code: 'resource_missing', message: "No such price: 'price_missing'" } },
  });
});

test('lists go page by page, either way', async () => {
  fake.reset();
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.unshift(await product(`thing${count}`));
  const idsOf = ({ body }: Reply) => body.data?.map(({ id }) => id);
  const first = await ask('GET /v1/products?limit=2');
  expect(first.body).toMatchObject({ object: 'list', has_more: true, url: '/v1/products' });
  expect(idsOf(first)).toEqual(ids.slice(0, 2));
  const second = await ask(`GET /v1/products?limit=2&starting_after=${ids[1]}`);
  expect(idsOf(second)).toEqual(ids.slice(2, 4));
  const last = await ask(`GET /v1/products?limit=2&starting_after=${ids[3]}`);
  expect(idsOf(last)).toEqual(ids.slice(4));
  expect(last.body['has_more']).toBe(false);
  const back = await ask(`GET /v1/products?limit=2&ending_before=${ids[4]}`);
  expect(idsOf(back)).toEqual(ids.slice(2, 4));
  expect(back.body['has_more']).toBe(true);
});

test('ids are expanded where it is asked for, in lists too', async () => {
  const id = await product();
  const price = await ask(
    'POST /v1/prices',
    `currency=usd&product=${id}&unit_amount=500&expand[]=product`,
  );
  expect(price.body).toMatchObject({
    product: { id, object: 'product' },
    unit_amount_decimal: '500',
  });
  const list = await ask(`GET /v1/prices?product=${id}&expand[]=data.product`);
  expect(list.body.data).toMatchObject([{ product: { id } }]);
  const plain = await ask(`GET /v1/prices/${String(price.body['id'])}`);
  expect(plain.body).toMatchObject({ product: id, livemode: false });
});

test('metadata: keys are merged, and emptied ones go', async () => {
  const id = await product();
  await ask(`POST /v1/products/${id}`, 'metadata[a]=1&metadata[b]=2');
  const { body } = await ask(`POST /v1/products/${id}`, 'metadata[a]=&metadata[c]=3');
  expect(body['metadata']).toEqual({ b: '2', c: '3' });
});

test('a lookup key belongs to one price until another takes it over', async () => {
  const id = await product();
  const form = `currency=usd&product=${id}&unit_amount=500&lookup_key=mine`;
  const one = await ask('POST /v1/prices', form);
  expect((await ask('POST /v1/prices', form)).body.error).toMatchObject({ param: 'lookup_key' });
  const two = await ask('POST /v1/prices', `${form}&transfer_lookup_key=true`);
  const found = await ask('GET /v1/prices?lookup_keys[]=mine');
  expect(found.body.data?.map((price) => price.id)).toEqual([two.body['id']]);
  expect((await ask(`GET /v1/prices/${String(one.body['id'])}`)).body['lookup_key']).toBeNull();
});

test('events are kept and retrieved as they were', async () => {
  const id = await product('before');
  await ask(`POST /v1/products/${id}`, 'name=after');
  const events = await ask('GET /v1/events?type=product.created&limit=1');
  expect(events.body.data).toMatchObject([
    {
      object: 'event',
      type: 'product.created',
      livemode: false,
      api_version: API_VERSION,
      data: { object: { id, name: 'before' } },
      request: { id: expect.stringMatching(/^req_/u) as string },
    },
  ]);
  const one = await ask(`GET /v1/events/${events.body.data?.[0]?.id}`);
  expect(one.body).toEqual(events.body.data?.[0]);
});

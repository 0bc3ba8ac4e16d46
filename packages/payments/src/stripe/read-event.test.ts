import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import Stripe from 'stripe';
import { signPayload } from '@geko/fake-stripe/webhooks/sign-payload';
import { startFakeStripe } from '@geko/fake-stripe/fake-stripe';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AT,
  bytes,
  EVENT,
  forgeries,
  genuine,
  hmac,
  NOW,
  SECRET,
  TEXT,
} from '../testing/forgeries.ts';
import { readEvent } from './read-event.ts';
import type { RawDelivery, ReadEvent } from './read-event.ts';

const read = (
  delivery: Partial<RawDelivery>,
  secret: string | null = SECRET,
  now = NOW,
): ReadEvent => readEvent({ ...genuine, ...delivery }, { secret, now });

describe('genuine deliveries', () => {
  const event = {
    ok: true,
    event: {
      eventId: 'evt_1',
      type: 'invoice.paid',
      createdAt: new Date((AT - 3) * 1000),
      isLive: false,
      accountId: null,
      apiVersion: '2026-10-28.endive',
      object: { type: 'invoice', id: 'in_1' },
    },
  };

  test('is read, whoever signed it', () => {
    expect(read({})).toEqual(event);
    const byTheSdk = Stripe.webhooks.generateTestHeaderString({
      payload: TEXT,
      secret: SECRET,
      timestamp: AT,
    });
    expect(read({ signature: byTheSdk })).toEqual(event);
    expect(read({ signature: [byTheSdk], contentEncoding: 'identity' })).toEqual(event);
  });

  test('with v0 beside it, and with two v1 while the secret is rolled', () => {
    const v1 = hmac(TEXT);
    expect(read({ signature: `t=${AT},v1=${v1},v0=${'0'.repeat(64)}` })).toEqual(event);
    expect(read({ signature: `t=${AT},v1=${'0'.repeat(64)},v1=${v1}` })).toEqual(event);
  });

  test.each([-300, -1, 0, 299, 300])('%i s away from our time', (seconds) => {
    expect(read({ signature: signPayload(TEXT, SECRET, AT + seconds) })).toEqual(event);
  });

  test('of something that has no id, such as a balance', () => {
    const text = JSON.stringify({ ...EVENT, data: { object: { object: 'balance' } } });
    expect(read({ body: bytes(text), signature: signPayload(text, SECRET, AT) })).toMatchObject({
      ok: true,
      event: { object: { type: 'balance', id: null } },
    });
  });

  test('of a connected account, which is told', () => {
    const text = JSON.stringify({ ...EVENT, account: 'acct_other', livemode: true });
    const signature = signPayload(text, SECRET, AT);
    expect(read({ body: bytes(text), signature })).toMatchObject({
      ok: true,
      event: { accountId: 'acct_other', isLive: true },
    });
  });
});

const forged = [...forgeries()];

test('there are two hundred forged deliveries, and each is another', () => {
  expect(forged.length).toBeGreaterThanOrEqual(200);
  const contents = forged.map(([, { body, ...rest }, , secret = SECRET]) =>
    JSON.stringify([rest, secret, body && createHmac('sha256', '').update(body).digest('hex')]),
  );
  expect(new Set(contents).size).toBe(forged.length);
});

test.each(forged)('refused: %s', (_name, delivery, reasons, secret = SECRET) => {
  const result = read(delivery, secret);
  expect(result.ok).toBe(false);
  expect(reasons).toContain(result.ok ? null : result.reason);
});

test('what the double sends is read as it arrives', async () => {
  const fake = await startFakeStripe({ webhookSecret: SECRET });
  const heard: ReadEvent[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const delivery: RawDelivery = {
        body: Buffer.concat(parts),
        signature: req.headersDistinct['stripe-signature'] ?? null,
        contentType: req.headers['content-type'] ?? null,
        contentEncoding: req.headers['content-encoding'] ?? null,
      };
      heard.push(readEvent(delivery, { secret: SECRET, now: new Date() }));
      res.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stripe = new Stripe(fake.secretKey, {
    host: '127.0.0.1',
    port: fake.port,
    protocol: 'http',
  });
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const { port } = server.address() as AddressInfo;
  await fake.deliver(`http://127.0.0.1:${port}/`, { seed: 1 });
  expect(heard).toMatchObject([
    {
      ok: true,
      event: { type: 'customer.created', object: { type: 'customer', id: customer.id } },
    },
  ]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fake.close();
});

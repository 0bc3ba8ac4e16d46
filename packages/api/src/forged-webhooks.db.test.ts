import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stripeEvents } from '@geko/db/schema/payments';
import type { RawDelivery } from '@geko/payments/stripe/read-event';
import { forgeries, genuine, NOW, SECRET } from '@geko/payments/testing/forgeries';
import { startTestStripe } from './testing/test-stripe.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

const GIGABYTE = 1_000_000_000;

let house: TestHouse;
let stop: () => Promise<void>;
beforeAll(async () => {
  const { stripe, rail } = await startTestStripe();
  house = await openTestHouse(inject('ownerUrl'), { stripe: { ...rail, webhookSecret: SECRET } });
  house.server.now = () => NOW;
  stop = () => stripe.close();
});
afterAll(async () => {
  await house.close();
  await stop();
});

const kept = () => house.database.db.$count(stripeEvents);

/** Posts it as it came over the wire; null = no HTTP client can send it so. */
async function post(delivery: Partial<RawDelivery>): Promise<number | null> {
  const { body, signature, contentType, contentEncoding } = { ...genuine, ...delivery };
  const headers = new Headers();
  try {
    if (contentType !== null) headers.set('content-type', contentType);
    if (contentEncoding !== null) headers.set('content-encoding', contentEncoding);
    for (const one of [signature ?? []].flat()) headers.append('stripe-signature', one);
  } catch {
    return null;
  }
  // HTTP knows no white space around a header: on its way this one becomes the genuine one.
  const isHeaderOnly = Object.keys(delivery).join() === 'signature';
  if (isHeaderOnly && headers.get('stripe-signature') === genuine.signature) return null;
  const sent = { method: 'POST', headers, body: new Uint8Array(body) };
  return (await house.fetch('/api/webhooks/stripe', sent)).status;
}

test('two hundred forged deliveries come to nothing at the door, and leave nothing', async () => {
  let sent = 0;
  for (const [name, delivery, , secret = SECRET] of forgeries()) {
    // The installation has a secret.
    if (secret !== SECRET) continue;
    const status = await post(delivery);
    if (status === null) continue;
    sent += 1;
    expect([name, status]).toEqual([name, expect.toSatisfy((one) => one >= 400 && one < 500)]);
  }
  expect(sent).toBeGreaterThan(180);
  expect(await kept()).toBe(0);
}, 30_000);

test('a body of a gigabyte is not read to its end', async () => {
  const { status, read } = await pour();
  expect(status).toBe(413);
  expect(read).toBeLessThan(GIGABYTE / 100);
  expect(await kept()).toBe(0);
});

test('the genuine one is let in at the same door', async () => {
  expect(await post({})).toBe(200);
  expect(await kept()).toBe(1);
});

/** Posts a gigabyte, piece by piece as it is read; what is answered, and how much had been read by then. */
async function pour(): Promise<{ status: number; read: number }> {
  const piece = new Uint8Array(100_000).fill(0x20);
  const headers = new Headers({ 'content-type': genuine.contentType ?? '' });
  headers.set('stripe-signature', String(genuine.signature));
  let read = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (read >= GIGABYTE) return controller.close();
      read += piece.byteLength;
      return controller.enqueue(piece);
    },
  });
  const sent = { method: 'POST', headers, body, duplex: 'half' } as const;
  const { status } = await house.fetch('/api/webhooks/stripe', sent);
  return { status, read };
}

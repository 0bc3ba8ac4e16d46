import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStripeHouse } from '../testing/stripe-house.ts';
import { fetchTruth } from './fetch-truth.ts';
import type { Truth } from './fetch-truth.ts';
import { readEvent } from './read-event.ts';
import { startTopUp } from './start-checkout.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let server: ReturnType<typeof createServer>;
let url: string;
let truths: Truth[];

async function hear(req: IncomingMessage): Promise<number> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  const read = readEvent(
    {
      body: Buffer.concat(parts),
      signature: req.headersDistinct['stripe-signature'] ?? null,
      contentType: req.headers['content-type'] ?? null,
      contentEncoding: req.headers['content-encoding'] ?? null,
    },
    { secret: house.fake.webhookSecret, now: new Date() },
  );
  if (!read.ok) return 400;
  truths.push(await fetchTruth(house.stripe, read.event));
  return 200;
}

beforeEach(async () => {
  truths = [];
  house = await openStripeHouse();
  server = createServer((req, res) => {
    void hear(req).then((status) => res.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await house.fake.close();
});

/** What came in for each money, by the facts of the highest rank. */
function cameIn(): Map<string, number> {
  const found = new Map<string, number>();
  for (const { moneyId, facts } of truths) {
    if (moneyId === null) continue;
    if (facts.kind === 'payment' && facts.state === 'paid') found.set(moneyId, facts.receivedCents);
    if (facts.kind === 'checkout' && facts.isPaid) found.set(moneyId, facts.totalCents);
    if (facts.kind === 'invoice' && facts.state === 'paid') found.set(moneyId, facts.paidCents);
  }
  return found;
}

test.each([1, 2, 3])(
  'deliveries that go wrong (seed %i): each purchase is one money',
  async (seed) => {
    const { fake, stripe } = house;
    const customerId = await house.newCustomer();
    for (let each = 0; each < 20; each += 1) {
      const topUp = { amountCents: 1000 + each };
      const wish = { ...house.wishOf(customerId), topUp, isCardKept: false };
      fake.pay((await startTopUp(stripe, wish)).sessionId);
    }
    const { invoiceId } = await house.subscribe(customerId);
    const chaos = { late: 0.2, doubled: 0.5, lost: 0.2, unheard: 0.2, isShuffled: true };
    const deliveries = await fake.deliver(url, { seed, concurrency: 8, ...chaos });
    expect(deliveries.length).toBeGreaterThan(fake.events().length * 1.5);
    const sums = [...cameIn().values()].toSorted((one, other) => one - other);
    expect(sums).toEqual([...Array.from({ length: 20 }, (_, each) => 1000 + each), 2900]);
    expect(cameIn().get(invoiceId)).toBe(2900);
  },
);

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeStripe } from '../fake-stripe.ts';
import type { FakeStripe } from '../fake-stripe.ts';

const SECRET = 'whsec_of_the_test';
let fake: FakeStripe;
let stripe: Stripe;
let server: ReturnType<typeof createServer>;
let url: string;
/** What came in, checked by the SDK itself. */
let heard: { id: string; type: string }[];
let answerWith: (id: string) => number;
let underWay: number;
let mostUnderWay: number;

beforeEach(async () => {
  [heard, underWay, mostUnderWay] = [[], 0, 0];
  answerWith = () => 200;
  fake = await startFakeStripe({ webhookSecret: SECRET });
  const { port } = fake;
  stripe = new Stripe(fake.secretKey, { host: '127.0.0.1', port, protocol: 'http' });
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const header = String(req.headers['stripe-signature']);
      const event = Stripe.webhooks.constructEvent(Buffer.concat(parts), header, SECRET);
      heard.push({ id: event.id, type: event.type });
      void sleep(5).then(() => {
        underWay -= 1;
        res.writeHead(answerWith(event.id)).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fake.close();
});

async function makeEvents(count: number): Promise<string[]> {
  for (let each = 0; each < count; each += 1) {
    await stripe.customers.create({ email: `${each}@example.com` });
  }
  return fake.events().map(({ id }) => id);
}

test('in order and once, when nothing goes wrong; what was sent is not sent again', async () => {
  const ids = await makeEvents(5);
  const deliveries = await fake.deliver(url, { seed: 1 });
  expect(heard.map(({ id }) => id)).toEqual(ids);
  expect(deliveries.map(({ eventId, status }) => [eventId, status])).toEqual(
    ids.map((id) => [id, 200]),
  );
  expect(await fake.deliver(url, { seed: 1 })).toEqual([]);
});

test('late, doubled, shuffled, concurrent, lost and unheard: each arrives, as planned', async () => {
  const ids = await makeEvents(60);
  const chaos = { late: 0.2, doubled: 0.3, lost: 0.2, unheard: 0.2, isShuffled: true };
  const deliveries = await fake.deliver(url, { seed: 3, concurrency: 6, ...chaos });
  const came = heard.map(({ id }) => id);
  expect(new Set(came)).toEqual(new Set(ids));
  expect(came.length).toBeGreaterThan(ids.length * 1.2);
  expect(came).not.toEqual(came.toSorted());
  expect(mostUnderWay).toBeGreaterThan(3);
  const lost = deliveries.filter(({ fate }) => fate === 'lost');
  const unheard = deliveries.filter(({ fate }) => fate === 'unheard');
  expect(Math.min(lost.length, unheard.length)).toBeGreaterThan(5);
  expect([...lost, ...unheard].every(({ status }) => status === null)).toBe(true);
  // The lost never came; the unheard did, although nobody knows.
  expect(came).toHaveLength(deliveries.length - lost.length);
});

test('what is refused comes again until it is taken', async () => {
  const [, stubborn = ''] = await makeEvents(3);
  let refusals = 3;
  answerWith = (id) => (id === stubborn && (refusals -= 1) >= 0 ? 500 : 204);
  const deliveries = await fake.deliver(url, { seed: 1 });
  expect(heard.filter(({ id }) => id === stubborn)).toHaveLength(4);
  expect(deliveries.filter(({ status }) => status === 500)).toHaveLength(3);
});

test('a server that is away for a while gets them when it is back', async () => {
  const ids = await makeEvents(4);
  const { port } = server.address() as AddressInfo;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const delivering = fake.deliver(url, { seed: 1, concurrency: 4 });
  await sleep(100);
  server.listen(port, '127.0.0.1');
  const deliveries = await delivering;
  expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(ids));
  expect(deliveries.some(({ fate, status }) => fate === 'arrives' && status === null)).toBe(true);
});

test('anything can be sent as if it were an event', async () => {
  const odd = { id: 'evt_odd', object: 'event', type: 'invoice.paid', livemode: true };
  expect(await fake.send(url, odd)).toBe(200);
  expect(heard).toEqual([{ id: 'evt_odd', type: 'invoice.paid' }]);
});

test('several servers are taken in turn', async () => {
  const ids = await makeEvents(4);
  const asked: (string | null)[] = [];
  server.prependListener('request', (req) => {
    asked.push(new URL(req.url ?? '', 'http://x').searchParams.get('server'));
  });
  await fake.deliver([`${url}?server=a`, `${url}?server=b`], { seed: 1 });
  expect(heard.map(({ id }) => id)).toEqual(ids);
  expect(asked.toSorted((one, other) => (one ?? '').localeCompare(other ?? ''))).toEqual([
    'a',
    'a',
    'b',
    'b',
  ]);
});

test('by itself, as it happens, and again when it was refused', async () => {
  let refusals = 1;
  answerWith = () => ((refusals -= 1) >= 0 ? 503 : 200);
  fake.sendTo(url);
  const ids = await makeEvents(3);
  await fake.idle();
  expect(heard.map(({ id }) => id)).toEqual([ids[0], ...ids]);
});

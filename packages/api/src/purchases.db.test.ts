import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { StartedPayment } from '@geko/contracts/payments';
import { NANO_PER_USD } from '@geko/contracts/usd';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { openBooks, type Books } from './testing/books.ts';
import { walletOf } from './testing/money-calls.ts';
import { startTestStripe } from './testing/test-stripe.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import type { WebhookNews, WebhookOrders } from './testing/webhook-process.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many purchases are made, in fives. */
    purchases: number;
  }
}

const OWNERS = 5;
const CENTS = 500;
/** Of what the processes write, and of what they answer: a fifth of all deliveries together. */
const KILLED = { before: 0.2, after: 0.12 };
/** Among them some processes, as a whole. */
const KILL_PROCESS_EVERY = 10;
const MINUTES = 60_000;

let house: TestHouse;
let stripe: FakeStripe;
let books: Books;
let owners: TestPerson[];
const servers: { child: ChildProcess; port: number }[] = [];
const killed = { before: 0, after: 0, processes: 0 };

async function startServer(port: number): Promise<{ child: ChildProcess; port: number }> {
  const file = fileURLToPath(new URL('testing/webhook-process.ts', import.meta.url));
  const child = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { secretKey, url: baseUrl, webhookSecret } = stripe;
  const { appUrl } = house.database;
  const orders: WebhookOrders = {
    appUrl,
    stripe: { secretKey, baseUrl, webhookSecret },
    port,
    killed: KILLED,
    seed: servers.length + killed.processes + 1,
  };
  child.on('message', (message) => {
    const news = message as WebhookNews;
    if ('killed' in news) killed[news.killed] += 1;
  });
  child.send(orders);
  const [first] = (await once(child, 'message')) as [WebhookNews];
  return { child, port: 'port' in first ? first.port : 0 };
}

beforeAll(async () => {
  const started = await startTestStripe();
  ({ stripe } = started);
  house = await openTestHouse(inject('ownerUrl'), { stripe: started.rail });
  books = await openBooks(house);
  owners = await Promise.all(Array.from({ length: OWNERS }, () => registerPerson(house)));
  servers.push(await startServer(0));
  servers.push(await startServer(0));
});
afterAll(async () => {
  for (const { child } of servers) child.disconnect();
  await Promise.all(servers.map(({ child }) => once(child, 'exit')));
  await books.close();
  await house.close();
  await stripe.close();
});

const webhooks = () => servers.map(({ port }) => `http://127.0.0.1:${port}/`);

async function buy(owner: TestPerson): Promise<void> {
  const { workspaceId } = owner;
  const id = randomUUID();
  const topUp = { amountCents: CENTS };
  const begun = await owner.mutate<StartedPayment>('billing.startTopUp', {
    workspaceId,
    id,
    topUp,
  });
  stripe.pay(new URL(begun.data.url).pathname.split('/').at(-1) ?? '');
}

/** One of the processes is gone, in the middle of what it does, and comes back. */
async function killOne(nth: number): Promise<void> {
  const server = servers[nth % servers.length];
  if (!server) return;
  server.child.kill('SIGKILL');
  await once(server.child, 'exit');
  killed.processes += 1;
  Object.assign(server, await startServer(server.port));
}

/** All that has come of it, in one word. */
async function stateOf(): Promise<string> {
  const [row] = await books.sql<{ state: string }[]>`
    select md5(concat(
      (select string_agg(to_jsonb(p)::text, '|' order by p.id) from payments p),
      (select string_agg(to_jsonb(l)::text, '|' order by l.id) from credit_lots l),
      (select string_agg(to_jsonb(j)::text, '|' order by j.id) from ledger_journals j),
      (select string_agg(to_jsonb(b)::text, '|' order by b.workspace_id, b.account) from ledger_balances b)
    )) as state`;
  return `${row?.state} ${JSON.stringify(await outcomes())}`;
}

/** What came of the events that were heard. */
async function outcomes(): Promise<Record<string, number>> {
  const { rows } = await house.database.pool.query<{ outcome: string; n: number }>(
    'select outcome, count(*)::int as n from stripe_events group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
}

test(
  'each purchase is one credit, whatever its events go through on their way',
  { timeout: 60 * MINUTES },
  async () => {
    const purchases = inject('purchases');
    const permutations = purchases / OWNERS;
    let deliveries = 0;
    for (let seed = 1; seed <= permutations; seed += 1) {
      await Promise.all(owners.map(buy));
      const killing = seed % KILL_PROCESS_EVERY === 0 ? killOne(seed) : null;
      const sent = await stripe.deliver(webhooks(), {
        seed,
        late: 0.2,
        doubled: 0.8,
        lost: 0.05,
        unheard: 0.1,
        isShuffled: true,
        concurrency: 8,
      });
      await killing;
      deliveries += sent.length;
    }
    const events = stripe.events();
    const state = await stateOf();
    // All of it once more, from the last to the first: nothing is new.
    for (const event of events.toReversed().slice(0, purchases)) {
      const [url = ''] = webhooks();
      await stripe.send(url, event);
      deliveries += 1;
    }
    expect(await stateOf()).toBe(state);

    const each = (BigInt(purchases / OWNERS) * BigInt(CENTS) * NANO_PER_USD) / 100n;
    const balances = await Promise.all(owners.map(walletOf));
    expect(balances.map(({ balanceNano }) => BigInt(balanceNano))).toEqual(owners.map(() => each));
    const [sums] = await books.sql`
    select (select count(*)::int from credit_lots) as lots,
      (select count(*)::int from ledger_journals where kind = 'grant') as grants,
      (select count(*)::int from payments where state = 'paid') as paid,
      (select count(*)::int from payments) as begun`;
    expect(sums).toEqual({
      lots: purchases,
      grants: purchases,
      paid: purchases,
      begun: purchases,
    });
    const { booked, quarantined = 0, ...others } = await outcomes();
    const heard = Object.values(others).reduce((sum, count) => sum + count, booked ?? 0);
    expect({ booked, quarantined, heard }).toEqual({
      booked: purchases,
      quarantined: 0,
      heard: events.length,
    });
    expect(await books.problems()).toEqual([]);
    const share = (killed.before + killed.after) / deliveries;
    process.stdout.write(
      `${purchases} purchases, ${permutations} permutations, ${deliveries} deliveries of ${events.length} events to 2 processes; ` +
        `killed before the commit ${killed.before}, after it ${killed.after} (${Math.round(share * 100)} %), processes ${killed.processes}\n`,
    );
    expect(deliveries).toBeGreaterThanOrEqual(purchases * 10);
    expect(killed.before).toBeGreaterThan(0);
    expect(killed.after).toBeGreaterThan(0);
  },
);

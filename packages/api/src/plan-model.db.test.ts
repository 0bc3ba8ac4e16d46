import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { AdminInvoicePage } from '@geko/contracts/invoices';
import { seededRandom } from '@geko/fake-stripe/webhooks/plan-deliveries';
import { planOfProduct } from '@geko/payments/stripe/catalogue';
import { refundPayment } from '@geko/payments/stripe/refund-payment';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const CENT = 10_000_000n;
const DAY_SECONDS = 86_400;
const STEPS = 26;

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());
afterEach(() => at.forget());

type Life = {
  owner: TestPerson;
  subscriptions: string[];
  card: string | null;
  /** What was paid there: by which money, and whether the bank has it back. */
  disputes: { id: string; isOpen: boolean }[];
};

/** Stripe names a thing by its id, or shows it. */
const idOf = (thing: string | { id: string } | null | undefined): string =>
  typeof thing === 'string' ? thing : (thing?.id ?? '');

const all = <Kind extends 'invoice' | 'charge'>(kind: Kind) =>
  at.stripe
    .events()
    .map(({ data }) => data.object as { id: string; object: string })
    .filter(({ object }) => object === kind)
    .map(({ id }) => id)
    .filter((id, nth, ids) => ids.indexOf(id) === nth);

/** What Stripe says, and nothing of ours: the plan, the state, and the money of a life in cents. */
function oracle({ subscriptions, disputes }: Life) {
  const held = subscriptions.map((id) => at.stripe.find('subscription', id));
  const running = held.find((one) => one !== undefined && one.status !== 'canceled');
  const product = running?.items.data[0]?.price.product;
  const invoices = all('invoice')
    .map((id) => at.stripe.find('invoice', id))
    .filter((invoice) => {
      const of = invoice?.parent?.subscription_details?.subscription;
      return typeof of === 'string' && subscriptions.includes(of);
    })
    .flatMap((invoice) => (invoice == null ? [] : [invoice]));
  const paid = invoices.filter(({ status }) => status === 'paid');
  const customer = invoices[0]?.customer;
  const charges = all('charge')
    .map((id) => at.stripe.find('charge', id))
    .filter((charge) => customer !== undefined && charge?.customer === customer);
  const refunded = charges.reduce((sum, charge) => sum + (charge?.amount_refunded ?? 0), 0);
  const disputed = disputes
    .map(({ id }) => at.stripe.find('dispute', id))
    .reduce((sum, dispute) => sum + (dispute?.status === 'won' ? 0 : (dispute?.amount ?? 0)), 0);
  const sum = (of: 'amount_paid' | 'subtotal') =>
    paid.reduce((total, invoice) => total + invoice[of], 0);
  const balance =
    customer === undefined ? 0 : at.stripe.find('customer', String(customer))?.balance;
  return {
    plan: running === undefined ? 'free' : planOfProduct(idOf(product)),
    state: running?.status ?? 'none',
    payments: sum('amount_paid') - refunded - disputed,
    plan_revenue: 0 - sum('subtotal'),
    customer_balance: balance ?? 0,
    credited: refunded + disputed,
    invoices: invoices
      .filter(
        ({ status, total, amount_due }) => status !== 'draft' && (total !== 0 || amount_due !== 0),
      )
      .map(({ number, status }) => `${number} ${status}`)
      .toSorted(),
  };
}

/** The same, out of what is kept here. */
async function ours({ owner, subscriptions }: Life): Promise<ReturnType<typeof oracle>> {
  const { workspaceId } = owner;
  const entries = await at.books.sql<{ account: string; nano: string }[]>`
    select account, sum(amount_nano)::text as nano from ledger_entries
    where workspace_id = ${workspaceId} group by 1`;
  const on = (account: string) =>
    Number(BigInt(entries.find((row) => row.account === account)?.nano ?? '0') / CENT);
  const rows = await at.books.sql<{ state: string }[]>`
    select state from plan_subscriptions where workspace_id = ${workspaceId}
      and subscription_id in ${at.books.sql(['', ...subscriptions])} and state not in ('begun', 'ended')`;
  const { data } = await at.operator.query<AdminInvoicePage>('invoices.all', { limit: 100 });
  return {
    plan: await at.planOf(owner),
    state: rows[0]?.state ?? 'none',
    payments: on('payments'),
    plan_revenue: on('plan_revenue'),
    customer_balance: on('customer_balance'),
    credited: on('credited'),
    invoices: data.items
      .filter((invoice) => invoice.workspaceId === workspaceId)
      .map(({ number, state }) => `${number} ${state === 'failed' ? 'open' : state}`)
      .toSorted(),
  };
}

/** One step of one life, as dice say; what cannot be done is not. */
async function step(life: Life, random: () => number): Promise<void> {
  const { owner } = life;
  const dice = Math.floor(random() * 9);
  const latest = life.subscriptions.at(-1) ?? '';
  const isRunning = ![undefined, 'canceled'].includes(
    at.stripe.find('subscription', latest)?.status,
  );
  if (!isRunning) {
    // Who has not heard yet that it is over cannot begin anew.
    await at.tell();
    const { subscription, card } = await at.pay(owner, dice % 3 === 0 ? 'paygo' : 'pro');
    life.subscriptions.push(subscription);
    life.card = card;
    return;
  }
  const money = at.stripe.find(
    'invoice',
    String(at.stripe.find('subscription', latest)?.latest_invoice),
  );
  const payment = money?.amount_paid === 0 ? undefined : await paymentOf(String(money?.id));
  switch (dice) {
    case 0:
    case 1:
      return at.stripe.pass(16 * DAY_SECONDS);
    case 2:
      return at.stripe.decline(life.card ?? '');
    case 3:
      return at.stripe.accept(life.card ?? '');
    case 4:
      await at.operate(owner, random() < 0.7 ? 'cancelPlan' : 'resumePlan');
      return;
    case 5:
      await at.tell();
      await at.change(owner, random() < 0.5 ? 'paygo' : 'pro');
      return;
    case 6: {
      if (payment === undefined) return;
      await refundPayment(at.rail.client, {
        operationId: randomUUID(),
        paymentIntentId: payment,
        amountCents: random() < 0.3 ? null : 1 + Math.floor(random() * 400),
        reason: 'requested_by_customer',
      }).catch(() => null);
      return;
    }
    case 7: {
      const open = life.disputes.find(({ isOpen }) => isOpen);
      if (open !== undefined) {
        at.stripe.closeDispute(open.id, random() < 0.5 ? 'won' : 'lost');
        open.isOpen = false;
      } else if (payment !== undefined && !(await isTaken(payment))) {
        life.disputes.push({ id: at.stripe.openDispute(payment).id, isOpen: true });
      }
      return;
    }
    default:
      await at.stripe.deliver(at.webhooks(), {
        seed: Math.floor(random() * 1_000_000),
        late: 0.3,
        doubled: 0.3,
        lost: 0.1,
        unheard: 0.1,
        isShuffled: true,
        concurrency: 6,
      });
  }
}

async function paymentOf(invoiceId: string): Promise<string | undefined> {
  const { data } = await at.rail.client.invoicePayments.list({
    invoice: invoiceId,
    status: 'paid',
  });
  const id = data[0]?.payment.payment_intent;
  return typeof id === 'string' ? id : undefined;
}

/** Whether a payment was given back wholly, or is disputed already. */
async function isTaken(paymentIntentId: string): Promise<boolean> {
  const { latest_charge: charge } = await at.rail.client.paymentIntents.retrieve(paymentIntentId);
  const { disputed, refunded } = at.stripe.find('charge', idOf(charge)) ?? {};
  return disputed === true || refunded === true;
}

test.each([1, 3])(
  'lives of subscriptions end where Stripe has them, in plan, state and money (%i)',
  async (seed) => {
    const random = seededRandom(seed * 7_919);
    const before = await at.quarantine();
    const owners = await Promise.all([1, 2, 3].map(() => registerPerson(at.house)));
    const lives = owners.map((owner): Life => ({
      owner,
      subscriptions: [],
      card: null,
      disputes: [],
    }));
    for (let nth = 0; nth < STEPS; nth += 1) {
      const life = lives[Math.floor(random() * lives.length)];
      if (life) await step(life, random);
    }
    await at.tell();
    for (const life of lives) expect(await ours(life)).toEqual(oracle(life));
    expect(await at.quarantine()).toEqual(before);
    expect(await at.books.problems()).toEqual([]);
  },
  30_000,
);

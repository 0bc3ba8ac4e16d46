import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { Payment, StartedPayment, TopUpChoice } from '@geko/contracts/payments';
import { NANO_PER_USD } from '@geko/contracts/usd';
import type { Wallet } from '@geko/contracts/wallet';
import { startTopUp } from '@geko/payments/stripe/start-checkout';
import { addMember } from './testing/audit-calls.ts';
import { openPaymentHouse, type PaymentHouse } from './testing/payment-house.ts';
import { openTestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let at: PaymentHouse;
let { house, stripe, rail, books, webhooks, quarantine, sessionOf } = {} as PaymentHouse;
beforeAll(async () => {
  at = await openPaymentHouse(inject('ownerUrl'));
  ({ house, stripe, rail, books, webhooks, quarantine, sessionOf } = at);
});
afterAll(() => at.close());

const calm = { seed: 1 };

const begin = (
  who: TestPerson,
  topUp: TopUpChoice,
  { id = randomUUID(), workspaceId = who.workspaceId }: { id?: string; workspaceId?: string } = {},
) =>
  who
    .mutate<StartedPayment>('billing.startTopUp', { workspaceId, id, topUp })
    .then((answer) => ({ ...answer, id }));

/** Begins and pays, at Stripe; nothing has been told yet. The payment's id. */
async function buy(who: TestPerson, topUp: TopUpChoice): Promise<string> {
  const { status, id } = await begin(who, topUp);
  expect(status).toBe(200);
  stripe.pay(await sessionOf(id));
  return id;
}

const balance = async (who: TestPerson) =>
  (await who.query<Wallet>('billing.wallet', { workspaceId: who.workspaceId })).data.balanceNano;

const paymentOf = (who: TestPerson, id: string) =>
  who.query<Payment>('billing.payment', { workspaceId: who.workspaceId, id });

const usd = (dollars: number) => (BigInt(dollars) * NANO_PER_USD).toString();

test('credit is bought at Stripe, once it has told so, and once for good', async () => {
  const owner = await registerPerson(house);
  const { status, data, id } = await begin(owner, { pack: 'medium' });
  expect(status).toBe(200);
  expect(data.url).toContain(stripe.url);
  expect((await paymentOf(owner, id)).data).toMatchObject({ state: 'begun', paidAt: null });
  stripe.pay(await sessionOf(id));
  expect(await balance(owner)).toBe('0');
  await stripe.deliver(webhooks(), calm);
  expect((await paymentOf(owner, id)).data).toMatchObject({
    state: 'paid',
    creditNano: usd(25),
    priceCents: 2_500,
    taxCents: 0,
    paidAt: expect.any(String) as string,
  });
  expect(await balance(owner)).toBe(usd(25));
  // The same once more.
  for (const event of stripe.events()) {
    for (const url of webhooks()) expect(await stripe.send(url, event)).toBe(200);
  }
  expect(await balance(owner)).toBe(usd(25));
  const { workspaceId } = owner;
  const log = (await owner.query<AuditPage>('audit.list', { workspaceId })).data.items;
  const told = log.filter(({ objectId }) => objectId === id);
  expect(told.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['payment.book', null],
    ['payment.begin', owner.userId],
  ]);
  expect(await books.problems()).toEqual([]);
});

test('a resend is the same payment, and the same id for another sum is a conflict', async () => {
  const owner = await registerPerson(house);
  const id = randomUUID();
  const [one, two] = [
    await begin(owner, { amountCents: 700 }, { id }),
    await begin(owner, { amountCents: 700 }, { id }),
  ];
  expect(two.data).toEqual(one.data);
  expect(await begin(owner, { amountCents: 900 }, { id })).toMatchObject({ status: 409 });
  const pack = randomUUID();
  expect(await begin(owner, { pack: 'medium' }, { id: pack })).toMatchObject({ status: 200 });
  // The sum is the same, and yet it is something else.
  expect(await begin(owner, { amountCents: 2_500 }, { id: pack })).toMatchObject({ status: 409 });
  stripe.pay(await sessionOf(id));
  await stripe.deliver(webhooks(), calm);
  expect(await balance(owner)).toBe('7000000000');
  expect(await begin(owner, { amountCents: 700 }, { id })).toMatchObject({ status: 409 });
});

test('what does not agree with what was begun brings no credit, and waits for the operator', async () => {
  const owner = await registerPerson(house);
  const id = await buy(owner, { amountCents: 500 });
  const { sql } = books;
  const [begun] = await sql<{ customerId: string }[]>`
    select customer_id as "customerId" from payments where id = ${id}`;
  const before = (await quarantine()).length;
  const pay = async (operationId: string, more: { customerId?: string; amountCents?: number }) => {
    const { sessionId } = await startTopUp(rail.client, {
      // Stripe would give the page of the first operation again.
      operationId,
      workspaceId: owner.workspaceId,
      customerId: more.customerId ?? begun?.customerId ?? '',
      successUrl: 'https://geko.example',
      cancelUrl: 'https://geko.example',
      isTaxAutomatic: false,
      isCardKept: false,
      topUp: { amountCents: more.amountCents ?? 500 },
    });
    stripe.pay(sessionId);
    await stripe.deliver(webhooks(), calm);
  };
  await stripe.deliver(webhooks(), calm);
  expect(await balance(owner)).toBe('5000000000');
  await pay(randomUUID(), {});
  stripe.forgetKeys();
  await pay(id, {});
  expect((await quarantine()).slice(before)).toEqual(['unknown_payment', 'wrong_amount']);
  const other = await begin(owner, { amountCents: 500 });
  stripe.forgetKeys();
  await pay(other.id, { amountCents: 900 });
  const stranger = await rail.client.customers.create({ name: 'Somebody else' });
  stripe.forgetKeys();
  await pay(other.id, { customerId: stranger.id });
  expect((await quarantine()).slice(before + 2)).toEqual(['wrong_amount', 'wrong_customer']);
  expect(await balance(owner)).toBe('5000000000');
});

test('events of the other mode and of other accounts are not asked about', async () => {
  const owner = await registerPerson(house);
  await buy(owner, { amountCents: 500 });
  const event = stripe.events().findLast(({ type }) => type === 'checkout.session.completed');
  const before = (await quarantine()).length;
  const [url = ''] = webhooks();
  expect(await stripe.send(url, { ...event, id: 'evt_live', livemode: true })).toBe(200);
  expect(await stripe.send(url, { ...event, id: 'evt_other', account: 'acct_other' })).toBe(200);
  expect((await quarantine()).slice(before)).toEqual(['wrong_mode', 'wrong_account']);
  expect(await balance(owner)).toBe('0');
  await stripe.deliver(webhooks(), calm);
  expect(await balance(owner)).toBe('5000000000');
});

test('while Stripe is away it is asked to tell again, and nothing is lost', async () => {
  const owner = await registerPerson(house);
  await buy(owner, { amountCents: 500 });
  const event = stripe.events().findLast(({ type }) => type === 'checkout.session.completed');
  const [url = ''] = webhooks();
  stripe.fault({ kind: 'refuse', status: 500, times: 3 });
  expect(await stripe.send(url, event ?? {})).toBe(503);
  expect(await balance(owner)).toBe('0');
  expect(await stripe.send(url, event ?? {})).toBe(200);
  expect(await balance(owner)).toBe('5000000000');
});

test('a webhook that Stripe did not sign is refused', async () => {
  const answer = await house.fetch('/api/webhooks/stripe', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=aa' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
});

test('only owners buy, in their own workspace, and others’ payments are not there', async () => {
  const owner = await registerPerson(house);
  const admin = await addMember(house, owner, 'admin');
  const stranger = await registerPerson(house);
  expect(await begin(admin, { pack: 'small' })).toMatchObject({ status: 403 });
  const { workspaceId } = owner;
  expect(await begin(stranger, { pack: 'small' }, { workspaceId })).toMatchObject({ status: 404 });
  const { id } = await begin(owner, { pack: 'small' });
  expect(await paymentOf(admin, id)).toMatchObject({ status: 200 });
  expect(await paymentOf(stranger, id)).toMatchObject({ status: 404 });
  expect(await begin(stranger, { pack: 'small' }, { id })).toMatchObject({ status: 409 });
  for (const amountCents of [499, 100_001, 700.5]) {
    expect(await begin(owner, { amountCents })).toMatchObject({ status: 400 });
  }
});

test('where payments are not set up nobody begins one', async () => {
  const without = await openTestHouse(inject('ownerUrl'));
  try {
    const owner = await registerPerson(without);
    expect(await begin(owner, { pack: 'small' })).toMatchObject({ status: 409 });
    const answer = await without.fetch('/api/webhooks/stripe', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  } finally {
    await without.close();
  }
});

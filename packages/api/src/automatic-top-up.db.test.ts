import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AutomaticTopUp } from '@geko/contracts/automatic-top-up';
import type { CardList, StripePage } from '@geko/contracts/cards';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { automaticTopUps } from '@geko/db/schema/payments';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { topUpDue } from '@geko/services/billing/top-up-due';
import { addMember } from './testing/audit-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { moveClock } from './testing/clock.ts';
import { grantTo, noticeKindsOf, walletOf } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { serveHouse } from './testing/serve-house.ts';
import { spend } from './testing/spend.ts';
import { startTestStripe } from './testing/test-stripe.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let stripe: FakeStripe;
let rail: StripeRail;
let books: Books;
let operator: TestPerson;
let door: Awaited<ReturnType<typeof serveHouse>>;
beforeAll(async () => {
  ({ stripe, rail } = await startTestStripe());
  house = await openTestHouse(inject('ownerUrl'), { stripe: rail });
  books = await openBooks(house);
  operator = await registerOperator(house);
  door = await serveHouse(house);
});
afterAll(async () => {
  await door.close();
  await books.close();
  await house.close();
  await stripe.close();
});

const usd = (dollars: number) => BigInt(dollars) * NANO_PER_USD;
const terms = { thresholdCents: 500, amountCents: 2_000, monthlyCapCents: 10_000 };
const tell = () => stripe.deliver(`${door.url}/api/webhooks/stripe`, { seed: 5, doubled: 0.5 });
const work = () => topUpDue(house.server);
const balance = async (who: TestPerson) => BigInt((await walletOf(who)).balanceNano);
const set = (who: TestPerson, more: Partial<typeof terms & { isOn: boolean }> = {}) =>
  who.mutate('topUp.set', { workspaceId: who.workspaceId, isOn: true, ...terms, ...more });
const stateOf = async (who: TestPerson) =>
  (await who.query<AutomaticTopUp>('topUp.get', { workspaceId: who.workspaceId })).data;
const charges = (who: TestPerson) =>
  books.sql`select state from payments where workspace_id = ${who.workspaceId} and origin = 'automatic'`.then(
    (rows) => rows.map((row) => String(row['state'])),
  );
/** How often the card was charged at Stripe, whatever is booked. */
const paidAtStripe = (who: TestPerson) =>
  stripe.events().filter(({ type, data }) => {
    const { metadata } = data.object as { metadata?: Record<string, string> };
    const isTheirs = metadata?.['geko_workspace'] === who.workspaceId;
    return type === 'payment_intent.succeeded' && isTheirs;
  }).length;

/** Enters a card on Stripe's page; its id. */
async function addCard(who: TestPerson, card = 'pm_card_visa'): Promise<string> {
  const { workspaceId } = who;
  const { data } = await who.mutate<StripePage>('cards.add', { workspaceId, id: randomUUID() });
  stripe.pay(new URL(data.url).pathname.split('/').at(-1) ?? '', { card });
  await tell();
  const list = await who.query<CardList>('cards.list', { workspaceId });
  return list.data.cards[0]?.cardId ?? '';
}

/** An owner with a card, with so much credit. */
async function ownerWith(dollars: number) {
  const owner = await registerPerson(house);
  const cardId = await addCard(owner);
  if (dollars > 0) await grantTo(operator, owner, { amountNano: `${usd(dollars)}` });
  return { owner, cardId };
}

test('credit below the threshold is topped up once, whoever comes and however often', async () => {
  const { owner } = await ownerWith(8);
  expect(await set(owner)).toMatchObject({ status: 200 });
  await work();
  expect(await charges(owner)).toEqual([]);
  await Promise.all([1, 2, 1].map((dollars) => spend(house, owner, usd(dollars))));
  const other = house.addServer();
  await Promise.all([...Array.from({ length: 6 }, work), topUpDue(other), topUpDue(other), tell()]);
  await tell();
  await work();
  expect(await balance(owner)).toBe(usd(24));
  expect([await charges(owner), paidAtStripe(owner)]).toEqual([['paid'], 1]);
  expect(await stateOf(owner)).toMatchObject({ state: 'on', boughtCents: 2_000 });
  expect(await books.problems()).toEqual([]);
});

test('the cap of a month is never passed; people hear of it, and the next month buys again', async () => {
  const { owner } = await ownerWith(0);
  await set(owner, { amountCents: 1_000, monthlyCapCents: 2_500 });
  for (let round = 0; round < 4; round += 1) {
    await Promise.all([work(), work()]);
    await spend(house, owner, await balance(owner));
  }
  expect(await charges(owner)).toEqual(['paid', 'paid']);
  expect(await stateOf(owner)).toMatchObject({ state: 'capped', boughtCents: 2_000 });
  const told = (await noticeKindsOf(owner)).filter((kind) => kind === 'top_up_capped');
  expect(told).toHaveLength(1);
  moveClock(house.server, 31 * 86_400_000);
  await work();
  moveClock(house.server, 0);
  expect(await charges(owner)).toEqual(['paid', 'paid', 'paid']);
});

test('a crash between the charge and its booking books it once', async () => {
  const { owner } = await ownerWith(0);
  await set(owner);
  // The answer is lost, and the process with it.
  stripe.fault({ kind: 'reset-after', times: 3, on: 'POST /v1/payment_intents' });
  await work();
  expect([await charges(owner), paidAtStripe(owner)]).toEqual([['begun'], 1]);
  expect(await stateOf(owner)).toMatchObject({ state: 'buying' });
  await Promise.all([work(), work(), tell()]);
  await work();
  expect([await charges(owner), paidAtStripe(owner)]).toEqual([['paid'], 1]);
  expect(await balance(owner)).toBe(usd(20));
});

test('what Stripe tells books it too, where the worker never comes back', async () => {
  const { owner } = await ownerWith(0);
  await set(owner);
  stripe.fault({ kind: 'reset-after', times: 3, on: 'POST /v1/payment_intents' });
  await work();
  await tell();
  expect(await balance(owner)).toBe(usd(20));
  expect(await stateOf(owner)).toMatchObject({ state: 'on' });
});

test('a payment of which nothing is known for a day is not made again', async () => {
  const { owner } = await ownerWith(0);
  await set(owner);
  stripe.fault({ kind: 'reset-after', times: 3, on: 'POST /v1/payment_intents' });
  await work();
  stripe.forgetKeys();
  moveClock(house.server, 21 * 3_600_000);
  await work();
  moveClock(house.server, 0);
  expect([await stateOf(owner), paidAtStripe(owner)]).toMatchObject([
    { state: 'stopped', stop: 'unknown' },
    1,
  ]);
  // It was paid, as it turns out.
  await tell();
  expect(await balance(owner)).toBe(usd(20));
});

test.each([
  ['declined', (cardId: string) => stripe.decline(cardId, 'insufficient_funds')],
  ['needs_owner', (cardId: string) => stripe.decline(cardId, 'authentication_required')],
] as const)(
  'a card that is %s stops it, once, until it is switched on again',
  async (stop, break_) => {
    const { owner, cardId } = await ownerWith(0);
    await set(owner);
    break_(cardId);
    await Promise.all([work(), work()]);
    await tell();
    await work();
    expect(await stateOf(owner)).toMatchObject({ state: 'stopped', stop });
    expect(await charges(owner)).toEqual(['failed']);
    const kinds = await noticeKindsOf(owner);
    expect(kinds.filter((kind) => kind === 'top_up_stopped')).toHaveLength(1);
    stripe.accept(cardId);
    await work();
    expect(await balance(owner)).toBe(0n);
    await set(owner);
    await work();
    expect(await balance(owner)).toBe(usd(20));
    // What failed does not count against the cap.
    expect(await stateOf(owner)).toMatchObject({ state: 'on', boughtCents: 2_000 });
  },
);

test('another card lets it go on by itself, and is charged', async () => {
  const { owner, cardId } = await ownerWith(0);
  await set(owner);
  stripe.decline(cardId);
  await work();
  await tell();
  expect(await stateOf(owner)).toMatchObject({ state: 'stopped' });
  // Stripe tells times in whole seconds.
  await house.inWorkspaceOf(owner, (tx) =>
    tx.update(automaticTopUps).set({ stoppedAt: new Date(Date.now() - 2_000) }),
  );
  await addCard(owner, 'pm_card_mastercard');
  expect(await stateOf(owner)).toMatchObject({ state: 'on' });
  await work();
  expect(await balance(owner)).toBe(usd(20));
});

test('without a card it is not switched on; without one later it stops', async () => {
  const owner = await registerPerson(house);
  expect(await set(owner)).toMatchObject({ status: 409 });
  const cardId = await addCard(owner);
  expect(await set(owner, { monthlyCapCents: 1_500 })).toMatchObject({
    status: 400,
    error: { field: 'monthlyCapCents' },
  });
  expect(await set(owner, { amountCents: 499 })).toMatchObject({ status: 400 });
  const admin = await addMember(house, owner, 'admin');
  expect(await set(admin)).toMatchObject({ status: 403 });
  expect(await set(owner)).toMatchObject({ status: 200 });
  // At Stripe's own page.
  await rail.client.paymentMethods.detach(cardId);
  await work();
  expect(await stateOf(owner)).toMatchObject({ state: 'stopped', stop: 'no_card' });
  expect(await set(owner, { isOn: false })).toMatchObject({ status: 200 });
  expect(await stateOf(admin)).toMatchObject({ state: 'off', stop: null });
  await work();
  expect(await charges(owner)).toEqual(['failed']);
});

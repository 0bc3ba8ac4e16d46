import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { Card, CardList, StripePage } from '@geko/contracts/cards';
import { stripeCustomers } from '@geko/db/schema/payments';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { addMember } from './testing/audit-calls.ts';
import { serveHouse } from './testing/serve-house.ts';
import { startTestStripe } from './testing/test-stripe.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let stripe: FakeStripe;
let rail: StripeRail;
let door: Awaited<ReturnType<typeof serveHouse>>;
beforeAll(async () => {
  ({ stripe, rail } = await startTestStripe());
  house = await openTestHouse(inject('ownerUrl'), { stripe: rail });
  door = await serveHouse(house);
});
afterAll(async () => {
  await door.close();
  await house.close();
  await stripe.close();
});

const tell = () => stripe.deliver(`${door.url}/api/webhooks/stripe`, { seed: 3, doubled: 0.5 });
const cardsOf = async (who: TestPerson): Promise<Card[]> => {
  const { workspaceId } = who;
  return (await who.query<CardList>('cards.list', { workspaceId })).data.cards;
};
const act = (who: TestPerson, verb: string, more: Record<string, unknown> = {}) =>
  who.mutate<StripePage>(`cards.${verb}`, {
    workspaceId: who.workspaceId,
    id: randomUUID(),
    ...more,
  });

/** Enters a card on the page of Stripe's that the app leads to. */
async function add(who: TestPerson, card: string): Promise<void> {
  const { status, data } = await act(who, 'add');
  expect(status).toBe(200);
  stripe.pay(new URL(data.url).pathname.split('/').at(-1) ?? '', { card });
  await tell();
}

test('cards are entered at Stripe, listed, made the default and removed', async () => {
  const owner = await registerPerson(house);
  expect(await cardsOf(owner)).toEqual([]);
  await add(owner, 'pm_card_visa');
  // The first one is charged from now on; the next ones only when somebody says so.
  expect(await cardsOf(owner)).toMatchObject([{ brand: 'visa', last4: '4242', isDefault: true }]);
  await add(owner, 'pm_card_mastercard');
  const [master, visa] = await cardsOf(owner);
  expect([master?.isDefault, visa?.isDefault]).toEqual([false, true]);
  expect(await act(owner, 'setDefault', { card: master?.cardId })).toMatchObject({ status: 200 });
  expect((await cardsOf(owner)).map(({ isDefault }) => isDefault)).toEqual([true, false]);
  // Who takes the default one away is left with the other.
  expect(await act(owner, 'remove', { card: master?.cardId })).toMatchObject({ status: 200 });
  expect(await cardsOf(owner)).toMatchObject([{ brand: 'visa', isDefault: true }]);
  expect(await act(owner, 'remove', { card: master?.cardId })).toMatchObject({ status: 404 });
  expect(await act(owner, 'remove', { card: visa?.cardId })).toMatchObject({ status: 200 });
  expect(await cardsOf(owner)).toEqual([]);
  const { workspaceId } = owner;
  const log = (await owner.query<AuditPage>('audit.list', { workspaceId })).data.items;
  const done = log.map(({ action }) => action).filter((action) => action.startsWith('card.'));
  expect(done).toEqual(['card.remove', 'card.remove', 'card.set_default', 'card.add', 'card.add']);
});

test('the last card stays while something charges it, and says what', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  const [card] = await cardsOf(owner);
  const remove = () => act(owner, 'remove', { card: card?.cardId });
  await house.setPlan(owner, 'paygo');
  expect(await remove()).toMatchObject({
    status: 409,
    error: { message: expect.stringContaining('PayGo') as string },
  });
  await house.setPlan(owner, 'free');
  const { workspaceId } = owner;
  const terms = { thresholdCents: 500, amountCents: 1_000, monthlyCapCents: 5_000 };
  await owner.mutate('topUp.set', { workspaceId, isOn: true, ...terms });
  expect(await remove()).toMatchObject({
    status: 409,
    error: { message: expect.stringContaining('Automatic top-up') as string },
  });
  await add(owner, 'pm_card_mastercard');
  expect(await remove()).toMatchObject({ status: 200 });
  expect(await cardsOf(owner)).toMatchObject([{ brand: 'mastercard', isDefault: true }]);
});

test('of two owners who take the last two cards away at once one is left with a card', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  await house.setPlan(owner, 'paygo');
  for (let round = 0; round < 4; round += 1) {
    await add(owner, 'pm_card_mastercard');
    const cards = await cardsOf(owner);
    expect(cards).toHaveLength(2);
    // Each sees the other's card still there.
    stripe.fault({ kind: 'slow', ms: 50, times: 2, on: 'GET /v1/payment_methods' });
    const answers = await Promise.all(
      cards.map(({ cardId: card }) => act(owner, 'remove', { card })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await cardsOf(owner)).toHaveLength(1);
  }
});

test('a card is not taken away while automatic top-up is switched on by it', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  const [card] = await cardsOf(owner);
  const { workspaceId } = owner;
  const terms = { thresholdCents: 500, amountCents: 1_000, monthlyCapCents: 5_000 };
  stripe.fault({ kind: 'slow', ms: 50, times: 2, on: 'GET /v1/payment_methods' });
  const [removed, set] = await Promise.all([
    act(owner, 'remove', { card: card?.cardId }),
    owner.mutate('topUp.set', { workspaceId, isOn: true, ...terms }),
  ]);
  expect([removed.status, set.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect((await cardsOf(owner)).length).toBe(set.status === 200 ? 1 : 0);
});

test('who dies while a card is taken away keeps the others from it for two minutes only', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  const [card] = await cardsOf(owner);
  const lease = (until: Date) =>
    house.inWorkspaceOf(owner, (tx) => tx.update(stripeCustomers).set({ cardsLeasedUntil: until }));
  await lease(new Date(Date.now() + 60_000));
  expect(await act(owner, 'remove', { card: card?.cardId })).toMatchObject({ status: 409 });
  await lease(new Date(Date.now() - 1));
  expect(await act(owner, 'remove', { card: card?.cardId })).toMatchObject({ status: 200 });
});

test('the workspaces of a company share their cards; other companies’ are not there', async () => {
  const owner = await registerPerson(house);
  const stranger = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  await add(stranger, 'pm_card_visa');
  const { workspaceId } = owner;
  await owner.mutate('workspace.create', { workspaceId, name: 'The other one' });
  const { data } = await owner.query<{ id: string }[]>('workspace.list');
  const other = data.find((one) => one.id !== workspaceId);
  const inOther = Object.assign({ ...owner }, { workspaceId: other?.id ?? '' });
  expect(await cardsOf(inOther)).toEqual(await cardsOf(owner));
  const [theirs] = await cardsOf(stranger);
  for (const verb of ['setDefault', 'remove']) {
    for (const card of [theirs?.cardId, 'pm_none', '../customers/cus_1', '']) {
      expect(await act(owner, verb, { card })).toMatchObject({ status: 404 });
    }
  }
  expect(await cardsOf(stranger)).toHaveLength(1);
});

test('only owners change cards; admins see them; the portal is the company’s own', async () => {
  const owner = await registerPerson(house);
  const admin = await addMember(house, owner, 'admin');
  const editor = await addMember(house, owner, 'editor');
  await add(owner, 'pm_card_visa');
  expect(await cardsOf(admin)).toHaveLength(1);
  const { workspaceId } = owner;
  expect(await editor.query('cards.list', { workspaceId })).toMatchObject({ status: 403 });
  expect(await act(admin, 'add')).toMatchObject({ status: 403 });
  const tab = 'plan';
  expect(await act(admin, 'openPortal', { tab })).toMatchObject({ status: 403 });
  const { status, data } = await act(owner, 'openPortal', { tab });
  expect(status).toBe(200);
  expect(data.url.startsWith(`${stripe.url}/p/session/`)).toBe(true);
});

test('a company that was deleted at Stripe has no cards, and begins anew', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  await house.inWorkspaceOf(owner, (tx) =>
    tx.update(stripeCustomers).set({ customerId: 'cus_gone' }),
  );
  expect(await cardsOf(owner)).toEqual([]);
  await add(owner, 'pm_card_mastercard');
  expect((await cardsOf(owner)).map(({ brand }) => brand)).toContain('mastercard');
});

test('while Stripe is away nothing is pretended', async () => {
  const owner = await registerPerson(house);
  await add(owner, 'pm_card_visa');
  stripe.fault({ kind: 'refuse', status: 503, times: 3 });
  const { workspaceId } = owner;
  expect(await owner.query('cards.list', { workspaceId })).toMatchObject({ status: 503 });
  expect(await cardsOf(owner)).toHaveLength(1);
});

test('where payments are not set up there are no cards, and none can be added', async () => {
  const without = await openTestHouse(inject('ownerUrl'));
  try {
    const owner = await registerPerson(without);
    expect(await cardsOf(owner)).toEqual([]);
    expect(await act(owner, 'add')).toMatchObject({ status: 409 });
  } finally {
    await without.close();
  }
});

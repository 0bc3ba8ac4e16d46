import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStripeHouse, WORKSPACE } from '../testing/stripe-house.ts';
import { beginCard, listCards, removeCard, setDefaultCard } from './cards.ts';
import { ensureCustomer } from './ensure-customer.ts';
import { openPortal } from './open-portal.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  house = await openStripeHouse();
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

async function addCard(card: string, owner = customerId): Promise<string> {
  const { stripe, operation, fake } = house;
  const begun = await beginCard(stripe, {
    operationId: operation(),
    customerId: owner,
    workspaceId: WORKSPACE,
  });
  expect(begun.clientSecret).toContain(begun.setupIntentId);
  return fake.confirmSetup(begun.setupIntentId, card).payment_method ?? '';
}

test('cards are added, listed, made the default and removed', async () => {
  const { stripe, operation } = house;
  expect(await listCards(stripe, { customerId })).toEqual([]);
  const visa = await addCard('pm_card_visa');
  const other = await addCard('pm_card_mastercard');
  await setDefaultCard(stripe, { operationId: operation(), customerId, cardId: visa });
  expect(await listCards(stripe, { customerId })).toMatchObject([
    { cardId: other, brand: 'mastercard', last4: '4444', isDefault: false, customerId },
    { cardId: visa, brand: 'visa', last4: '4242', isDefault: true },
  ]);
  await removeCard(stripe, { operationId: operation(), customerId, cardId: visa });
  expect(await listCards(stripe, { customerId })).toMatchObject([{ isDefault: false }]);
  expect((await house.truthOf('payment_method.detached')).facts).toMatchObject({
    kind: 'card',
    customerId: null,
  });
});

test('the new default is charged for a subscription that had a card of its own', async () => {
  const { stripe, operation, fake } = house;
  const { subscriptionId, cardId } = await house.subscribe(customerId);
  const better = await addCard('pm_card_mastercard');
  fake.decline(cardId);
  await setDefaultCard(stripe, { operationId: operation(), customerId, cardId: better });
  fake.endPeriod(subscriptionId);
  expect(fake.find('subscription', subscriptionId)?.status).toBe('active');
  expect((await house.truthOf('payment_intent.succeeded')).facts).toMatchObject({ cardId: better });
});

test('somebody else’s card looks like none', async () => {
  const { stripe, operation } = house;
  const stranger = await house.newCustomer('tenant-2');
  const cardId = await addCard('pm_card_visa', stranger);
  for (const act of [setDefaultCard, removeCard]) {
    const wish = { operationId: operation(), customerId, cardId };
    await expect(act(stripe, wish)).rejects.toMatchObject({ code: 'not_found' });
    const none = { ...wish, cardId: 'pm_missing' };
    await expect(act(stripe, none)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await listCards(stripe, { customerId: stranger })).toHaveLength(1);
});

test('one customer a tenant, found again without our own row, and kept up to date', async () => {
  const { stripe, operation } = house;
  const wish = { tenantId: 'tenant-1', name: 'Ada Ltd', email: 'tenant-1@example.com' };
  const lost = { ...wish, operationId: operation(), customerId: null };
  expect(await ensureCustomer(stripe, lost)).toEqual({ customerId, did: 'nothing' });
  const renamed = { ...wish, name: 'Ada AG', operationId: operation(), customerId };
  expect(await ensureCustomer(stripe, renamed)).toEqual({ customerId, did: 'updated' });
  const gone = { ...wish, name: 'Ada AG', operationId: operation(), customerId: 'cus_gone' };
  expect(await ensureCustomer(stripe, gone)).toEqual({ customerId, did: 'nothing' });
});

test('the portal opens for its customer only', async () => {
  const { stripe, operation, fake } = house;
  const wish = { operationId: operation(), customerId, returnUrl: 'https://geko.example/billing' };
  const { url } = await openPortal(stripe, wish);
  expect(url.startsWith(`${fake.url}/p/session/`)).toBe(true);
  expect(await (await fetch(url)).text()).toContain('https://geko.example/billing');
  const nobody = { ...wish, operationId: operation(), customerId: 'cus_missing' };
  await expect(openPortal(stripe, nobody)).rejects.toMatchObject({ code: 'not_found' });
});

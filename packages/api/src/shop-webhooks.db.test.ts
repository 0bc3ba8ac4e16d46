import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import { licences } from '@geko/db/schema/licences';
import type { AdminLicence, AdminLicences, LicenceList } from '@geko/contracts/licences';
import { startFakeGumroad, type FakeGumroad } from '@geko/fake-gumroad/fake-gumroad';
import {
  startFakeLemonSqueezy,
  type Delivery,
  type FakeLemonSqueezy,
} from '@geko/fake-lemonsqueezy/fake-lemonsqueezy';
import { createGumroad } from '@geko/payments/gumroad';
import { createLemonSqueezy } from '@geko/payments/lemonsqueezy';
import { confirmSales } from '@geko/services/licences/confirm-sales';
import { newEmail } from './testing/auth-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { saying } from './testing/program.ts';
import { callRest } from './testing/rest-calls.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const secrets = { token: 'ls-token', webhookSecret: 'ls-secret' };
const VARIANT = 77;
let house: TestHouse;
let store: FakeLemonSqueezy;
let gumroad: FakeGumroad;
let operator: TestPerson;
beforeAll(async () => {
  store = await startFakeLemonSqueezy(secrets);
  gumroad = await startFakeGumroad({ token: 'gr-token' });
  house = await openTestHouse(inject('ownerUrl'), {
    shops: {
      lemonsqueezy: createLemonSqueezy({ ...secrets, url: store.url, tiers: { [VARIANT]: 'api' } }),
      gumroad: createGumroad({ token: 'gr-token', url: gumroad.url, tiers: { product: 'team' } }),
    },
  });
  operator = await registerOperator(house);
});
afterAll(async () => {
  await house.close();
  await store.close();
  await gumroad.close();
});

async function post(shop: string, { body, headers }: Pick<Delivery, 'body'> & Partial<Delivery>) {
  const answer = await house.fetch(`/api/webhooks/${shop}`, {
    method: 'POST',
    body: new Uint8Array(body),
    ...(headers && { headers }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const send = (event: string, orderId: string) =>
  post('lemonsqueezy', store.deliver(event, orderId));

async function licenceOf(saleId: string): Promise<AdminLicence | undefined> {
  const { data } = await operator.query<AdminLicences>('licences.all', { limit: 100 });
  const found = data.items.filter((one) => one.saleId === saleId);
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** The keys that were mailed to an address. */
async function keysMailedTo(email: string): Promise<string[]> {
  const { data } = await operator.query<{ items: { to: string; kind: string; text: string }[] }>(
    'admin.mailbox',
    { limit: 100 },
  );
  return data.items
    .filter(({ to, kind }) => to === email && kind === 'licence_key')
    .map(({ text }) => /GEKO(?:-\w{4}){3}/u.exec(text)?.[0] ?? '');
}

const call = async (key: string) =>
  (
    await callRest(house, '/chat/completions', {
      method: 'POST',
      bearer: key,
      body: { ...saying('reply=5 delay=0'), max_tokens: 16 },
    })
  ).status;

describe('a sale', () => {
  test('told ten times, in any order and at once, is one licence and one mail; its end ends it', async () => {
    const email = newEmail();
    const id = store.sell({ email, variantId: VARIANT, subscription: 'active' });
    const events = [
      'order_created',
      'subscription_created',
      'subscription_updated',
      'license_key_created',
    ];
    const deliveries = Array.from({ length: 10 }, (_, n) =>
      store.deliver(events[n % events.length] ?? '', id),
    );
    const answers = await Promise.all(deliveries.map((one) => post('lemonsqueezy', one)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(200));
    expect(answers.filter(({ body }) => body['outcome'] === 'issued')).toHaveLength(1);
    expect(await licenceOf(id)).toMatchObject({
      status: 'active',
      tier: 'api',
      source: 'lemonsqueezy',
      holderEmail: email,
    });
    const keys = await keysMailedTo(email);
    expect(keys).toHaveLength(1);
    const [key = ''] = keys;
    expect(await call(key)).toBe(200);

    store.change(id, { status: 'refunded' });
    expect(await send('order_refunded', id)).toMatchObject({ body: { outcome: 'ended' } });
    expect(await call(key)).toBe(403);
    expect(await licenceOf(id)).toMatchObject({ status: 'revoked' });
    // Whatever is told later or again, it stays over.
    store.change(id, { status: 'paid' });
    for (const event of ['order_created', 'order_refunded', 'subscription_resumed']) {
      expect((await send(event, id)).status).toBe(200);
    }
    expect(await licenceOf(id)).toMatchObject({ status: 'revoked' });
    expect(await keysMailedTo(email)).toHaveLength(1);
  });

  test('that is over before its news come makes no licence, then nor later', async () => {
    const email = newEmail();
    const id = store.sell({ email, variantId: VARIANT, status: 'refunded' });
    expect(await send('order_refunded', id)).toMatchObject({ body: { outcome: 'ended' } });
    store.change(id, { status: 'paid' });
    expect(await send('order_created', id)).toMatchObject({ body: { outcome: 'ended' } });
    expect(await licenceOf(id)).toBeUndefined();
    expect(await keysMailedTo(email)).toEqual([]);
  });

  test('goes to the workspace that its buyer owns, or opens an account for them', async () => {
    const email = newEmail();
    const owner = await registerPerson(house, email);
    const mine = store.sell({ email: email.toUpperCase(), variantId: VARIANT });
    await send('order_created', mine);
    const log = await owner.query<AuditPage>('audit.list', { workspaceId: owner.workspaceId });
    expect(log.data.items[0]).toMatchObject({ action: 'licence.issue', actorId: null });
    const list = await owner.query<LicenceList>('licences.list', {
      workspaceId: owner.workspaceId,
    });
    expect(list.data.licences).toMatchObject([{ source: 'lemonsqueezy', holderEmail: email }]);
    store.change(mine, { status: 'refunded' });
    await send('order_refunded', mine);
    const after = await owner.query<AuditPage>('audit.list', { workspaceId: owner.workspaceId });
    expect(after.data.items[0]).toMatchObject({ action: 'licence.revoke', actorId: null });

    const stranger = newEmail();
    const [first, second] = [1, 2].map(() => store.sell({ email: stranger, variantId: VARIANT }));
    await Promise.all([send('order_created', first ?? ''), send('order_created', second ?? '')]);
    const places = [await licenceOf(first ?? ''), await licenceOf(second ?? '')];
    expect(new Set(places.map((one) => one?.workspaceId)).size).toBe(1);
    expect(await keysMailedTo(stranger)).toHaveLength(2);
    // Nobody signs in to it before they have shown that the address is theirs.
    const signIn = await owner.mutate('auth.login', { email: stranger, password: '' });
    expect(signIn.error).not.toBeNull();
  });

  test('of what is no tier is kept for the operator, and made when there is one', async () => {
    const id = store.sell({ email: newEmail(), variantId: 5 });
    const delivery = store.deliver('order_created', id);
    expect(await post('lemonsqueezy', delivery)).toMatchObject({
      status: 200,
      body: { outcome: 'unknown_product' },
    });
    const { data } = await operator.query<AdminLicences>('licences.all', { limit: 1 });
    expect(data.unknownSales).toMatchObject([{ shop: 'lemonsqueezy', saleId: id }]);
    expect(await licenceOf(id)).toBeUndefined();
    store.change(id, { variantId: VARIANT });
    expect(await post('lemonsqueezy', delivery)).toMatchObject({ body: { outcome: 'issued' } });
    expect(await post('lemonsqueezy', delivery)).toMatchObject({ body: { outcome: 'known' } });
  });

  test('that cannot be asked about is told again: 503, and nothing is written', async () => {
    const id = store.sell({ email: newEmail(), variantId: VARIANT });
    const delivery = store.deliver('order_created', id);
    store.answerWith(500);
    const refused = await post('lemonsqueezy', delivery);
    store.answerWith(null);
    expect(refused.status).toBe(503);
    expect(JSON.stringify(refused.body)).not.toContain(secrets.token);
    expect(await licenceOf(id)).toBeUndefined();
    expect(await post('lemonsqueezy', delivery)).toMatchObject({ body: { outcome: 'issued' } });
  });
});

describe('what is not a shop’s', () => {
  test('an unsigned or altered webhook, one too long, and one of a sale that nobody made', async () => {
    const { body, headers } = store.deliver(
      'order_created',
      store.sell({ email: newEmail(), variantId: VARIANT }),
    );
    expect((await post('lemonsqueezy', { body })).status).toBe(401);
    expect(
      (await post('lemonsqueezy', { body: Buffer.concat([body, Buffer.from(' ')]), headers }))
        .status,
    ).toBe(401);
    expect((await post('lemonsqueezy', { body: Buffer.alloc(100_001), headers })).status).toBe(413);
    expect((await post('gumroad', { body: Buffer.from('sale_id=nobodys') })).status).toBe(404);
    expect(await post('gumroad', { body: Buffer.from('test=1') })).toMatchObject({
      status: 200,
      body: { outcome: 'ignored' },
    });
  });

  test('where no shop is set up its webhook is not there', async () => {
    const bare = await openTestHouse(inject('ownerUrl'));
    for (const shop of ['lemonsqueezy', 'gumroad']) {
      const answer = await bare.fetch(`/api/webhooks/${shop}`, {
        method: 'POST',
        body: 'sale_id=a',
      });
      expect(answer.status).toBe(404);
    }
    await bare.close();
  });
});

test('a ping of Gumroad’s is a knock: the licence is the one of the sale that its API tells', async () => {
  const email = newEmail();
  const id = gumroad.sell({ email, productId: 'product' });
  const ping = gumroad.ping(id, { email: 'eve@example.com' });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => post('gumroad', { body: ping })),
  );
  expect(answers.filter(({ body }) => body['outcome'] === 'issued')).toHaveLength(1);
  expect(await licenceOf(id)).toMatchObject({ tier: 'team', holderEmail: email, status: 'active' });
  expect(await keysMailedTo('eve@example.com')).toEqual([]);
  gumroad.change(id, { refunded: true });
  await post('gumroad', { body: gumroad.ping(id) });
  expect(await licenceOf(id)).toMatchObject({ status: 'revoked' });
});

describe('asking anew', () => {
  const DAY_MS = 86_400_000;
  const sold = async () => {
    const email = newEmail();
    const id = store.sell({ email, variantId: VARIANT });
    await send('order_created', id);
    const [key = ''] = await keysMailedTo(email);
    return { id, key };
  };
  /** As if the shop had said its last word so long ago. */
  const age = async (saleId: string, ms: number) => {
    const licence = await licenceOf(saleId);
    await house.inWorkspaceOf({ userId: '', workspaceId: licence?.workspaceId ?? '' }, (tx) =>
      tx
        .update(licences)
        .set({ saleCheckedAt: new Date(Date.now() - ms) })
        .where(eq(licences.saleId, saleId)),
    );
  };

  test('a day after its last word the shop is asked, and not before', async () => {
    const { id, key } = await sold();
    store.asked.length = 0;
    await age(id, DAY_MS - 60_000);
    await confirmSales(house.server);
    expect(store.asked.filter((path) => path.endsWith(id))).toEqual([]);
    await age(id, DAY_MS + 1_000);
    expect((await confirmSales(house.server)).confirmed).toBe(1);
    expect(Date.parse((await licenceOf(id))?.saleCheckedAt ?? '')).toBeGreaterThan(
      Date.now() - 60_000,
    );
    await age(id, DAY_MS + 1_000);
    store.change(id, { status: 'refunded' });
    expect((await confirmSales(house.server)).ended).toBe(1);
    expect(await call(key)).toBe(403);
  });

  test('while it is away its licences are good for a week, and no longer', async () => {
    const { id, key } = await sold();
    store.answerWith(503);
    await age(id, 8 * DAY_MS - 60_000);
    expect(await confirmSales(house.server)).toMatchObject({ confirmed: 0, unanswered: 1 });
    expect(await call(key)).toBe(200);
    await age(id, 8 * DAY_MS + 1_000);
    expect(await call(key)).toBe(403);
    expect(await licenceOf(id)).toMatchObject({ status: 'unconfirmed' });
    store.answerWith(null);
    await confirmSales(house.server);
    expect(await call(key)).toBe(200);
  });
});

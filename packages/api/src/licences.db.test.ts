import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ApiKeyList } from '@geko/contracts/api-keys';
import type { AuditPage } from '@geko/contracts/audit';
import { licenceTierTable, type AdminLicences, type IssuedLicence } from '@geko/contracts/licences';
import { apiKeys, quotas } from '@geko/db/schema/limits';
import { openBooks, type Books } from './testing/books.ts';
import {
  activateLicence,
  callByLicence,
  codeOf,
  issueLicence,
  licencesOf,
  postLicence,
  refusalOf,
} from './testing/licence-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { anthropicClient, MODEL, openAIClient, saying } from './testing/program.ts';
import { callRest } from './testing/rest-calls.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  operator = await registerOperator(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const issue = (owner: TestPerson, terms: Parameters<typeof issueLicence>[2] = {}) =>
  issueLicence(house, owner, { operator, ...terms });
const call = (key: string, from?: Parameters<typeof callByLicence>[2]) =>
  callByLicence(house, key, from);
const activate = (key: string, deviceId: string, deviceName?: string) =>
  activateLicence(house, key, { deviceId, ...(deviceName && { deviceName }) });
const as = (verb: 'suspend' | 'resume' | 'revoke', owner: TestPerson, id: string, by = operator) =>
  by.mutate(`licences.${verb}`, { workspaceId: owner.workspaceId, id });

/** Counts as if so much of a licence's month were used. */
async function use(owner: TestPerson, id: string, used: bigint): Promise<void> {
  await house.inWorkspaceOf(owner, (tx) =>
    tx
      .update(quotas)
      .set({ used })
      .where(eq(quotas.subject, `key:${id}`)),
  );
}

describe('a key', () => {
  test('is told once: what is kept is a keyed hash and four characters', async () => {
    const owner = await registerPerson(house);
    const { id, key, isMailed } = await issue(owner, { tier: 'pro' });
    expect(key).toMatch(/^GEKO(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/u);
    expect(isMailed).toBe(true);
    expect(await licencesOf(owner)).toMatchObject([
      {
        id,
        tier: 'pro',
        lastFour: key.slice(-4),
        holderEmail: 'buyer@example.com',
        status: 'active',
        source: 'operator',
        seats: 3,
        devices: [],
        thisMonth: { meter: 'requests', used: 0, cap: 2_000 },
      },
    ]);
    const rows = await books.sql`select k::text as row from api_keys k where id = ${id}
      union all select l::text from licences l where id = ${id}
      union all select a::text from audit_logs a where object_id = ${id}`;
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain(key.slice(5, -5));
    // Nor is it among the keys of anybody.
    const keys = await owner.query<ApiKeyList>('apiKeys.list', { workspaceId: owner.workspaceId });
    expect(keys.data.keys).toEqual([]);
  });

  test('is mailed to its holder', async () => {
    const owner = await registerPerson(house);
    const { key } = await issue(owner, { tier: 'team', holderEmail: 'grace@example.com' });
    const mails = await operator.query<{ items: { to: string; kind: string; text: string }[] }>(
      'admin.mailbox',
      { limit: 5 },
    );
    expect(mails.data.items[0]).toMatchObject({ to: 'grace@example.com', kind: 'licence_key' });
    expect(mails.data.items[0]?.text).toContain(key);
    expect(mails.data.items[0]?.text).toContain('5,000,000 tokens a month');
  });

  test('a resend of its id makes no second one; an end that has passed is refused', async () => {
    const owner = await registerPerson(house);
    const input = {
      workspaceId: owner.workspaceId,
      id: randomUUID(),
      tier: 'api',
      holderEmail: 'b@example.com',
    };
    expect(await operator.mutate('licences.issue', input)).toMatchObject({ status: 200 });
    expect(await operator.mutate('licences.issue', input)).toMatchObject({
      status: 409,
      error: { field: 'id' },
    });
    expect(
      await operator.mutate('licences.issue', {
        ...input,
        id: randomUUID(),
        expiresAt: '2020-01-01T00:00:00Z',
      }),
    ).toMatchObject({ status: 400, error: { field: 'expiresAt' } });
    expect(await licencesOf(owner)).toHaveLength(1);
  });
});

describe('calls', () => {
  test('both makers’ clients call by a licence; its tier pays, whatever the workspace is on', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner, { tier: 'api' });
    const answer = await openAIClient(house, key).chat.completions.create({
      ...saying('reply=5 delay=0'),
      model: 'gpt-5',
    });
    expect(answer.usage?.completion_tokens).toBe(5);
    const { messages } = anthropicClient(house, key);
    await messages.create({
      model: MODEL,
      max_tokens: 16,
      messages: [{ role: 'user', content: 'Hello [[fake: reply=5 delay=0]]' }],
    });
    const [licence] = await licencesOf(owner);
    expect(licence?.lastUsedAt).not.toBeNull();
    const receipts = await books.sql`
      select funding, charge_nano, cost_nano, metered_tokens from token_usage where api_key_id = ${id}`;
    expect(receipts).toHaveLength(2);
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({ funding: 'included', charge_nano: '0' });
    }
    const metered = receipts.reduce((sum, one) => sum + Number(one['metered_tokens']), 0);
    expect(licence?.thisMonth).toMatchObject({ meter: 'tokens', used: metered });
    // The workspace's own plan was not touched.
    const counters = await books.sql`
      select subject from quotas where workspace_id = ${owner.workspaceId} order by 1`;
    expect(counters.map(({ subject }) => subject as string)).toEqual([`key:${id}`]);
    expect(await books.problems(owner.workspaceId)).toEqual([]);
  });

  test('its key is good in any way of writing, and for nothing but models', async () => {
    const owner = await registerPerson(house);
    const { key } = await issue(owner);
    const written = ` ${key.toLowerCase().replaceAll('-', '')}`.trim();
    expect((await call(written)).status).toBe(200);
    expect((await callRest(house, '/models', { bearer: key })).status).toBe(200);
    for (const path of ['/llm/usage', '/workspaces', '/llm/balance']) {
      expect(await callRest(house, path, { bearer: key })).toMatchObject({ status: 403 });
    }
    const image = await callRest(house, '/images/generations', {
      method: 'POST',
      bearer: key,
      body: { model: 'gpt-image-1', prompt: 'A gecko' },
    });
    expect(image.status).toBe(403);
  });

  test('a premium model is locked to a tier without them', async () => {
    const owner = await registerPerson(house);
    await house.setPlan(owner, 'pro');
    const { key } = await issue(owner, { tier: 'starter' });
    await activate(key, 'device-1');
    expect((await call(key, { device: 'device-1' })).status).toBe(200);
    const refused = await call(key, { device: 'device-1', model: 'gpt-5' });
    expect([refused.status, refusalOf(refused).geko.code]).toEqual([403, 'MODEL_LOCKED']);
  });

  test('used up: 402 with the trace of it, and no wait', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner, { tier: 'api' });
    expect((await call(key)).status).toBe(200);
    await use(owner, id, BigInt(licenceTierTable.api.cap));
    const refused = await call(key);
    expect([refused.status, refusalOf(refused).geko.code]).toEqual([402, 'LICENCE_USED_UP']);
    expect(refusalOf(refused).geko.trace).toMatchObject([
      {
        name: 'licence.tokens',
        setBy: 'licence',
        cap: licenceTierTable.api.cap,
        used: licenceTierTable.api.cap,
        isExceeded: true,
      },
    ]);
    expect(refused.headers.has('retry-after')).toBe(false);
    // The workspace's people go on by what the workspace has.
    await use(owner, id, 0n);
  });

  test('of the last three messages exactly three are answered, however many ask at once', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner, { tier: 'starter' });
    await activate(key, 'device-1');
    await call(key, { device: 'device-1' });
    await use(owner, id, BigInt(licenceTierTable.starter.cap - 3));
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call(key, { device: 'device-1' })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array<number>(3).fill(200),
      ...Array<number>(9).fill(402),
    ]);
    const [licence] = await licencesOf(owner);
    expect(licence?.thisMonth.used).toBe(licenceTierTable.starter.cap);
    await use(owner, id, 4n);
  });
});

describe('what it may not be used for', () => {
  test('suspended and revoked act on the next request; resumed too', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner);
    const models = () => callRest(house, '/models', { bearer: key });
    expect([(await call(key)).status, (await models()).status]).toEqual([200, 200]);
    expect(await as('suspend', owner, id)).toMatchObject({ status: 200 });
    for (const refused of [await call(key), await models()]) {
      expect(refused.status).toBe(403);
      expect(refusalOf(refused)).toMatchObject({
        message: 'This licence is suspended.',
        geko: { code: 'LICENCE_INVALID' },
      });
    }
    expect(await as('suspend', owner, id)).toMatchObject({ status: 409 });
    expect(await as('resume', owner, id)).toMatchObject({ status: 200 });
    expect((await call(key)).status).toBe(200);
    expect(await as('revoke', owner, id)).toMatchObject({ status: 200 });
    expect([(await call(key)).status, (await models()).status]).toEqual([403, 403]);
    expect(await postLicence(house, 'validate', { key })).toMatchObject({ status: 403 });
    expect(await as('resume', owner, id)).toMatchObject({ status: 409 });
    expect(await as('revoke', owner, id)).toMatchObject({ status: 409 });
    const { data } = await owner.query<AuditPage>('audit.list', { workspaceId: owner.workspaceId });
    expect(data.items.map(({ action }) => action).slice(0, 4)).toEqual([
      'licence.revoke',
      'licence.resume',
      'licence.suspend',
      'licence.issue',
    ]);
  });

  test('another key puts the first one out, is told and mailed, and leaves seats and use as they are', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner, { tier: 'pro', holderEmail: 'ada@example.com' });
    await activate(key, 'device-1');
    await call(key, { device: 'device-1' });
    const ref = { workspaceId: owner.workspaceId, id };
    const renewed = await operator.mutate<IssuedLicence>('licences.renew', ref);
    expect(renewed).toMatchObject({ status: 200, data: { id, isMailed: true } });
    expect((await call(key, { device: 'device-1' })).status).toBe(403);
    expect((await call(renewed.data.key, { device: 'device-1' })).status).toBe(200);
    expect(await licencesOf(owner)).toMatchObject([
      { lastFour: renewed.data.key.slice(-4), devices: [{}], thisMonth: { used: 2 } },
    ]);
    await as('revoke', owner, id);
    expect(await operator.mutate('licences.renew', ref)).toMatchObject({ status: 409 });
  });

  test('one that is over is refused from that moment on', async () => {
    const owner = await registerPerson(house);
    const { id, key } = await issue(owner, {
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect((await call(key)).status).toBe(200);
    await house.inWorkspaceOf(owner, (tx) =>
      tx.update(apiKeys).set({ expiresAt: new Date() }).where(eq(apiKeys.id, id)),
    );
    const refused = await call(key);
    expect([refused.status, refusalOf(refused).message]).toEqual([
      403,
      'This licence has expired.',
    ]);
    expect(await licencesOf(owner)).toMatchObject([{ status: 'expired' }]);
  });

  test('a key that nobody has is a 403 like one that is not a key', async () => {
    for (const key of ['GEKO-0000-0000-0000', 'GEKO', 'GEKO-????']) {
      expect(refusalOf(await call(key)).geko.code).toBe('LICENCE_INVALID');
      expect(codeOf(await postLicence(house, 'validate', { key }))).toBe('LICENCE_INVALID');
    }
    expect((await call('gk_x')).status).toBe(401);
  });

  test('a workspace that is deleted takes its licences with it', async () => {
    const owner = await registerPerson(house);
    const { key } = await issue(owner);
    const { workspaceId } = owner;
    const removed = await owner.mutate('workspace.remove', {
      workspaceId,
      password: 'correct horse battery',
    });
    expect(removed.status).toBe(200);
    expect((await call(key)).status).toBe(403);
  });

  test('operators alone issue and revoke; admins alone see; strangers see nothing', async () => {
    const owner = await registerPerson(house);
    const stranger = await registerPerson(house);
    const { id, key } = await issue(owner, { tier: 'pro' });
    await activate(key, 'device-1');
    const { workspaceId } = owner;
    for (const verb of ['suspend', 'resume', 'revoke'] as const) {
      expect(await as(verb, owner, id, owner)).toMatchObject({ status: 404 });
      // Of another workspace than its own it is not there.
      expect(await as(verb, stranger, id)).toMatchObject({ status: 404 });
    }
    const editor = await joinAs(house, owner, 'editor');
    const release = (who: TestPerson, at = workspaceId) =>
      who.mutate('licences.releaseDevice', { workspaceId: at, id, device: 'device-1' });
    expect(await editor.query('licences.list', { workspaceId })).toMatchObject({ status: 403 });
    expect(await release(editor)).toMatchObject({ status: 403 });
    expect(await stranger.query('licences.list', { workspaceId })).toMatchObject({ status: 404 });
    expect(await release(stranger)).toMatchObject({ status: 404 });
    expect(await release(stranger, stranger.workspaceId)).toMatchObject({ status: 404 });
    expect(await licencesOf(stranger)).toEqual([]);
    expect((await call(key, { device: 'device-1' })).status).toBe(200);
  });
});

test('an owner who leaves hands the licences on: they were bought for the workspace', async () => {
  const owner = await registerPerson(house);
  const heir = await joinAs(house, owner, 'owner');
  const { id, key } = await issue(owner);
  const { workspaceId } = owner;
  const taken = await heir.mutate('members.remove', { workspaceId, userId: owner.userId });
  expect(taken.status).toBe(200);
  expect((await call(key)).status).toBe(200);
  const [row] = await books.sql`select user_id from api_keys where id = ${id}`;
  expect(row).toEqual({ user_id: heir.userId });
});

test('operators list all, newest first, page by page, with this month’s use', async () => {
  const owner = await registerPerson(house);
  const first = await issue(owner, { tier: 'pro' });
  const second = await issue(owner, { tier: 'api' });
  await activate(first.key, 'device-1');
  await call(second.key);
  const page = async (cursor: string | null) =>
    (await operator.query<AdminLicences>('licences.all', { limit: 1, cursor })).data;
  const one = await page(null);
  expect(one.items).toMatchObject([
    { id: second.id, workspaceId: owner.workspaceId, saleId: null, devices: 0, status: 'active' },
  ]);
  expect(one.items[0]?.thisMonth.used).toBeGreaterThan(0);
  const two = await page(one.nextCursor);
  expect(two.items).toMatchObject([{ id: first.id, devices: 1, thisMonth: { used: 0 } }]);
  expect(one.shops).toEqual([
    { id: 'lemonsqueezy', isSet: false },
    { id: 'gumroad', isSet: false },
  ]);
});

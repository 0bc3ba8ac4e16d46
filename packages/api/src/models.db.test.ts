import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ErrorBody } from '@geko/contracts/errors';
import type { Model, ModelList } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';
import {
  MODEL_ID,
  openSweepWorld,
  SHORT,
  type Role,
  type SweepWorld,
} from './testing/sweep-world.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const PREMIUM_ID = 'gpt-5.2';

let house: TestHouse;
let world: SweepWorld;
/** A server with a key of OpenAI alone. */
let poor: TestServer;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  poor = house.addServer({ providers: ['openai'] });
  const owner = postgres(house.database.ownerUrl, { max: 1 });
  // One of a kind for which its provider is never asked, and one that has no price of what it makes.
  for (const [id, provider, kind] of [
    ['unasked', 'google', 'embedding'],
    ['imageless', 'openai', 'image'],
  ] as const) {
    await owner`insert into model_catalog (id, provider, upstream_model, name, kind, tier, context_tokens,
        max_output_tokens, abilities, is_published)
      select ${id}, ${provider}, ${id}, ${id}, ${kind}, tier, 0, 0, abilities, true
        from model_catalog where id = ${MODEL_ID}`;
    await owner`insert into model_prices (model_id, version, effective_from, input_nano, output_nano)
      values (${id}, 1, now() - interval '1 day', 1, 1)`;
  }
  // A price that is not in effect yet is none.
  for (const [id, isPublished] of [
    ['unpriced', true],
    ['unpublished', false],
  ] as const) {
    await owner`insert into model_catalog (id, provider, upstream_model, name, kind, tier, context_tokens,
        max_output_tokens, abilities, is_published, sort_order)
      select ${id}, provider, upstream_model, ${id}, kind, tier, context_tokens, max_output_tokens, abilities,
        ${isPublished}, 1000 from model_catalog where id = ${MODEL_ID}`;
  }
  await owner`insert into model_prices (model_id, version, effective_from, input_nano, output_nano) values
    ('unpriced', 1, now() + interval '1 day', 1, 1), ('unpublished', 1, now() - interval '1 day', 1, 1)`;
  await owner.end();
});
afterAll(async () => {
  await world.close();
  await house.close();
});

async function listOf(person: TestPerson, server?: TestServer): Promise<ModelList> {
  const input = encodeURIComponent(JSON.stringify({ json: { workspaceId: person.workspaceId } }));
  const response = await person.get(`/api/trpc/models.list?input=${input}`, server && { server });
  const body = (await response.json()) as { result: { data: { json: ModelList } } };
  return body.result.data.json;
}

const access = (list: ModelList, id: string) =>
  list.models.find((model) => model.id === id)?.access;

async function send(
  person: TestPerson,
  modelId: string,
  server?: TestServer,
): Promise<{ status: number; code: string | null }> {
  const message = { id: randomUUID(), text: SHORT };
  const body = { workspaceId: person.workspaceId, conversationId: randomUUID(), modelId, message };
  const response = await person.post('/api/chat', body, server && { server });
  const text = await response.text();
  const code = response.ok ? null : (JSON.parse(text) as ErrorBody).error.code;
  return { status: response.status, code };
}

const signIn = async (role: Role, planId: PlanId) => {
  const person = await world.signIn(role);
  await house.setPlan(await world.signIn('owner'), planId);
  return person;
};

test('each reason is told where it is the reason, and nowhere else', async () => {
  const free = await listOf(await signIn('editor', 'free'));
  expect(access(free, MODEL_ID)).toEqual({ isAllowed: true });
  expect(access(free, PREMIUM_ID)).toEqual({ isAllowed: false, reason: 'plan', upgradeTo: 'pro' });
  expect(access(free, 'unpriced')).toEqual({
    isAllowed: false,
    reason: 'unpriced',
    upgradeTo: null,
  });
  expect(access(free, 'unpublished')).toBeUndefined();
  for (const { tier, access: each } of free.models) {
    if (tier === 'premium') expect(each).toMatchObject({ isAllowed: false, reason: 'plan' });
  }

  const viewer = await listOf(await signIn('viewer', 'pro'));
  expect(viewer.models.length).toBe(free.models.length);
  for (const { access: each } of viewer.models) {
    expect(each).toEqual({ isAllowed: false, reason: 'role', upgradeTo: null });
  }
  expect(viewer.defaultModelId).toBeNull();

  const pro = await listOf(await signIn('editor', 'pro'));
  expect(access(pro, PREMIUM_ID)).toEqual({ isAllowed: true });
  const noKey = await listOf(await signIn('editor', 'pro'), poor);
  for (const { id, provider, access: each } of noKey.models) {
    if (id === 'unpriced' || id === 'imageless') continue;
    expect({ id, each }).toEqual({
      id,
      each:
        provider === 'openai'
          ? { isAllowed: true }
          : { isAllowed: false, reason: 'no_key', upgradeTo: null },
    });
  }
  expect(noKey.models.some(({ access: each }) => !each.isAllowed)).toBe(true);
});

test('a switch of the workspace locks a model for all of it and no other workspace, and unlocks it', async () => {
  const admin = await signIn('admin', 'pro');
  const { workspaceId } = admin;
  const change = (isEnabled: boolean) =>
    admin.mutate('models.setEnabled', { workspaceId, modelId: PREMIUM_ID, isEnabled });
  await change(false);
  for (const role of ['owner', 'editor'] as const) {
    const list = await listOf(await world.signIn(role));
    expect(access(list, PREMIUM_ID)).toEqual({
      isAllowed: false,
      reason: 'workspace',
      upgradeTo: null,
    });
    expect(list.models.find(({ id }) => id === PREMIUM_ID)?.isEnabled).toBe(false);
  }
  const stranger = await registerPerson(house);
  await house.setPlan(stranger, 'pro');
  expect(access(await listOf(stranger), PREMIUM_ID)).toEqual({ isAllowed: true });
  await change(true);
  expect(access(await listOf(admin), PREMIUM_ID)).toEqual({ isAllowed: true });
});

const codeOf: Record<string, string> = {
  role: 'FORBIDDEN',
  plan: 'MODEL_LOCKED',
  workspace: 'MODEL_DISABLED',
  unpriced: 'MODEL_UNKNOWN',
  no_key: 'PROVIDER_UNAVAILABLE',
};

test('what the list says is what a send meets, for every model there is', async () => {
  for (const [planId, server] of [
    ['free', house.server],
    ['pro', poor],
  ] as const) {
    const person = await registerPerson(house);
    await house.setPlan(person, planId);
    const { models } = await listOf(person, server);
    expect(models.length).toBeGreaterThan(30);
    expect(models.some(({ kind }) => kind !== 'chat')).toBe(true);
    for (const model of models) {
      const own = model.access.isAllowed ? null : codeOf[model.access.reason];
      // Nobody chats with what does not.
      const expected = model.kind === 'chat' ? own : 'MODEL_UNKNOWN';
      expect({ id: model.id, ...(await send(person, model.id, server)) }).toMatchObject({
        id: model.id,
        code: expected,
      });
    }
    expect(await send(person, 'unpublished', server)).toEqual({
      status: 403,
      code: 'MODEL_UNKNOWN',
    });
  }
});

test('the first to use is a real model that may be used; without keys it is the demonstration', async () => {
  const person = await registerPerson(house);
  const list = await listOf(person);
  const first = list.models.find(({ id }) => id === list.defaultModelId);
  expect(first?.access).toEqual({ isAllowed: true });
  expect(first?.provider).not.toBe('demo');
  const none = house.addServer({ providers: ['demo'] });
  const demo = await listOf(person, none);
  expect(demo.defaultModelId).toBe('demo');
  expect(demo.models.find(({ id }) => id === 'demo')?.name).toMatch(/not an AI/u);
  const isUsable = (model: Model) => model.access.isAllowed;
  expect(demo.models.filter(isUsable).map(({ id }) => id)).toEqual([
    'demo',
    'demo-embedding',
    'demo-image',
    'demo-speech',
    'demo-transcription',
  ]);
});

test('a price of the plan stands at every model: list price, and what is added to it', async () => {
  const person = await registerPerson(house);
  const markups = async () =>
    new Set((await listOf(person)).models.map(({ markupBps }) => markupBps));
  expect(await markups()).toEqual(new Set([null]));
  await house.setPlan(person, 'paygo');
  expect(await markups()).toEqual(new Set([5_000]));
  const { models } = await listOf(person);
  const sold = models.filter(({ access: each }) => each.isAllowed);
  expect(sold.every(({ price }) => price !== null)).toBe(true);
  expect(models.find(({ id }) => id === MODEL_ID)?.price).toMatchObject({
    version: 1,
    inputNano: '50000000',
    outputNano: '400000000',
  });
});

test('what does not chat stands there with what it is paid by, and what cannot be called does not', async () => {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  const list = await listOf(person);
  const shown = (id: string) => {
    const { kind, markupBps, price } = list.models.find((model) => model.id === id) ?? {};
    const { inputNano, outputNano, imageNano, charactersNano, minuteNano } = price ?? {};
    return [kind, markupBps, [inputNano, outputNano], [imageNano, charactersNano, minuteNano]];
  };
  expect([
    shown('text-embedding-3-small'),
    shown('gpt-image-2'),
    shown('tts-1'),
    shown('whisper-1'),
  ]).toEqual([
    ['embedding', 5_000, ['20000000', '0'], [{}, null, null]],
    ['image', 5_000, ['5000000000', '30000000000'], [{ any: '0' }, null, null]],
    ['speech', 5_000, ['0', '0'], [{}, '15000000000', null]],
    ['transcription', 5_000, ['0', '0'], [{}, null, '6000000']],
  ]);
  expect(list.models.find(({ id }) => id === 'unasked')).toBeUndefined();
  expect(access(list, 'imageless')).toMatchObject({ isAllowed: false, reason: 'unpriced' });
});

test('a role that may not make images is told so of them alone', async () => {
  const owner = await signIn('owner', 'pro');
  const { workspaceId } = owner;
  const permissions = ['workspace:view', 'chat:create', 'model:use:free', 'model:use:premium'];
  const role = { workspaceId, name: randomUUID(), permissions: [...permissions, 'speech:create'] };
  const { data } = await owner.mutate<{ roleId: string }>('roles.create', role);
  const member = await joinAs(house, owner, 'editor');
  const change = { workspaceId, userId: member.userId, roleId: data.roleId };
  expect((await owner.mutate('members.changeRole', change)).error).toBeNull();
  const list = await listOf({ ...member, workspaceId });
  for (const id of [PREMIUM_ID, 'text-embedding-3-large', 'tts-1']) {
    expect({ id, access: access(list, id) }).toEqual({ id, access: { isAllowed: true } });
  }
  for (const id of ['gpt-image-2', 'whisper-1']) {
    expect({ id, access: access(list, id) }).toMatchObject({ access: { reason: 'role' } });
  }
});

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { ModelList } from '@geko/contracts/models';
import type { Markups } from '@geko/contracts/prices';
import { loadMarkups } from '@geko/services/prices/load-markups';
import { enterWorkspace } from '@geko/services/access/in-workspace';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const MODEL_ID = 'gpt-5.2';

let house: TestHouse;
let operator: TestPerson;
let customer: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  customer = await registerPerson(house);
  await house.setPlan(customer, 'paygo');
});
afterAll(() => house.close());

const set = async (input: Record<string, unknown>) => {
  const answer = await operator.mutate('money.setMarkup', input);
  expect(answer.error).toBeNull();
};
const markups = async () => (await operator.query<Markups>('money.markups')).data;

/** What the models panel of the customer says of a model. */
async function shownBps(modelId = MODEL_ID): Promise<number | null | undefined> {
  const { workspaceId } = customer;
  const list = await customer.query<ModelList>('models.list', { workspaceId });
  return list.data.models.find(({ id }) => id === modelId)?.markupBps;
}

/** What admission would rate the customer's next call of a model by. */
const loaded = (modelId = MODEL_ID) =>
  house.inWorkspaceOf(customer, async (tx) => {
    const caller = await enterWorkspace(tx, customer);
    return loadMarkups(tx, { ...caller, modelId, kind: 'chat' });
  });

const trail = async (person: TestPerson) => {
  const { workspaceId } = person;
  const page = await person.query<AuditPage>('audit.list', { workspaceId, action: 'markup.set' });
  return page.data.items.map(({ objectId, before, after, actorId }) => ({
    objectId,
    before,
    after,
    actorId,
  }));
};

test('each markup acts on the next request, the nearest one first', async () => {
  expect(await shownBps()).toBe(5_000);
  expect(await loaded()).toEqual({
    workspaceModelBps: null,
    planKindBps: null,
    planBps: 5_000,
    systemBps: 1_500,
  });

  await set({ of: 'system', bps: 2_000 });
  expect(await shownBps()).toBe(5_000);
  await set({ of: 'plan_kind', planId: 'paygo', kind: 'chat', bps: 4_000 });
  expect(await shownBps()).toBe(4_000);
  await set({
    of: 'workspace_model',
    workspaceId: customer.workspaceId,
    modelId: MODEL_ID,
    bps: 0,
  });
  expect(await shownBps()).toBe(0);
  expect(await shownBps('gpt-5.1')).toBe(4_000);
  expect(await loaded()).toEqual({
    workspaceModelBps: 0,
    planKindBps: 4_000,
    planBps: 5_000,
    systemBps: 2_000,
  });
  const all = await markups();
  expect(all.systemBps).toBe(2_000);
  expect(all.planKinds).toEqual([{ planId: 'paygo', kind: 'chat', bps: 4_000 }]);
  expect(all.workspaceModels).toEqual([
    {
      workspaceId: customer.workspaceId,
      workspaceName: expect.stringMatching(/^Company/u) as string,
      modelId: MODEL_ID,
      bps: 0,
    },
  ]);

  // And back, the other way round.
  await set({
    of: 'workspace_model',
    workspaceId: customer.workspaceId,
    modelId: MODEL_ID,
    bps: null,
  });
  expect(await shownBps()).toBe(4_000);
  await set({ of: 'plan_kind', planId: 'paygo', kind: 'chat', bps: null });
  expect(await shownBps()).toBe(5_000);
  await set({ of: 'system', bps: null });
  expect(await markups()).toMatchObject({ systemBps: 1_500, planKinds: [], workspaceModels: [] });
});

test("a workspace's markup is on its own record, the others on that of the operator", async () => {
  const actorId = operator.userId;
  expect(await trail(customer)).toEqual([
    { objectId: MODEL_ID, before: '0', after: 'none', actorId },
    { objectId: MODEL_ID, before: 'none', after: '0', actorId },
  ]);
  expect(await trail(operator)).toEqual([
    { objectId: 'system', before: '2000', after: 'none', actorId },
    { objectId: 'plan:paygo:chat', before: '4000', after: 'none', actorId },
    { objectId: 'plan:paygo:chat', before: 'none', after: '4000', actorId },
    { objectId: 'system', before: 'none', after: '2000', actorId },
  ]);
});

test('what a markup is on must be said, and be there', async () => {
  const refused = async (input: Record<string, unknown>) => {
    const { status, error } = await operator.mutate('money.setMarkup', input);
    return { status, code: error?.code };
  };
  expect(await refused({ of: 'plan_kind', planId: 'pro', bps: 1 })).toEqual({
    status: 400,
    code: 'BAD_REQUEST',
  });
  expect(await refused({ of: 'system', bps: -1 })).toMatchObject({ status: 400 });
  expect(await refused({ of: 'system', bps: 0.5 })).toMatchObject({ status: 400 });
  const { workspaceId } = customer;
  const onModel = { of: 'workspace_model', workspaceId, bps: 1 };
  expect(await refused({ ...onModel, modelId: 'unheard-of' })).toMatchObject({
    code: 'MODEL_UNKNOWN',
  });
  expect(
    await refused({ ...onModel, modelId: MODEL_ID, workspaceId: operator.userId }),
  ).toMatchObject({ code: 'NOT_FOUND' });
  expect(await markups()).toMatchObject({ planKinds: [], workspaceModels: [] });
});

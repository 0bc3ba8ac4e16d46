import { and, asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Model, ModelList } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';
import type { CandidateFacts, CandidateList } from '@geko/contracts/prices';
import { modelPrices } from '@geko/db/schema/models';
import { notices } from '@geko/db/schema/operations';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { registerOperator } from './testing/operator.ts';
import { writeCandidate } from './testing/sweep-prices.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
const customers = {} as Record<Exclude<PlanId, 'enterprise'>, TestPerson>;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  for (const planId of ['free', 'pro', 'paygo'] as const) {
    customers[planId] = await registerPerson(house);
    await house.setPlan(customers[planId], planId);
  }
});
afterAll(() => house.close());

const candidate = (change?: Parameters<typeof writeCandidate>[1]) =>
  writeCandidate(house.database.db, change);
const publish = (id: string, more: Record<string, unknown> = {}) =>
  operator.mutate('money.publishCandidate', { id, ...more });
const dismiss = (id: string, isDismissed = true) =>
  operator.mutate('money.dismissCandidate', { id, isDismissed });
const list = async (status: string) =>
  (await operator.query<CandidateList>('money.candidates', { status })).data;

async function shown(planId: keyof typeof customers, id: string): Promise<Model | undefined> {
  const { workspaceId } = customers[planId];
  const { data } = await customers[planId].query<ModelList>('models.list', { workspaceId });
  return data.models.find((model) => model.id === id);
}

const noticesOf = (person: TestPerson, modelId: string) =>
  house.inWorkspaceOf(person, (tx) =>
    tx
      .select({ facts: notices.facts })
      .from(notices)
      .where(
        and(
          eq(notices.workspaceId, person.workspaceId),
          eq(notices.onceKey, `model_published:${modelId}`),
        ),
      ),
  );

const versions = (modelId: string) =>
  house.database.db
    .select({ version: modelPrices.version, inputNano: modelPrices.inputNano })
    .from(modelPrices)
    .where(eq(modelPrices.modelId, modelId))
    .orderBy(asc(modelPrices.version));

const modelIdOf = (candidateId: string) => candidateId.split('/').at(-1) ?? '';

test('a new model is there for whom it is meant, locked for the others, and they are told once', async () => {
  const id = await candidate();
  const modelId = modelIdOf(id);
  expect(await shown('pro', modelId)).toBeUndefined();
  expect((await publish(id)).error).toBeNull();

  expect(await shown('pro', modelId)).toMatchObject({
    tier: 'premium',
    price: { version: 1, inputNano: '1000000000', outputNano: '2000000000' },
    access: { isAllowed: true },
  });
  expect(await shown('paygo', modelId)).toMatchObject({ access: { isAllowed: true } });
  expect(await shown('free', modelId)).toMatchObject({
    access: { isAllowed: false, reason: 'plan', upgradeTo: 'pro' },
  });
  // Again, as after an answer that was lost.
  expect((await publish(id)).error).toBeNull();
  expect(await noticesOf(customers.pro, modelId)).toEqual([
    { facts: { modelId, modelName: modelId } },
  ]);
  expect(await noticesOf(customers.paygo, modelId)).toHaveLength(1);
  expect(await noticesOf(customers.free, modelId)).toEqual([]);
  expect(await versions(modelId)).toHaveLength(1);
});

test('a model of the free tier is told to everybody', async () => {
  const id = await candidate();
  await publish(id, { tier: 'free' });
  expect(await shown('free', modelIdOf(id))).toMatchObject({
    tier: 'free',
    access: { isAllowed: true },
  });
  expect(await noticesOf(customers.free, modelIdOf(id))).toHaveLength(1);
});

test('two who publish at once publish once', async () => {
  const id = await candidate();
  const answers = await Promise.all([publish(id), publish(id), publish(id)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await versions(modelIdOf(id))).toHaveLength(1);
  expect(await noticesOf(customers.pro, modelIdOf(id))).toHaveLength(1);
});

test('a known model gets its next price, nobody is told, and a start does not take it back', async () => {
  const modelId = 'gpt-5.1';
  const before = await versions(modelId);
  const prices: CandidateFacts['prices'] = {
    inputNano: '77',
    cachedInputNano: '7',
    cacheWriteNano: null,
    outputNano: '777',
    reasoningNano: null,
    tiers: [],
  };
  const id = await candidate({ upstreamModel: modelId, prices });
  const asked = (await list('candidate')).candidates.find((one) => one.id === id);
  expect(asked?.existing).toMatchObject({ modelId, price: { version: before.length } });
  await publish(id);
  const after = [...before, { version: before.length + 1, inputNano: 77n }];
  expect(await versions(modelId)).toEqual(after);
  expect(await shown('pro', modelId)).toMatchObject({ price: { inputNano: '77' } });
  await publish(id);
  expect(await noticesOf(customers.pro, modelId)).toEqual([]);
  await seedCatalogue({ ownerUrl: house.database.ownerUrl, now: new Date() });
  expect(await versions(modelId)).toEqual(after);
});

test('a list’s next price of what does not chat leaves what its units cost; a new one needs more than a list', async () => {
  const modelId = 'tts-1';
  const id = await candidate({ upstreamModel: modelId, kind: 'speech' });
  expect((await publish(id)).error).toBeNull();
  expect(await shown('pro', modelId)).toMatchObject({
    price: { version: 2, inputNano: '1000000000', charactersNano: '15000000000' },
    access: { isAllowed: true },
  });

  for (const kind of ['image', 'speech', 'transcription'] as const) {
    const fresh = await candidate({ kind });
    expect(await publish(fresh)).toMatchObject({ status: 400, error: { code: 'BAD_REQUEST' } });
    expect(await versions(modelIdOf(fresh))).toEqual([]);
  }
  expect((await publish(await candidate({ kind: 'embedding' }))).error).toBeNull();
});

test('what is in quarantine, dismissed, without a price or gone is not published', async () => {
  const quarantined = await candidate({ problems: ['input is 120 times what it was'] });
  expect(await publish(quarantined)).toMatchObject({ status: 409, error: { code: 'CONFLICT' } });
  expect((await publish(quarantined, { isChecked: true })).error).toBeNull();

  const unpriced = await candidate({ prices: null });
  expect(await publish(unpriced, { isChecked: true })).toMatchObject({
    status: 400,
    error: { code: 'BAD_REQUEST' },
  });
  const dismissed = await candidate();
  await dismiss(dismissed);
  expect(await publish(dismissed)).toMatchObject({ status: 409 });
  expect(await publish('openai/unheard-of')).toMatchObject({ status: 404 });
  for (const id of [unpriced, dismissed]) expect(await versions(modelIdOf(id))).toEqual([]);
});

test('a dismissal can be taken back, to where it came from; a publication cannot be dismissed', async () => {
  const [plain, odd] = [await candidate(), await candidate({ problems: ['odd'] })];
  const statusOf = async (id: string) => {
    for (const status of ['candidate', 'quarantined', 'dismissed', 'published']) {
      if ((await list(status)).candidates.some((one) => one.id === id)) return status;
    }
    return null;
  };
  for (const [id, before] of [
    [plain, 'candidate'],
    [odd, 'quarantined'],
  ] as const) {
    const { counts } = await list('dismissed');
    await dismiss(id);
    await dismiss(id);
    expect(await statusOf(id)).toBe('dismissed');
    expect((await list('dismissed')).counts['dismissed']).toBe((counts['dismissed'] ?? 0) + 1);
    await dismiss(id, false);
    expect(await statusOf(id)).toBe(before);
  }
  await publish(plain);
  expect(await dismiss(plain)).toMatchObject({ status: 409 });
  expect(await statusOf(plain)).toBe('published');
});

test('a name that is taken gets its provider before it, and never hides another model', async () => {
  // An alias of a seeded model, and the id of another.
  for (const upstreamModel of ['openai/gpt-5.1', 'Some/GPT-4o']) {
    const id = await candidate({ provider: 'groq', upstreamModel });
    expect((await publish(id)).error).toBeNull();
  }
  expect(await shown('pro', 'groq-gpt-5.1')).toMatchObject({ provider: 'groq' });
  expect(await shown('pro', 'groq-gpt-4o')).toMatchObject({ provider: 'groq' });
  expect(await shown('pro', 'gpt-4o')).toMatchObject({ provider: 'openai' });
});

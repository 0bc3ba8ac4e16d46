import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { CandidateList, ImportResult } from '@geko/contracts/prices';
import { usdDecimal } from '@geko/contracts/money';
import type { ModelList } from '@geko/contracts/models';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import type { TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
});
afterAll(() => house.close());

type Cost = Record<string, string>;

/** A list in the shape of models.dev; prices are decimals, written as numbers are. */
function listOf(models: Record<string, Cost | null>, provider = 'openai'): string {
  const entries = Object.entries(models).map(([id, cost]) => {
    const prices = Object.entries(cost ?? {}).map(([name, usd]) => `"${name}": ${usd}`);
    return `"${id}": {"name": "${id}", "limit": {"context": 100000, "output": 4000}
      ${cost === null ? '' : `, "cost": {${prices.join(', ')}}`}}`;
  });
  return `{"${provider}": {"models": {${entries.join(', ')}}}}`;
}

const load = (list: string) => operator.mutate<ImportResult>('money.importPrices', { list });
const loaded = async (list: string) => {
  const { data, error } = await load(list);
  expect(error).toBeNull();
  return data;
};
async function waiting(status: string): Promise<Record<string, string[]>> {
  const { data } = await operator.query<CandidateList>('money.candidates', { status });
  return Object.fromEntries(data.candidates.map(({ id, problems }) => [id, problems]));
}

/** What a seeded model costs, some times over. */
async function costOf(id: string, times = 1n): Promise<Cost> {
  const { workspaceId } = operator;
  const { data } = await operator.query<ModelList>('models.list', { workspaceId });
  const price = data.models.find((model) => model.id === id)?.price;
  if (!price) throw new Error(`${id} is not seeded`);
  const scaled = (nano: string) => usdDecimal(BigInt(nano) * times);
  return {
    input: scaled(price.inputNano),
    output: scaled(price.outputNano),
    ...(price.cachedInputNano === null ? {} : { cache_read: scaled(price.cachedInputNano) }),
  };
}

test('what is known stays, what is new waits, what is off by far is put in quarantine', async () => {
  const list = listOf({
    'gpt-5.1': await costOf('gpt-5.1'),
    'gpt-4o': await costOf('gpt-4o', 2n),
    'gpt-4.1': await costOf('gpt-4.1', 1_000n),
    'gpt-7': { input: '3.25', output: '12.5', cache_read: '0.325' },
    'gpt-7-secret': null,
  });
  expect(await loaded(list)).toEqual({
    candidates: 2,
    quarantined: 2,
    unchanged: 1,
    skipped: [],
  });
  expect(await waiting('candidate')).toEqual({ 'openai/gpt-4o': [], 'openai/gpt-7': [] });
  expect(await waiting('quarantined')).toEqual({
    'openai/gpt-4.1': expect.arrayContaining([
      expect.stringContaining('100 times off or more'),
    ]) as string[],
    'openai/gpt-7-secret': [expect.stringMatching(/^Price: missing/u)],
  });
  const nothing = { candidates: 0, quarantined: 0, unchanged: 5, skipped: [] };
  expect(await loaded(list)).toEqual(nothing);
  // Two at once are one after the other.
  expect(await Promise.all([loaded(list), loaded(list)])).toEqual([nothing, nothing]);
});

test('what was dismissed stays so until its price changes', async () => {
  const cost = { input: '1', output: '2' };
  await loaded(listOf({ 'gpt-8': cost }));
  await operator.mutate('money.dismissCandidate', { id: 'openai/gpt-8' });
  await loaded(listOf({ 'gpt-8': cost }));
  expect(await waiting('candidate')).not.toHaveProperty('openai/gpt-8');
  expect(await loaded(listOf({ 'gpt-8': { ...cost, output: '3' } }))).toMatchObject({
    candidates: 1,
  });
  expect(await waiting('candidate')).toHaveProperty('openai/gpt-8');
});

test('what was published is known to the next list, and its next price waits again', async () => {
  const cost = { input: '1.5', output: '4' };
  const list = listOf({ 'magistral-next': cost }, 'mistral');
  await loaded(list);
  const id = 'mistral/magistral-next';
  expect((await operator.mutate('money.publishCandidate', { id })).error).toBeNull();
  expect(await loaded(list)).toMatchObject({ unchanged: 1 });
  expect(await waiting('published')).toHaveProperty(id);
  await loaded(listOf({ 'magistral-next': { ...cost, input: '1.25' } }, 'mistral'));
  expect(await waiting('candidate')).toHaveProperty(id);
  // The list takes its change back: nothing is left to decide.
  expect(await loaded(list)).toMatchObject({ candidates: 0, quarantined: 0, unchanged: 1 });
  expect(await waiting('candidate')).not.toHaveProperty(id);
});

test('strangers to Geko are left out, and what is no list is refused', async () => {
  expect(await loaded(listOf({ m: { input: '1', output: '2' } }, 'elsewhere'))).toEqual({
    candidates: 0,
    quarantined: 0,
    unchanged: 0,
    skipped: ['1 providers that cannot be called from here'],
  });
  const many = Object.fromEntries([...Array(30).keys()].map((n) => [`bad ${n}`, null]));
  const { skipped } = await loaded(listOf(many));
  expect(skipped).toHaveLength(20);
  expect(skipped.at(-1)).toBe('and 11 more');
  for (const list of ['{}', 'no list', '[1]']) {
    expect(await load(list)).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', field: 'list' },
    });
  }
});

test('an import is on the record of the operator', async () => {
  const { workspaceId } = operator;
  const { data } = await operator.query<AuditPage>('audit.list', {
    workspaceId,
    action: 'price.import',
  });
  expect(data.items.at(-1)).toMatchObject({
    actorId: operator.userId,
    objectId: 'list',
    after: '4',
  });
});

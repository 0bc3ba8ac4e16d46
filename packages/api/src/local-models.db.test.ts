import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { ServerModels, type LocalModelStatus } from '@geko/contracts/local-models';
import type { ModelList } from '@geko/contracts/models';
import type { Receipt } from '@geko/contracts/receipt';
import type { UsageReport } from '@geko/contracts/usage';
import { quotas } from '@geko/db/schema/limits';
import { openDoor, type Door } from '@geko/local-models/door/open-door';
import { forkEngine } from '@geko/local-models/llama/fork-engine';
import { createLlamaModels } from '@geko/local-models/llama/llama-models';
import type { LocalModels } from '@geko/local-models/local-models';
import { serveFile, type FileServer } from '@geko/local-models/testing/file-server';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel, TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { watchLocalModels } from '@geko/services/local/watch-local-models';
import { openBooks } from './testing/books.ts';
import { registerOperator } from './testing/operator.ts';
import { createKey, openAIClient } from './testing/program.ts';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';
import { watchStream } from './testing/watch-stream.ts';

const bytes = makeTinyModel();
const SENTENCE = TINY_WORDS.join(' ');
const MODEL = 'local-tiny';

let folder: string;
let files: FileServer;
let models: LocalModels;
let door: Door;
let house: TestHouse;
let stopWatching: () => Promise<void>;
let operator: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-server-models-'));
  files = await serveFile(bytes);
  const big = { ...tinyFacts({ id: 'big', bytes, url: files.url }), cacheBytesPerToken: 1e9 };
  models = createLlamaModels({
    folder,
    facts: [tinyFacts({ bytes, url: files.url }), big],
    hardware: () => Promise.resolve({ memoryBytes: 4e9, diskFreeBytes: 20e9, cores: 2 }),
    memoryCapBytes: null,
    threads: 1,
    start: () => forkEngine({ env: {} }),
    now: () => performance.now(),
  });
  door = await openDoor(models, { onError: () => undefined });
  // An engine that starts on a busy machine is silent for a while.
  const idleTimeoutMs = 30_000;
  house = await openTestHouse(inject('ownerUrl'), { local: { models, door }, idleTimeoutMs });
  stopWatching = watchLocalModels(house.server, models);
  operator = await registerOperator(house);
});
afterAll(async () => {
  await door.close();
  await models.close();
  await stopWatching();
  await house.close();
  await files.close();
  await rm(folder, { recursive: true });
});

async function statusOf(id: string): Promise<LocalModelStatus | undefined> {
  const { data } = await operator.query<ServerModels>('localModels.list');
  return data.models.find((model) => model.id === id)?.status;
}

async function offeredTo(person: TestPerson) {
  const { workspaceId } = person;
  const { data } = await person.query<ModelList>('models.list', { workspaceId });
  return data.models.filter(({ provider }) => provider === 'local');
}

const send = (person: TestPerson, modelId: string) =>
  postAs(house, person, { body: { ...newMessage(person, 'Who are you?'), modelId } });

async function lastReceipt(person: TestPerson): Promise<Receipt | undefined> {
  const { workspaceId } = person;
  const { data } = await person.query<{ items: Receipt[] }>('usage.receipts', { workspaceId });
  return data.items[0];
}

async function installTiny(): Promise<void> {
  const { error } = await operator.mutate('localModels.install', { id: 'tiny' });
  expect(error).toBeNull();
  await expect.poll(() => statusOf('tiny'), { timeout: 20_000 }).toEqual({ state: 'ready' });
}

test('an operator installs a model, people chat with it for nothing, and it goes again', async () => {
  const person = await registerPerson(house);
  expect(await offeredTo(person)).toEqual([]);
  files.faults.push({ kind: 'slow', pieceBytes: 200_000, pauseMs: 100 });
  const { error } = await operator.mutate('localModels.install', { id: 'tiny' });
  expect(error).toBeNull();
  await expect
    .poll(async () => {
      const status = await statusOf('tiny');
      return status?.state === 'downloading' && status.receivedBytes > 0;
    })
    .toBe(true);
  await operator.mutate('localModels.pause', { id: 'tiny' });
  expect(await statusOf('tiny')).toMatchObject({ state: 'paused' });
  expect(await offeredTo(person)).toEqual([]);
  await installTiny();
  await expect
    .poll(() => offeredTo(person))
    .toMatchObject([{ id: MODEL, tier: 'local', price: null, access: { isAllowed: true } }]);

  const stream = await readStream(await send(person, MODEL));
  expect(stream).toMatchObject({ isComplete: true });
  expect(stream.text.trim()).toBe(SENTENCE);
  expect(await lastReceipt(person)).toMatchObject({
    modelId: MODEL,
    provider: 'local',
    funding: 'local',
    costNano: '0',
    chargeNano: '0',
    usage: { outputTokens: TINY_WORDS.length + 1 },
  });

  const { workspaceId } = person;
  const { data: report } = await person.query<UsageReport>('usage.report', { workspaceId });
  expect(report.totals).toMatchObject({ costNano: '0', chargeNano: '0' });
  expect(report.saved?.nano).toMatch(/^[1-9]\d*$/u);

  const client = openAIClient(house, (await createKey(person)).secret);
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const answer = await client.chat.completions.create({ model: MODEL, messages });
  expect(answer.choices[0]?.message.content?.trim()).toBe(SENTENCE);
  expect(answer.usage?.completion_tokens).toBe(TINY_WORDS.length + 1);

  const books = await openBooks(house);
  expect(await books.problems()).toEqual([]);
  await books.close();

  await operator.mutate('localModels.remove', { id: 'tiny' });
  expect(await offeredTo(person)).toEqual([]);
  expect((await refusalOf(await send(person, MODEL))).error.code).toBe('MODEL_UNKNOWN');
});

test('an operator follows an install as it goes, until they are one no longer', async () => {
  const person = await registerOperator(house);
  const followed = await watchStream(house, person, {
    procedure: 'localModels.follow',
    read: (data) => ServerModels.strict().parse(data),
  });
  onTestFinished(() => followed.leave());
  const states = () => {
    const all = followed.events.map(({ models: [tiny] }) => tiny?.status.state);
    return all.filter((state, at) => state !== all[at - 1]);
  };
  await expect.poll(states).toEqual(['absent']);
  files.faults.push({ kind: 'slow', pieceBytes: 200_000, pauseMs: 150 });
  await operator.mutate('localModels.install', { id: 'tiny' });
  await expect.poll(states, { timeout: 20_000 }).toContain('ready');
  expect(states()).toEqual(expect.arrayContaining(['absent', 'downloading', 'ready']));
  await operator.mutate('localModels.remove', { id: 'tiny' });
  await expect.poll(() => states().at(-1)).toBe('absent');

  await person.mutate('auth.logout', undefined);
  await followed.ended;
  expect(followed.text()).toContain('"code":"UNAUTHENTICATED"');
});

test('at the end of a plan the local model goes on, and is what a refusal offers', async () => {
  await installTiny();
  const person = await registerPerson(house);
  await expect.poll(async () => (await offeredTo(person)).length).toBe(1);
  await readStream(await send(person, 'gpt-5.4-nano'));
  await house.inWorkspaceOf(person, (tx) =>
    tx
      .update(quotas)
      .set({ used: 50_000n })
      .where(sql`${quotas.subject} = 'plan' and ${quotas.meter} = 'tokens'`),
  );
  const { error } = await refusalOf(await send(person, 'gpt-5.4-nano'));
  expect(error.code).toBe('QUOTA_EXCEEDED');
  expect(error.remedies?.[0]).toEqual({
    kind: 'switch_model',
    modelId: MODEL,
    name: 'The tiny file of the tests',
    isLocal: true,
  });
  expect((await readStream(await send(person, MODEL))).text.trim()).toBe(SENTENCE);

  // A workspace that does without it is not offered it.
  const { workspaceId } = person;
  await person.mutate('models.setEnabled', { workspaceId, modelId: MODEL, isEnabled: false });
  expect((await refusalOf(await send(person, MODEL))).error.code).toBe('MODEL_DISABLED');
  const again = await refusalOf(await send(person, 'gpt-5.4-nano'));
  expect(again.error.remedies?.map(({ kind }) => kind)).not.toContain('switch_model');
  await operator.mutate('localModels.remove', { id: 'tiny' });
});

test('what this machine is not enough for is refused before anything is downloaded', async () => {
  const asked = files.ranges.length;
  const { error } = await operator.mutate('localModels.install', { id: 'big' });
  expect(error?.code).toBe('CONFLICT');
  expect(error?.message).toContain('memory');
  expect(files.ranges).toHaveLength(asked);
  const unknown = await operator.mutate('localModels.install', { id: 'mystery' });
  expect(unknown.error?.code).toBe('NOT_FOUND');
  const path = await operator.mutate('localModels.remove', { id: '../../etc' });
  expect(path.error?.code).toBe('NOT_FOUND');
  const person = await registerPerson(house);
  expect((await person.mutate('localModels.install', { id: 'tiny' })).status).toBe(404);
});

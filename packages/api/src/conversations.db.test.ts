import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Conversation, ConversationDetail, ConversationPage } from '@geko/contracts/chat';
import type { ErrorBody } from '@geko/contracts/errors';
import type { ReceiptPage } from '@geko/contracts/usage';
import { openBooks, type Books } from './testing/books.ts';
import { MODEL_ID } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type Stream, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

type Say = { conversationId?: string; text?: string; script?: string; id?: string };

const post = (
  person: TestPerson,
  { conversationId, text = 'Hello', script = 'reply=3', id }: Say,
) =>
  person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: conversationId ?? randomUUID(),
    modelId: MODEL_ID,
    message: { id: id ?? randomUUID(), text: `${text} [[fake: ${script}]]` },
  });

const say = async (person: TestPerson, what: Say): Promise<Stream> =>
  readStream(await post(person, what));

const retry = (person: TestPerson, conversationId: string, tryId: string = randomUUID()) =>
  person.post('/api/chat/retry', {
    workspaceId: person.workspaceId,
    conversationId,
    modelId: MODEL_ID,
    tryId,
  });

const list = async (person: TestPerson, input: object = {}) =>
  (await person.query<ConversationPage>('chat.list', { workspaceId: person.workspaceId, ...input }))
    .data;

const get = async (person: TestPerson, conversationId: string, input: object = {}) =>
  person.query<ConversationDetail>('chat.get', {
    workspaceId: person.workspaceId,
    conversationId,
    ...input,
  });

test('the list is the caller’s own, the last used first, page by page without a gap', async () => {
  const person = await registerPerson(house);
  const ids = Array.from({ length: 7 }, () => randomUUID());
  for (const [index, conversationId] of ids.entries())
    await say(person, { conversationId, text: `Talk ${index}` });
  // One is used again, and comes to the top.
  const [first = ''] = ids;
  await say(person, { conversationId: first, text: 'Again' });
  const expected = [first, ...ids.slice(1).toReversed()];
  const found: Conversation[] = [];
  let cursor: string | null = null;
  do {
    const page: ConversationPage = await list(person, { limit: 3, cursor });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(found.map(({ id }) => id)).toEqual(expected);
  expect(found[0]).toMatchObject({
    title: expect.stringContaining('Talk 0') as string,
    modelId: MODEL_ID,
  });
});

test('a long conversation comes page by page, back to its beginning', async () => {
  const person = await registerPerson(house);
  const conversationId = randomUUID();
  for (let turn = 0; turn < 4; turn += 1)
    await say(person, { conversationId, text: `Turn ${turn}` });
  const whole = (await get(person, conversationId)).data.messages;
  expect(whole.map(({ role }) => role)).toEqual(
    Array.from({ length: 4 }, () => ['user', 'assistant']).flat(),
  );
  const pages: ConversationDetail['messages'] = [];
  let cursor: string | null = null;
  do {
    const page: { data: ConversationDetail } = await get(person, conversationId, {
      limit: 3,
      cursor,
    });
    pages.unshift(...page.data.messages);
    cursor = page.data.olderCursor;
  } while (cursor !== null);
  expect(pages).toEqual(whole);
});

test('what was said before reaches the model, and what was retried does not', async () => {
  const person = await registerPerson(house);
  const conversationId = randomUUID();
  house.provider.log.clear();
  await say(person, { conversationId, text: 'My name is Ada.', script: 'text="Hello Ada."' });
  await say(person, { conversationId, text: 'And now?', script: 'text="First try."' });
  const retried = await readStream(await retry(person, conversationId));
  expect(retried.isComplete).toBe(true);
  const prompts = house.provider.log.entries().map(({ promptTokens }) => promptTokens);
  expect(prompts).toHaveLength(3);
  // The retry asks exactly what the try before it asked.
  expect(prompts[2]).toBe(prompts[1]);
  expect(prompts[1]).toBeGreaterThan(prompts[0] ?? 0);
});

test('a retry takes the place of the answer, is paid for on its own, and once however often it is sent', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const conversationId = randomUUID();
  await say(person, { conversationId, script: 'fault=reset-after reply=40 tokens=20 delay=5' });
  const failed = (await get(person, conversationId)).data.messages;
  expect(failed[1]?.turn?.status).toBe('failed');
  const tryId = randomUUID();
  house.provider.log.clear();
  const tries = await Promise.all(
    Array.from({ length: 5 }, async () => readStream(await retry(person, conversationId, tryId))),
  );
  expect(house.provider.log.entries()).toHaveLength(1);
  expect(new Set(tries.map(({ text }) => text)).size).toBe(1);
  const after = (await get(person, conversationId)).data;
  expect(after.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(after.messages[0]).toEqual(failed[0]);
  expect(after.messages[1]).toMatchObject({ text: tries[0]?.text, turn: { id: tryId } });
  expect(after.messages[1]?.id).not.toBe(failed[1]?.id);
  const receipts = await person.query<ReceiptPage>('usage.receipts', { workspaceId });
  expect(receipts.data.items.map(({ turnId }) => turnId)).toEqual([tryId, failed[1]?.turn?.id]);
  expect(await books.problems(workspaceId)).toEqual([]);
});

test('there is nothing to retry while an answer is being written, nor in an empty conversation', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const conversationId = randomUUID();
  const id = randomUUID();
  const running = post(person, { conversationId, id, script: 'reply=4000 delay=10' });
  await expect.poll(async () => (await get(person, conversationId)).data?.runningTurnId).toBe(id);
  const refused = await retry(person, conversationId);
  expect(refused.status).toBe(409);
  expect(((await refused.json()) as ErrorBody).error.code).toBe('TURN_RUNNING');
  await person.mutate('chat.stop', { workspaceId, conversationId });
  await (await running).text();
  expect((await get(person, conversationId)).data.runningTurnId).toBeNull();
  expect((await retry(person, randomUUID())).status).toBe(404);
});

test('a new title is trimmed, kept and shown; the messages stay', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const conversationId = randomUUID();
  await say(person, { conversationId });
  const renamed = await person.mutate<Conversation>('chat.rename', {
    workspaceId,
    conversationId,
    title: '  Plans ',
  });
  expect(renamed.data.title).toBe('Plans');
  expect((await list(person)).items).toMatchObject([{ id: conversationId, title: 'Plans' }]);
  expect((await get(person, conversationId)).data).toMatchObject({
    title: 'Plans',
    messages: [{}, {}],
  });
});

test('a removed one is gone from everywhere, its answer stopped and settled, and comes back whole', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const conversationId = randomUUID();
  const id = randomUUID();
  const running = post(person, { conversationId, id, script: 'reply=4000 delay=10' });
  await expect.poll(async () => (await books.turn(id)).parts.length).toBeGreaterThan(2);
  await person.mutate('chat.remove', { workspaceId, conversationId });
  await (await running).text();
  expect((await books.turn(id)).turn).toMatchObject({ status: 'stopped', isClosed: true });
  expect((await list(person)).items).toEqual([]);
  expect((await get(person, conversationId)).status).toBe(404);
  expect((await post(person, { conversationId })).status).toBe(404);
  expect((await retry(person, conversationId)).status).toBe(404);
  expect((await person.mutate('chat.remove', { workspaceId, conversationId })).status).toBe(404);
  expect((await person.mutate('chat.restore', { workspaceId, conversationId })).status).toBe(200);
  const back = (await get(person, conversationId)).data;
  expect(back.messages.map(({ text }) => text)).toEqual([
    expect.stringContaining('Hello'),
    (await books.turn(id)).answers[0],
  ]);
  expect((await person.mutate('chat.restore', { workspaceId, conversationId })).status).toBe(404);
  expect(await books.problems(workspaceId)).toEqual([]);
});

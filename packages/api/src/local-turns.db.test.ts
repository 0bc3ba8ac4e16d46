import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ConversationDetail, ConversationPage } from '@geko/contracts/chat';
import type { RecordedTurn, RecordLocalTurn } from '@geko/contracts/devices';
import type { ModelList } from '@geko/contracts/models';
import type { UsageReport } from '@geko/contracts/usage';
import { rebuildTenant, rebuildWorkspace } from '@geko/services/ledger/rebuild-ledger';
import { openBooks, type Books } from './testing/books.ts';
import { localTurn } from './testing/local-turn.ts';
import { newMessage, postAs } from './testing/refusal.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  owner = await registerPerson(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const record = (person: TestPerson, told: RecordLocalTurn) =>
  person.mutate<RecordedTurn>('chat.recordLocal', told);

const conversation = async (person: TestPerson, conversationId: string) => {
  const { workspaceId } = person;
  const { data } = await person.query<ConversationDetail>('chat.get', {
    workspaceId,
    conversationId,
  });
  return data;
};

const said = ({ messages }: ConversationDetail) => messages.map(({ role, text }) => [role, text]);

test('a turn of a machine makes its conversation, costs nothing and counts as saved', async () => {
  const told = localTurn(owner);
  const { status, data } = await record(owner, told);
  expect(status).toBe(200);
  expect(data.receipt).toMatchObject({
    modelId: 'local-qwen2.5-0.5b',
    modelName: 'Qwen 2.5 0.5B',
    funding: 'local',
    costNano: '0',
    chargeNano: '0',
    totalTokens: 150,
    isEstimated: false,
    outcome: 'finished',
  });
  const found = await conversation(owner, told.turn.conversationId);
  expect(found.title).toBe('How tall is it?');
  expect(said(found)).toEqual([
    ['user', 'How tall is it?'],
    ['assistant', 'As tall as a house.'],
  ]);
  expect(found.messages[1]?.turn).toMatchObject({ modelName: 'Qwen 2.5 0.5B', status: 'finished' });
  const { data: report } = await owner.query<UsageReport>('usage.report', {
    workspaceId: owner.workspaceId,
    range: { kind: 'month' },
  });
  expect(report.byModel).toMatchObject([{ modelName: 'Qwen 2.5 0.5B', tokens: 150 }]);
  // At the list price of the cheapest cloud model on offer: 120 tokens in, 30 out.
  const { workspaceId } = owner;
  const { data: list } = await owner.query<ModelList>('models.list', { workspaceId });
  const prices = list.models.flatMap(({ name, tier, kind, price }) => {
    if (tier === 'local' || kind !== 'chat' || price === null) return [];
    return [{ name, input: BigInt(price.inputNano), output: BigInt(price.outputNano) }];
  });
  const [nearest] = prices.toSorted((a, b) => Number(a.input + a.output - b.input - b.output));
  if (nearest === undefined) throw new Error('There is no cloud model to compare with.');
  const nano = (120n * nearest.input + 30n * nearest.output) / 1_000_000n;
  expect(report.saved).toEqual({ nano: nano.toString(), modelName: nearest.name });
  expect(await books.problems(owner.workspaceId)).toEqual([]);
});

test('a resend changes nothing, also of two at once; another turn of that id is a conflict', async () => {
  const told = localTurn(owner);
  const [one, other] = await Promise.all([record(owner, told), record(owner, told)]);
  expect(one.data).toEqual(other.data);
  expect((await record(owner, told)).data).toEqual(one.data);
  for (const change of [
    { text: 'Something else?' },
    { answer: 'Another.' },
    { reasoning: 'Hm.' },
    { modelId: 'llama3.2-1b' },
    { conversationId: randomUUID() },
    { end: { ...told.turn.end, usage: { ...told.turn.end.usage, outputTokens: 31 } } },
  ]) {
    const again = await record(owner, { ...told, turn: { ...told.turn, ...change } });
    expect({ change, status: again.status }).toEqual({ change, status: 409 });
  }
  expect(said(await conversation(owner, told.turn.conversationId))).toHaveLength(2);
  expect((await books.turn(told.turn.turnId)).usage).toHaveLength(1);
  expect(await books.problems(owner.workspaceId)).toEqual([]);
});

test('turns stand in the order in which they come, between those of cloud models', async () => {
  const first = localTurn(owner, { text: 'One?', answer: 'One.' });
  const { conversationId } = first.turn;
  await record(owner, first);
  const cloud = newMessage(owner, 'Two? [[fake: reply=3 delay=0]]');
  await readStream(await postAs(house, owner, { body: { ...cloud, conversationId } }));
  await record(owner, localTurn(owner, { conversationId, text: 'Three?', answer: 'Three.' }));
  expect(said(await conversation(owner, conversationId)).map(([, text]) => text)).toEqual([
    'One?',
    'One.',
    cloud.message.text,
    expect.any(String),
    'Three?',
    'Three.',
  ]);
  // Answered again, the answer before it is no longer shown.
  const again = { conversationId, messageId: first.turn.messageId, text: 'One?', answer: 'Uno.' };
  await record(owner, localTurn(owner, again));
  const texts = said(await conversation(owner, conversationId)).map(([, text]) => text);
  expect(texts).not.toContain('One.');
  expect(texts.at(-1)).toBe('Uno.');
  expect(await books.problems(owner.workspaceId)).toEqual([]);
});

test('what broke off is kept as far as it came; nothing of it is an estimate', async () => {
  const { end } = localTurn(owner).turn;
  const none = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  const broken = localTurn(owner, {
    answer: '',
    end: { ...end, error: 'engine_crashed', finishReason: 'aborted', usage: none },
  });
  const stopped = localTurn(owner, {
    answer: 'As tall',
    reasoning: 'Well.',
    end: {
      ...end,
      finishReason: 'aborted',
      usage: { inputTokens: 120, outputTokens: 2, reasoningTokens: 3 },
    },
  });
  expect((await record(owner, broken)).data.receipt).toMatchObject({
    outcome: 'failed',
    totalTokens: 0,
    isEstimated: false,
  });
  expect((await record(owner, stopped)).data.receipt).toMatchObject({
    outcome: 'stopped',
    totalTokens: 125,
  });
  expect(await books.problems(owner.workspaceId)).toEqual([]);
});

test('no limit counts it or stops it: the calls of others go on', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const limits = [
    ['workspace', 'requests', 1],
    ['each_member', 'tokens', 20_000],
    ['tenant', 'requests', 5],
  ] as const;
  // Of what was used before they were made, they count as little.
  const [later, ...first] = limits;
  const make = async ([kind, meter, cap]: (typeof limits)[number]) => {
    const limit = { id: randomUUID(), subject: { kind }, meter, cap };
    return person.mutate('limits.create', { workspaceId, ...limit, period: 'month' });
  };
  for (const limit of first) expect((await make(limit)).status).toBe(200);
  const { end } = localTurn(person).turn;
  const usage = { inputTokens: 10_000_000, outputTokens: 10_000_000, reasoningTokens: 0 };
  for (let nth = 0; nth < 10; nth += 1) {
    const { status } = await record(person, localTurn(person, { end: { ...end, usage } }));
    expect(status).toBe(200);
  }
  expect((await make(later)).status).toBe(200);
  const answer = await postAs(house, person, {
    body: newMessage(person, 'Hello [[fake: reply=3 delay=0]]'),
  });
  expect(answer.status).toBe(200);
  await readStream(answer);
  const counters = await books.counters(workspaceId);
  expect(counters.find(({ meter }) => meter === 'requests')).toMatchObject({ used: 1, held: 0 });
  // Counters that were moved stop: so the limit itself is there.
  expect((await postAs(house, person, { body: newMessage(person, 'Hello') })).status).toBe(429);
  expect((await record(person, localTurn(person))).status).toBe(200);
  expect(await books.problems(workspaceId)).toEqual([]);
  const [place] = await books.sql<{ tenantId: string }[]>`
    select tenant_id as "tenantId" from workspaces where id = ${workspaceId}`;
  const app = postgres(house.database.appUrl, { max: 1, onnotice: () => undefined });
  const tenantId = place?.tenantId ?? '';
  expect(await rebuildWorkspace(app, { tenantId, workspaceId })).toEqual([]);
  expect(await rebuildTenant(app, { tenantId, workspaceIds: [workspaceId] })).toEqual([]);
  await app.end();
});

test('a machine is believed no more than can be, and nothing is of the future', async () => {
  const later = new Date(Date.now() + 400 * 86_400_000).toISOString();
  const { end } = localTurn(owner).turn;
  const told = localTurn(owner, {
    startedAt: later,
    end: {
      ...end,
      at: later,
      usage: { inputTokens: 10_000_000, outputTokens: 10_000_000, reasoningTokens: 9 },
    },
  });
  const { receipt } = (await record(owner, told)).data;
  // What Qwen reads at most, and as many as its answer has bytes, with some that nobody sees.
  expect(receipt.usage).toMatchObject({
    inputTokens: 32_768,
    outputTokens: 'As tall as a house.'.length + 16,
    reasoningTokens: 0,
  });
  expect(Date.parse(receipt.at)).toBeLessThanOrEqual(Date.now());
  expect((await record(owner, told)).status).toBe(200);
  expect(await books.problems(owner.workspaceId)).toEqual([]);
});

test('nobody writes into the conversation of another, in their name, or without the right to', async () => {
  const told = localTurn(owner);
  await record(owner, told);
  const { conversationId } = told.turn;
  const colleague = await joinAs(house, owner, 'editor');
  expect((await record(colleague, localTurn(colleague, { conversationId }))).status).toBe(404);
  expect((await record(colleague, localTurn(colleague, { userId: owner.userId }))).status).toBe(
    404,
  );
  expect((await record(colleague, localTurn(colleague, { turnId: told.turn.turnId }))).status).toBe(
    409,
  );
  expect(
    (await record(colleague, localTurn(colleague, { messageId: told.turn.messageId }))).status,
  ).toBe(409);
  const viewer = await joinAs(house, owner, 'viewer');
  expect((await record(viewer, localTurn(viewer))).status).toBe(403);
  const stranger = await registerPerson(house);
  const foreign = { ...localTurn(stranger), workspaceId: owner.workspaceId };
  expect((await record(stranger, foreign)).status).toBe(404);
  const { data } = await colleague.query<ConversationPage>('chat.list', {
    workspaceId: owner.workspaceId,
  });
  expect(data.items).toEqual([]);
  expect(said(await conversation(owner, conversationId))).toHaveLength(2);
});

test('a workspace that forbids local models takes none of them, and keeps what it has', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const kept = localTurn(person);
  await record(person, kept);
  await person.mutate('devices.setAllowed', { workspaceId, isAllowed: false });
  const refused = await record(person, localTurn(person));
  expect(refused.error).toMatchObject({ code: 'MODEL_DISABLED' });
  expect(refused.status).toBe(403);
  // Whose answer to the first send was lost hears that it is kept.
  expect((await record(person, kept)).status).toBe(200);
  const { data } = await person.query<ConversationPage>('chat.list', { workspaceId });
  expect(data.items.map(({ id }) => id)).toEqual([kept.turn.conversationId]);
});

test.each([
  ['an answer that is too long', { answer: 'x'.repeat(400_001) }, 'turn.answer'],
  ['a message of nothing', { text: '  ' }, 'turn.text'],
  ['a turn that is being written', { end: null }, 'turn.end'],
  ['counts beyond reason', { usage: 1e12 }, 'turn.end.usage.inputTokens'],
] as const)('%s is refused, and named', async (_, change, field) => {
  const told = localTurn(owner);
  const { end } = told.turn;
  const turn =
    'usage' in change
      ? { ...told.turn, end: { ...end, usage: { ...end.usage, inputTokens: change.usage } } }
      : { ...told.turn, ...change };
  const { status, error } = await owner.mutate('chat.recordLocal', { ...told, turn });
  expect({ status, field: error?.field }).toEqual({ status: 400, field });
});

import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { apiKeyScopes } from '@geko/contracts/api-keys';
import { AdminTraffic, WorkspaceTraffic } from '@geko/contracts/traffic';
import { users } from '@geko/db/schema/identity';
import { registerOperator } from './testing/operator.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { MODEL_ID } from './testing/sweep-world.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';
import { watchStream, type WatchedStream } from './testing/watch-stream.ts';

let house: TestHouse;
let other: TestServer;
let operator: TestPerson;
let owner: TestPerson;
let client: ReturnType<typeof openAIClient>;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  other = house.addServer();
  operator = await registerOperator(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  client = openAIClient(house, (await createKey(owner)).secret);
});
const leaves: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaves.splice(0)) leave();
});
afterAll(() => house.close());

/** Opens a stream, which ends with the test. */
async function watch<Event>(
  person: TestPerson,
  procedure: string,
  read: (data: unknown) => Event,
  more: { input?: object; server?: TestServer } = {},
): Promise<WatchedStream<Event>> {
  const watched = await watchStream(house, person, { procedure, read, ...more });
  leaves.push(watched.leave);
  return watched;
}
const watchAll = (person = operator, more: { server?: TestServer } = {}) =>
  watch(person, 'admin.traffic', (data) => AdminTraffic.parse(data), more);
const watchOwn = (person: TestPerson, workspaceId = person.workspaceId) =>
  watch(person, 'usage.traffic', (data) => WorkspaceTraffic.strict().parse(data), {
    input: { workspaceId },
  });

const soon = { timeout: 1_000, interval: 10 };
const callsOf = <Call>({ events }: WatchedStream<{ calls: Call[] }>) =>
  events.flatMap(({ calls }) => calls);

test('a call of a program and one of the chat arrive within a second, on another replica too', async () => {
  const [here, there] = [await watchAll(), await watchAll(operator, { server: other })];
  await vi.waitFor(() => expect([here.events[0], there.events[0]]).not.toContain(undefined), soon);
  const { id } = await client.chat.completions
    .create(saying('reply=3'))
    .withResponse()
    .then(({ request_id }) => ({ id: request_id }));
  expect(id).not.toBeNull();
  for (const seen of [here, there]) {
    await vi.waitFor(() => expect(callsOf(seen)).toHaveLength(1), soon);
  }
  const [call] = callsOf(here);
  expect(callsOf(there)).toEqual([call]);
  expect(call).toMatchObject({
    workspaceId: owner.workspaceId,
    workspaceName: expect.any(String) as string,
    modelId: MODEL,
    provider: 'openai',
    source: 'api',
    outcome: 'finished',
  });
  expect(call?.keyAlias).toMatch(/\w/u);
  expect(call?.outputTokens).toBeGreaterThan(0);

  await readStream(
    await owner.post('/api/chat', {
      workspaceId: owner.workspaceId,
      conversationId: randomUUID(),
      modelId: MODEL_ID,
      message: { id: randomUUID(), text: 'CANARY-PROMPT [[fake: reply=2 delay=0]]' },
    }),
  );
  for (const seen of [here, there]) {
    await vi.waitFor(() => expect(callsOf(seen)[1]?.source).toBe('chat'), soon);
    expect(seen.events.at(-1)).toMatchObject({ totals: { requests: 2, failures: 0 } });
    expect(seen.events.at(-1)?.routes).not.toEqual([]);
    expect(seen.text()).not.toContain('CANARY-PROMPT');
  }
  // Who comes later sees what there was, and how many people there are today.
  const late = await watchAll();
  await vi.waitFor(() => expect(callsOf(late)).toHaveLength(2), soon);
  expect(late.events[0]).toMatchObject({ isFirst: true, peopleToday: 1 });
});

test('a call that failed is one, with its key', async () => {
  const seen = await watchAll();
  await vi.waitFor(() => expect(seen.events).toHaveLength(1), soon);
  await expect(client.chat.completions.create(saying('fault=500'))).rejects.toThrow(/502/u);
  await vi.waitFor(
    () => expect(callsOf(seen).some(({ outcome }) => outcome === 'failed')).toBe(true),
    soon,
  );
  expect(seen.events.at(-1)?.totals.failures).toBeGreaterThan(0);
});

test('a call that another model answered is of that one, and what does not chat is one too', async () => {
  const second = 'claude-haiku-4-5';
  const setFallbacks = (fallbackIds: string[]) =>
    operator.mutate('providerKeys.setFallbacks', { modelId: MODEL, fallbackIds });
  house.server.mendKeys();
  await setFallbacks([second]);
  const seen = await watchAll();
  await vi.waitFor(() => expect(seen.events).toHaveLength(1), soon);
  const before = callsOf(seen).length;
  house.provider.faults.push({ fault: '500' });
  // Without a script of its own, which goes before faults that wait.
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  await client.chat.completions.create({ model: MODEL, messages });
  await vi.waitFor(() => expect(callsOf(seen)).toHaveLength(before + 1), soon);
  expect(callsOf(seen).at(-1)).toMatchObject({
    modelId: second,
    provider: 'anthropic',
    keyAlias: expect.stringMatching(/^anthropic/u) as string,
    outcome: 'finished',
  });
  await setFallbacks([]);
  house.server.mendKeys();
  const { secret } = await createKey(owner, { scopes: [...apiKeyScopes] });
  const embedding = { model: 'text-embedding-3-small', input: 'Geckos climb.' };
  await openAIClient(house, secret).embeddings.create(embedding);
  await vi.waitFor(() => expect(callsOf(seen)).toHaveLength(before + 2), soon);
  expect(callsOf(seen).at(-1)).toMatchObject({ modelId: embedding.model, outputTokens: 0 });
  expect(callsOf(seen).at(-1)?.inputTokens).toBeGreaterThan(0);
});

test('a workspace sees its own calls and no key; nobody else’s come', async () => {
  const stranger = await registerPerson(house);
  const [mine, theirs] = [await watchOwn(owner), await watchOwn(stranger)];
  await vi.waitFor(() => expect(mine.events).not.toEqual([]), soon);
  const before = callsOf(mine).length;
  expect(before).toBeGreaterThan(0);
  await client.chat.completions.create(saying('reply=1'));
  await vi.waitFor(() => expect(callsOf(mine)).toHaveLength(before + 1), soon);
  expect(mine.text()).not.toMatch(/keyAlias|workspace/u);
  expect(callsOf(theirs)).toEqual([]);
  expect(theirs.events.at(-1)?.totals.requests).toBe(0);
});

test('an operator who is one no longer is sent away', async () => {
  const brief = await registerOperator(house);
  const seen = await watchAll(brief);
  await vi.waitFor(() => expect(seen.events).not.toEqual([]), soon);
  await house.database.db
    .update(users)
    .set({ platformRole: 'user' })
    .where(eq(users.id, brief.userId));
  await seen.ended;
  expect(seen.text()).toContain('"code":"NOT_FOUND"');
  const count = seen.events.length;
  await client.chat.completions.create(saying('reply=1'));
  expect(seen.events).toHaveLength(count);
});

test('who may see no more of a workspace, and who signs out, is sent away', async () => {
  const admin = await joinAs(house, owner, 'admin');
  const seen = await watchOwn(admin, owner.workspaceId);
  await vi.waitFor(() => expect(seen.events).not.toEqual([]), soon);
  await owner.mutate('members.changeRole', {
    workspaceId: owner.workspaceId,
    userId: admin.userId,
    roleId: 'viewer',
  });
  await seen.ended;
  expect(seen.text()).toContain('"code":"FORBIDDEN"');
  const person = await registerPerson(house);
  const again = await watchOwn(person);
  await vi.waitFor(() => expect(again.events).not.toEqual([]), soon);
  await person.mutate('auth.logout');
  await again.ended;
  expect(again.text()).toContain('"code":"UNAUTHENTICATED"');
});

test('a process that stops sends its viewers elsewhere', async () => {
  const brief = house.addServer();
  const seen = await watchAll(operator, { server: brief });
  await vi.waitFor(() => expect(seen.events).not.toEqual([]), soon);
  await brief.stop();
  await seen.ended;
  expect(seen.text()).toContain('"code":"SERVICE_UNAVAILABLE"');
});

test('a person has five streams open at most; one that is left makes room', async () => {
  const person = await registerPerson(house);
  for (let n = 0; n < 5; n += 1) {
    const seen = await watchOwn(person);
    await vi.waitFor(() => expect(seen.events).not.toEqual([]), soon);
  }
  const sixth = await watchOwn(person);
  await sixth.ended;
  expect(sixth.text()).toContain('"code":"RATE_LIMITED"');
  leaves.shift()?.();
  await vi.waitFor(
    async () => {
      const seventh = await watchOwn(person);
      await vi.waitFor(() => expect(seventh.events).not.toEqual([]), { timeout: 300 });
    },
    { timeout: 3_000 },
  );
});

test('a database that hears nothing costs no call its answer', async () => {
  const lonely = house.addServer({ maxConnections: 5 });
  const execute = vi.spyOn(lonely.db, 'execute');
  execute.mockImplementation(() => {
    throw new Error('no connection');
  });
  lonely.traffic.note({
    id: 'x',
    workspaceId: randomUUID(),
    modelId: MODEL,
    provider: 'openai',
    keyAlias: null,
    source: 'api',
    outcome: 'finished',
    endedAt: Date.now(),
    durationMs: 1,
    timeToFirstTokenMs: null,
    inputTokens: 1,
    outputTokens: 1,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(execute).toHaveBeenCalled();
  execute.mockRestore();
  expect(lonely.traffic.window(null).calls()).toHaveLength(1);
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { ErrorBody } from '@geko/contracts/errors';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { openBooks, type Books } from './testing/books.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

/** Has so small an answer that never the tokens, only the requests, are what runs out. */
const TINY = 'test-tiny';

let house: TestHouse;
let servers: TestServer[];
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  servers = [house.server, house.addServer({ maxConnections: 20 })];
  books = await openBooks(house);
  const owner = postgres(house.database.ownerUrl, { max: 1 });
  await owner`insert into model_catalog (id, provider, upstream_model, name, kind, tier, context_tokens,
      max_output_tokens, abilities, is_published)
    values (${TINY}, 'openai', 'gpt-tiny', 'Tiny', 'chat', 'free', 8000, 24,
      ${owner.json({ vision: false, tools: false, reasoning: false, json: false })}, true)`;
  await owner`insert into model_prices (model_id, version, effective_from, input_nano, output_nano)
    values (${TINY}, 1, now() - interval '1 day', 50000000, 400000000)`;
  await owner.end();
});
beforeEach(() => house.provider.log.clear());
afterAll(async () => {
  await books.close();
  await house.close();
});

type Send = {
  text: string;
  modelId?: string;
  id?: string;
  conversationId?: string;
  server?: TestServer;
};

function send(
  person: TestPerson,
  { text, modelId = TINY, id, conversationId, server }: Send,
): Promise<Response> {
  return person.post(
    '/api/chat',
    {
      workspaceId: person.workspaceId,
      conversationId: conversationId ?? randomUUID(),
      modelId,
      message: { id: id ?? randomUUID(), text },
    },
    server && { server },
  );
}

/** The server of the nth request: they take turns. */
const serverOf = (index: number): TestServer => servers[index % servers.length] ?? house.server;

const times = <T>(count: number, fn: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => fn(index)));

/** Row by row and in sum: what the provider gave out is what we booked, or is marked as estimated. */
async function expectProviderAgrees(workspaceId: string): Promise<void> {
  await house.provider.log.idle();
  const entries = new Map(
    house.provider.log.entries().map((entry) => [entry.headers['x-geko-hold'], entry]),
  );
  const rows = await books.usage(workspaceId);
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(entries.keys()));
  expect(rows).toHaveLength(entries.size);
  for (const row of rows) {
    const entry = entries.get(row.id);
    expect(row.isEstimated).toBe(entry?.usageReported === null);
    expect(row.outputTokens).toBe(entry?.outputTokensSent);
    if (!row.isEstimated) expect(row.inputTokens).toBe(entry?.promptTokens);
  }
}

async function expectBooksAtRest(workspaceId: string): Promise<void> {
  expect(await books.problems(workspaceId)).toEqual([]);
  const counters = await books.counters(workspaceId);
  expect(counters.map(({ held }) => held)).toEqual(counters.map(() => 0));
  const [sum] = await books.sql<{ nano: string | null; open: number }[]>`
    select (select sum(amount_nano)::text from ledger_entries where workspace_id = ${workspaceId}) as nano,
      (select count(*)::int from holds where workspace_id = ${workspaceId} and status = 'held') as open`;
  expect(sum).toEqual({ nano: '0', open: 0 });
}

test('200 sends at once against a limit that admits 10: exactly 10 calls', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  for (let spent = 0; spent < 90; spent += 15) {
    await times(15, async () => readStream(await send(person, { text: 'hi [[fake: reply=3]]' })));
  }
  expect(house.provider.log.entries()).toHaveLength(90);

  const answers = await times(200, async (index) => {
    const fault = index % 3 === 0 ? 'fault=no-usage ' : '';
    const text = `${index} [[fake: ${fault}reply=${5 + (index % 7)} delay=20]]`;
    const response = await send(person, { text, server: serverOf(index) });
    return {
      response,
      body: response.ok ? await readStream(response) : ((await response.json()) as ErrorBody),
    };
  });
  const admitted = answers.filter(({ response }) => response.status === 200);
  const refused = answers.filter(({ response }) => response.status === 429);
  expect([admitted.length, refused.length]).toEqual([10, 190]);
  expect(house.provider.log.entries()).toHaveLength(100);
  for (const { body } of admitted) expect(body).toMatchObject({ isComplete: true });
  for (const { response, body } of refused) {
    const { error } = body as ErrorBody;
    expect(error.code).toBe('QUOTA_EXCEEDED');
    const exceeded = error.trace?.filter((limit) => limit.isExceeded);
    expect(exceeded).toMatchObject([{ name: 'workspace.requests', cap: 100 }]);
    expect(error.trace?.map(({ name }) => name)).toHaveLength(3);
    const resetsAt = exceeded?.[0]?.resetsAt ?? '';
    expect(error.remedies).toContainEqual({ kind: 'wait', until: resetsAt });
    expect(error.remedies).toContainEqual(expect.objectContaining({ kind: 'upgrade' }));
    const retryAfter = Number(response.headers.get('retry-after'));
    expect(Math.abs(Date.parse(resetsAt) - Date.now() - retryAfter * 1000)).toBeLessThan(60_000);
    expect(error.retryAfterSeconds).toBe(retryAfter);
  }
  await expectProviderAgrees(workspaceId);
  await expectBooksAtRest(workspaceId);
  const [{ messages } = { messages: 0 }] = await books.sql<{ messages: number }[]>`
    select count(*)::int as messages from messages where workspace_id = ${workspaceId}`;
  // A refusal leaves nothing behind.
  expect(messages).toBe(200);
});

test('answers are clamped to what the tokens left can buy, at the provider too', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const answers = await times(40, async (index) => {
    const text = `${index} [[fake: reply=9000 tokensPerChunk=500]]`;
    const response = await send(person, { text, modelId: 'gpt-5-nano', server: serverOf(index) });
    if (response.ok) await readStream(response);
    return response.status;
  });
  expect(new Set(answers)).toEqual(new Set([200, 429]));
  await house.provider.log.idle();
  for (const entry of house.provider.log.entries()) {
    const { holds } = await books.turn(entry.headers['x-geko-hold'] ?? '');
    expect(entry.outputTokensSent).toBe(holds[0]?.maxOutputTokens);
  }
  const counters = await books.counters(workspaceId);
  const tokens = counters.find(({ subject, meter }) => subject === 'plan' && meter === 'tokens');
  expect(tokens?.used).toBeLessThanOrEqual(50_000);
  // Each refusal found less than the smallest answer left, as long as all holds were open.
  expect(tokens?.used).toBeGreaterThan(49_000);
  await expectProviderAgrees(workspaceId);
  await expectBooksAtRest(workspaceId);
});

test('50 resends of one message at once are one call, and all see its answer', async () => {
  const person = await registerPerson(house);
  const same = {
    id: randomUUID(),
    conversationId: randomUUID(),
    text: 'once [[fake: reply=20 delay=10]]',
  };
  const streams = await times(50, async (index) =>
    readStream(await send(person, { ...same, server: serverOf(index) })),
  );
  const [entry, ...more] = house.provider.log.entries();
  expect(more).toEqual([]);
  expect(new Set(streams.map(({ text }) => text))).toEqual(new Set([entry?.text]));
  expect(streams.every(({ isComplete }) => isComplete)).toBe(true);
  const facts = await books.turn(same.id);
  expect([
    facts.userMessages.length,
    facts.answers.length,
    facts.usage.length,
    facts.journals,
  ]).toEqual([1, 1, 1, 1]);
  await expectBooksAtRest(person.workspaceId);
});

test('one message id in two conversations at once: one call, one conflict', async () => {
  const person = await registerPerson(house);
  const id = randomUUID();
  const statuses = await times(2, async (index) => {
    const response = await send(person, {
      id,
      text: 'once [[fake: reply=5]]',
      server: serverOf(index),
    });
    await response.text();
    return response.status;
  });
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(house.provider.log.entries()).toHaveLength(1);
  await expectBooksAtRest(person.workspaceId);
});

test('two messages at once into one conversation: one is told that an answer is being written', async () => {
  const person = await registerPerson(house);
  const conversationId = randomUUID();
  const answers = await times(2, async (index) => {
    const id = randomUUID();
    const response = await send(person, {
      id,
      conversationId,
      text: 'me [[fake: reply=20 delay=20]]',
      server: serverOf(index),
    });
    const body = response.ok ? await readStream(response) : ((await response.json()) as ErrorBody);
    return { id, status: response.status, body };
  });
  const refused = answers.find(({ status }) => status === 409);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(refused?.body).toMatchObject({ error: { code: 'TURN_RUNNING' } });
  expect((await books.turn(refused?.id ?? '')).userMessages).toEqual([]);
  expect(house.provider.log.entries()).toHaveLength(1);
  await expectBooksAtRest(person.workspaceId);
});

test('sends that meet the closing of the turn before wait or are refused, and break nothing', async () => {
  const person = await registerPerson(house);
  const statuses = new Set<number>();
  await times(6, async (index) => {
    const conversationId = randomUUID();
    for (let turn = 0; turn < 4; turn += 1) {
      const running = send(person, {
        conversationId,
        text: 'a [[fake: reply=4 delay=5]]',
        server: serverOf(index),
      });
      const hammering = times(12, async (nth) => {
        await new Promise((resolve) => setTimeout(resolve, 20 + nth * 8));
        const response = await send(person, {
          conversationId,
          text: 'b [[fake: reply=1]]',
          server: serverOf(nth),
        });
        statuses.add(response.status);
        await response.text();
      });
      statuses.add((await running).status);
      await hammering;
    }
  });
  expect([...statuses].filter((status) => ![200, 409, 429].includes(status))).toEqual([]);
  await house.provider.log.idle();
  await expect.poll(() => books.problems(person.workspaceId)).toEqual([]);
});

test('sweepers and servers that close the same turns at once settle each of them once', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  let isOver = false;
  const sweepers = times(3, async (index) => {
    while (!isOver) {
      await house.inWorkspaceOf(person, (tx) =>
        tx.execute(
          sql`update holds set lease_until = '1970-01-01' where status = 'held' and random() < 0.3`,
        ),
      );
      await sweepLeases(serverOf(index));
    }
  });
  const streams = await times(60, async (index) => {
    const text = `${index} [[fake: reply=${8 + (index % 14)} delay=60]]`;
    return readStream(await send(person, { text, server: serverOf(index) }));
  });
  isOver = true;
  await sweepers;
  expect(streams.every(({ isComplete }) => isComplete)).toBe(true);
  const rows = await books.usage(workspaceId);
  expect(rows).toHaveLength(60);
  // Both sides won some; else nothing was raced.
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['finished', 'interrupted']));
  for (const { chunks, text } of streams) {
    const turn = chunks.find(({ type }) => type === 'data-turn')?.data as { turnId: string };
    expect((await books.turn(turn.turnId)).answers).toEqual([text]);
  }
  await expectBooksAtRest(workspaceId);
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { holds } from '@geko/db/schema/money';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { openBooks, type Books } from './testing/books.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import { joinAs } from './testing/team.ts';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
let secret: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  ({ secret } = await createKey(owner));
});
beforeEach(() => {
  house.server.mendKeys();
  house.provider.log.clear();
});
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  await books.close();
  await house.close();
});

type Asked = { key?: string; by?: string; server?: TestServer; signal?: AbortSignal };

const ask = (body: object, { key, by = secret, server, signal }: Asked = {}) =>
  house.fetch(
    '/api/v1/chat/completions',
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${by}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    },
    server,
  );

type Told = { status: number; text: string; replayed: string | null; headers: Headers };

async function told(response: Promise<Response>): Promise<Told> {
  const { status, headers, ...rest } = await response.then(async (found) => ({
    status: found.status,
    headers: found.headers,
    text: await found.text(),
  }));
  return { status, headers, ...rest, replayed: headers.get('idempotent-replayed') };
}

const errorOf = ({ text }: Told) =>
  (JSON.parse(text) as { error: { code: string | null; message: string; param: string | null } })
    .error;
const calls = () => house.provider.log.entries().length;

/** What the workspace was charged in all, in nano-USD. */
async function charged({ workspaceId } = owner): Promise<bigint> {
  const [row] = await books.sql<{ sum: string }[]>`
    select coalesce(sum(charge_nano), 0) as sum from token_usage where workspace_id = ${workspaceId}`;
  return BigInt(row?.sum ?? 0);
}

const change = (key: string, to: Partial<typeof idempotentRequests.$inferInsert>) =>
  house.inWorkspaceOf(owner, (tx) =>
    tx.update(idempotentRequests).set(to).where(eq(idempotentRequests.key, key)),
  );

describe('the same request again', () => {
  test.each([false, true])(
    'gets the same answer to the byte, and costs nothing more (stream: %s)',
    async (stream) => {
      const key = randomUUID();
      const body = { ...saying('reply=20 delay=0'), stream };
      const first = await told(ask(body, { key }));
      expect(first).toMatchObject({ status: 200, replayed: null });
      if (stream) expect(first.text).toMatch(/data: \[DONE\]\s*$/u);
      const before = await charged();
      const { messages, model } = body;
      const again = await told(ask({ stream, messages, model }, { key }));
      expect(again).toMatchObject({ status: 200, replayed: 'true', text: first.text });
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(calls()).toBe(1);
      expect(await charged()).toBe(before);
    },
  );

  test('without a key is another one', async () => {
    await told(ask(saying('reply=2')));
    await told(ask(saying('reply=2')));
    expect(calls()).toBe(2);
  });

  test('twenty at once: one calls the provider and pays', async () => {
    const key = randomUUID();
    const before = await charged();
    const body = saying('reply=20 delay=2');
    const all = await Promise.all(Array.from({ length: 20 }, () => told(ask(body, { key }))));
    const first = all.filter(({ status, replayed }) => status === 200 && replayed === null);
    expect(first).toHaveLength(1);
    expect(calls()).toBe(1);
    const once = (await charged()) - before;
    expect(once).toBeGreaterThan(0n);
    for (const other of all.filter((each) => each !== first[0])) {
      if (other.status === 200) expect(other.text).toBe(first[0]?.text);
      else {
        expect(other.status).toBe(409);
        expect(errorOf(other).code).toBe('idempotency_key_busy');
        expect(Number(other.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    await told(ask(body, { key }));
    expect(await charged()).toBe(before + once);
  });

  test('with another body is refused, and clients are told not to retry', async () => {
    const key = randomUUID();
    await told(ask(saying('reply=2'), { key }));
    const other = await told(ask({ ...saying('reply=2'), temperature: 1 }, { key }));
    expect(other.status).toBe(409);
    expect(errorOf(other).code).toBe('idempotency_key_reused');
    expect(other.headers.get('x-should-retry')).toBe('false');
    const client = openAIClient(house, secret, { maxRetries: 2 });
    const beganAt = performance.now();
    const tried = client.chat.completions.create(saying('reply=3'), {
      headers: { 'Idempotency-Key': key },
    });
    const error: unknown = await tried.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.ConflictError);
    expect(error).toMatchObject({ status: 409, code: 'idempotency_key_reused' });
    expect(performance.now() - beganAt).toBeLessThan(400);
    expect(calls()).toBe(1);
  });

  test("OpenAI's own client waits for the first, and then has its answer", async () => {
    const client = openAIClient(house, secret, { maxRetries: 2 });
    const headers = { 'Idempotency-Key': randomUUID() };
    const body = saying('reply=10 delay=30');
    const [first, second] = await Promise.all([
      client.chat.completions.create(body, { headers }),
      sleep(30).then(() => client.chat.completions.create(body, { headers })),
    ]);
    expect(second).toEqual(first);
    expect(calls()).toBe(1);
  });
});

describe('what is kept', () => {
  test('a refusal before any cost frees the key', async () => {
    const poor = await registerPerson(house);
    await house.setPlan(poor, 'paygo');
    const limit = {
      workspaceId: poor.workspaceId,
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter: 'charge',
      cap: 1,
      period: 'month',
    };
    await poor.mutate('limits.create', limit);
    const { secret: by } = await createKey(poor);
    const key = randomUUID();
    expect(await told(ask(saying('reply=2'), { key, by }))).toMatchObject({ status: 402 });
    await poor.mutate('limits.remove', { workspaceId: poor.workspaceId, id: limit.id });
    const answer = await told(ask(saying('reply=2'), { key, by }));
    expect(answer).toMatchObject({ status: 200, replayed: null });
    const unknown = { ...saying('reply=2'), model: 'no-such-model' };
    for (const _ of [1, 2]) {
      expect(await told(ask(unknown, { key: 'one', by }))).toMatchObject({
        status: 404,
        replayed: null,
      });
    }
  });

  test.each([false, true])(
    'a failure of the provider that cost nothing frees it as well (stream: %s)',
    async (stream) => {
      const key = randomUUID();
      house.provider.faults.push({ fault: '500' });
      const body = { model: MODEL, messages: [{ role: 'user', content: 'Hello' }], stream };
      const failed = await told(ask(body, { key }));
      expect(failed).toMatchObject({ status: 502, replayed: null });
      expect(await told(ask(body, { key }))).toMatchObject({ status: 200, replayed: null });
      expect(await told(ask(body, { key }))).toMatchObject({ status: 200, replayed: 'true' });
      expect(calls()).toBe(2);
    },
  );

  test("the provider's no to the request itself is told again", async () => {
    const key = randomUUID();
    const body = saying('what=ever');
    const first = await told(ask(body, { key }));
    expect(first).toMatchObject({ status: 400, replayed: null });
    const again = await told(ask(body, { key }));
    expect(again).toMatchObject({ status: 400, replayed: 'true', text: first.text });
    expect(calls()).toBe(1);
  });

  test('so is a stream that failed in the middle, whose beginning was paid', async () => {
    const key = randomUUID();
    const body = { ...saying('fault=reset-after tokens=5 reply=10 delay=0'), stream: true };
    const first = await told(ask(body, { key }));
    expect(first.text).toContain('"type":"server_error"');
    const before = await charged();
    expect(await told(ask(body, { key }))).toMatchObject({ replayed: 'true', text: first.text });
    expect(await charged()).toBe(before);
    expect(calls()).toBe(1);
  });

  test('a program that lost its connection comes back for the whole answer', async () => {
    const key = randomUUID();
    const body = { ...saying('reply=30 delay=5'), stream: true };
    const leave = new AbortController();
    const response = await ask(body, { key, signal: leave.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leave.abort();
    await reader?.cancel();
    expect(errorOf(await told(ask(body, { key }))).code).toBe('idempotency_key_busy');
    await expect.poll(async () => (await told(ask(body, { key }))).status).toBe(200);
    const again = await told(ask(body, { key }));
    expect(again).toMatchObject({ status: 200, replayed: 'true' });
    expect(again.text).toMatch(/"finish_reason":"stop".*data: \[DONE\]\s*$/su);
    expect(calls()).toBe(1);
  });

  test('a day long', async () => {
    const key = randomUUID();
    const body = saying('reply=2');
    await told(ask(body, { key }));
    await change(key, { createdAt: new Date(Date.now() - 86_400_000 + 60_000) });
    expect(await told(ask(body, { key }))).toMatchObject({ replayed: 'true' });
    await change(key, { createdAt: new Date(Date.now() - 86_400_000) });
    expect(await told(ask(saying('reply=3'), { key }))).toMatchObject({
      status: 200,
      replayed: null,
    });
    expect(calls()).toBe(2);
  });

  test('of an answer that is too large only that it was given', async () => {
    const key = randomUUID();
    const body = saying('reply=2');
    await told(ask(body, { key }));
    await change(key, { status: 'untold', answerStatus: null, answerType: null, answerBody: null });
    const again = await told(ask(body, { key }));
    expect(again.status).toBe(409);
    expect(again.headers.get('x-should-retry')).toBe('false');
    expect(errorOf(again)).toMatchObject({
      code: 'idempotency_key_spent',
      message: expect.stringContaining('too large') as string,
    });
    expect(calls()).toBe(1);
  });
});

/** Ends the leases of a request and of its call, as time would. */
async function endLeases(key: string): Promise<void> {
  const past = sql<Date>`now() - interval '1 second'`;
  await house.inWorkspaceOf(owner, async (tx) => {
    await tx
      .update(idempotentRequests)
      .set({ leaseUntil: past })
      .where(eq(idempotentRequests.key, key));
    const { rowCount } = await tx
      .update(holds)
      .set({ leaseUntil: past })
      .where(and(eq(holds.status, 'held'), eq(holds.workspaceId, owner.workspaceId)));
    expect(rowCount).toBe(1);
  });
}

test('a fault of ours after admission is kept as no answer: what came of the call is not known', async () => {
  const key = randomUUID();
  vi.spyOn(house.server.calls, 'run').mockRejectedValueOnce(new Error('a fault of ours'));
  expect((await told(ask(saying('reply=1'), { key }))).status).toBe(500);
  expect(errorOf(await told(ask(saying('reply=1'), { key }))).code).toBe('idempotency_key_busy');
  await endLeases(key);
  expect(errorOf(await told(ask(saying('reply=1'), { key })))).toMatchObject({
    code: 'idempotency_key_spent',
    message: expect.stringContaining('not known') as string,
  });
  expect(calls()).toBe(0);
  expect(await sweepLeases(house.server)).toBe(1);
});

test('a process that dies leaves a key that tells so, and nobody calls the provider anew', async () => {
  const other = house.addServer();
  const key = randomUUID();
  const body = { ...saying('fault=hang-after tokens=5 reply=10'), stream: true };
  const response = await ask(body, { key, server: other });
  await response.body?.getReader().read();
  other.crash();
  expect(errorOf(await told(ask(body, { key }))).code).toBe('idempotency_key_busy');
  await endLeases(key);
  const again = await told(ask(body, { key }));
  expect(again.status).toBe(409);
  expect(again.headers.get('x-should-retry')).toBe('false');
  expect(errorOf(again)).toMatchObject({
    code: 'idempotency_key_spent',
    message: expect.stringContaining('not known') as string,
  });
  expect(calls()).toBe(1);
  expect(await sweepLeases(house.server)).toBe(1);
});

describe('a key', () => {
  test.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['with a space', 'a b'],
    ['with a letter beyond ASCII', 'gecko-é'],
    ['twice', 'one, two'],
  ])('that is %s is a 400 that names the header', async (_, key) => {
    const answer = await told(ask(saying('reply=1'), { key }));
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({
      param: 'Idempotency-Key',
      message: expect.stringContaining('Idempotency-Key') as string,
    });
    expect(calls()).toBe(0);
  });

  test('may be 255 characters of any kind that can be seen', async () => {
    const key = `"!~${'k'.repeat(252)}`;
    expect(await told(ask(saying('reply=1'), { key }))).toMatchObject({ status: 200 });
    expect(await told(ask(saying('reply=1'), { key }))).toMatchObject({ replayed: 'true' });
  });

  test('is of one API key, one person and one workspace', async () => {
    const key = randomUUID();
    const body = saying('text="Mine alone." delay=0');
    expect((await told(ask(body, { key }))).text).toContain('Mine alone.');
    const stranger = await registerPerson(house);
    await house.setPlan(stranger, 'paygo');
    const colleague = await joinAs(house, owner, 'admin');
    for (const person of [owner, colleague, stranger]) {
      const { secret: by } = await createKey(person);
      const answer = await told(ask(body, { key, by }));
      expect(answer).toMatchObject({ status: 200, replayed: null });
      expect(await told(ask(body, { key, by }))).toMatchObject({ replayed: 'true' });
    }
    expect(calls()).toBe(4);
    const seen = await house.inWorkspaceOf(colleague, (tx) =>
      tx.select().from(idempotentRequests).where(eq(idempotentRequests.key, key)),
    );
    expect(seen.map(({ userId }) => userId)).toEqual([colleague.userId]);
  });

  test('tells nothing to a key that was revoked', async () => {
    const key = randomUUID();
    const made = await createKey(owner);
    const body = saying('reply=1');
    await told(ask(body, { key, by: made.secret }));
    await owner.mutate('apiKeys.revoke', { workspaceId: owner.workspaceId, id: made.key.id });
    expect(await told(ask(body, { key, by: made.secret }))).toMatchObject({ status: 401 });
  });
});

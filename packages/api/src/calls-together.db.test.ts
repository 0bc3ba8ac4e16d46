import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { enterCall } from '@geko/services/access/enter-call';
import { startCall, type StartedCall } from '@geko/services/calls/start-call';
import { appendParts } from '@geko/services/chat/parts-log';
import { settleAtOnce } from '@geko/services/chat/settle-at-once';
import { atDesk } from '@geko/services/policy/desk-at';
import { releaseHold } from '@geko/services/policy/release-hold';
import { addMember } from './testing/audit-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { disagreements } from './testing/late-usage.ts';
import { newsOf } from './testing/notice-calls.ts';
import { createKey, MODEL, openAIClient, registerProgram, saying } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

const PROGRAMS = 4;

let house: TestHouse;
let books: Books;
let programs: Awaited<ReturnType<typeof registerProgram>>[];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  programs = [];
  for (let n = 0; n < PROGRAMS; n += 1) programs.push(await registerProgram(house));
});
afterAll(async () => {
  await books.close();
  await house.close();
});

/** How many statements of each of the calls' functions the server sends while `work` runs. */
async function statements<T>(
  work: () => Promise<T>,
): Promise<{ answer: T; sent: Map<string, number> }> {
  const query = vi.spyOn(house.server.pool, 'query');
  try {
    const answer = await work();
    const names = query.mock.calls.flatMap(
      ([first]) =>
        /system\.\w+_(?:calls|parts|turns)/u.exec(JSON.stringify(first))?.slice(0, 1) ?? [],
    );
    const sent = new Map<string, number>();
    for (const name of names) sent.set(name, (sent.get(name) ?? 0) + 1);
    return { answer, sent };
  } finally {
    query.mockRestore();
  }
}

async function expectBooksAgree(people: readonly TestPerson[]): Promise<void> {
  for (const { workspaceId } of people) {
    expect(await disagreements(books.sql, workspaceId)).toEqual([]);
    expect((await books.counters(workspaceId)).filter(({ held }) => held !== 0)).toEqual([]);
  }
  expect(await books.problems()).toEqual([]);
}

const EACH = 10;
const NAMES = ['system.enter_calls', 'system.open_calls', 'system.settle_calls'];

test('calls of many workspaces at once share their statements, and each is booked as its own', async () => {
  const before = await Promise.all(programs.map(({ owner }) => books.usage(owner.workspaceId)));
  const { answer, sent } = await statements(() =>
    Promise.all(
      programs.flatMap(({ client }, program) =>
        Array.from({ length: EACH }, async (_, n) => ({
          program,
          told: n + 1,
          said: (await client.chat.completions.create(saying(`reply=${n + 1} delay=0`))).usage,
        })),
      ),
    ),
  );
  for (const { said, told } of answer) expect(said?.completion_tokens).toBe(told);
  expect([...sent.keys()].toSorted()).toEqual(NAMES);
  const all = [...sent.values()].reduce((sum, count) => sum + count, 0);
  expect(all).toBeLessThan(NAMES.length * PROGRAMS * EACH);
  for (const [program, { owner }] of programs.entries()) {
    const fresh = (await books.usage(owner.workspaceId)).slice(before[program]?.length);
    expect(fresh.map(({ outputTokens }) => Number(outputTokens)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: EACH }, (_, n) => n + 1),
    );
  }
  await expectBooksAgree(programs.map(({ owner }) => owner));
});

test('who may do less by now is judged again, beside others who open at the same moment', async () => {
  const { server } = house;
  const [{ owner } = missing(), other = missing()] = programs;
  const member = await addMember(house, owner, 'editor');
  const keys = await Promise.all([member, owner, other.owner].map((person) => createKey(person)));
  const entered = await Promise.all(
    keys.map(async ({ secret }) => (await enterCall(server, `Bearer ${secret}`, 'call')).program),
  );
  await owner.mutate('members.changeRole', {
    workspaceId: owner.workspaceId,
    userId: member.userId,
    roleId: 'viewer',
  });
  const asked = { request: saying('reply=1'), message: null };
  const { answer, sent } = await statements(() =>
    Promise.allSettled(
      entered.map((program) =>
        atDesk(server, program, (desk): Promise<StartedCall> => startCall(desk, server, asked)),
      ),
    ),
  );
  expect(sent.get('system.open_calls')).toBe(1);
  expect(answer).toMatchObject([
    { status: 'rejected', reason: { code: 'FORBIDDEN' } },
    { status: 'fulfilled', value: { workspaceId: owner.workspaceId, userId: owner.userId } },
    { status: 'fulfilled', value: { workspaceId: other.owner.workspaceId } },
  ]);
  // Nobody makes these calls.
  for (const end of answer) {
    if (end.status === 'rejected') continue;
    const { userId, turnId } = end.value;
    const person = userId === owner.userId ? owner : other.owner;
    await house.inWorkspaceOf(person, (tx) => releaseHold(tx, turnId));
  }
  await expectBooksAgree([owner, other.owner]);
});

test('one whose people are to hear of it does not hold the others’ settlement up, nor undo it', async () => {
  const [told = missing(), ...others] = await Promise.all(
    Array.from({ length: 3 }, () => registerProgram(house)),
  );
  await told.owner.mutate('limits.create', {
    workspaceId: told.owner.workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'requests',
    period: 'day',
    cap: 1,
  });
  await Promise.all(
    [told, ...others].map(({ client }) =>
      client.chat.completions.create(saying('reply=2 delay=0')),
    ),
  );
  expect(await newsOf(told.owner)).toEqual(['limit_reached workspace.requests.day 1/1']);
  for (const { owner } of [told, ...others]) {
    expect(await books.usage(owner.workspaceId)).toHaveLength(1);
  }
  await expectBooksAgree([told, ...others].map(({ owner }) => owner));
});

test('a workspace whose money is locked for long keeps nobody else waiting', async () => {
  const [locked = missing(), ...others] = programs;
  const sql = await books.sql.reserve();
  await sql`begin`;
  await sql`select pg_advisory_xact_lock(hashtextextended('money ' || ${locked.owner.workspaceId}, 0))`;
  let isLocked = true;
  const late = locked.client.chat.completions
    .create(saying('reply=1 delay=0'))
    .then(() => expect(isLocked).toBe(false));
  await Promise.all(
    others.map(({ client }) => client.chat.completions.create(saying('reply=1 delay=0'))),
  );
  isLocked = false;
  await sql`rollback`;
  sql.release();
  await late;
  await expectBooksAgree(programs.map(({ owner }) => owner));
});

test('turns that are written and end at the same time lose nothing', async () => {
  const people = await Promise.all(Array.from({ length: 3 }, () => registerPerson(house)));
  const { answer, sent } = await statements(() =>
    Promise.all(
      people.flatMap((owner) =>
        [31, 32, 33].map(async (words) => {
          const turnId = randomUUID();
          const response = await owner.post('/api/chat', {
            workspaceId: owner.workspaceId,
            conversationId: randomUUID(),
            modelId: MODEL,
            message: { id: turnId, text: `Hello [[fake: reply=${words} delay=5]]` },
          });
          return { words, turnId, ...(await readStream(response)) };
        }),
      ),
    ),
  );
  let writes = 0;
  for (const { words, turnId, text, isComplete } of answer) {
    expect(isComplete).toBe(true);
    const { answers, parts, usage } = await books.turn(turnId);
    expect(answers).toEqual([text]);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(usage.map(({ outputTokens }) => Number(outputTokens))).toEqual([words]);
    writes += parts.length;
  }
  // Each turn's last parts are saved with its end.
  expect(sent.get('system.append_parts')).toBeLessThanOrEqual(writes);
  expect(sent.get('system.finish_turns')).toBeLessThanOrEqual(answer.length);
  await expectBooksAgree(people);
});

test('logs that are written in one turn of the loop share a statement, and each hears of its own', async () => {
  const { callStatements } = house.server;
  const parts = [{ seq: 1, kind: 'text' as const, text: 'late' }];
  const { answer, sent } = await statements(() =>
    Promise.all(
      programs.map(({ owner: { userId, workspaceId } }) => {
        const nobodys = { tenantId: randomUUID(), turnId: randomUUID() };
        return appendParts({ callStatements }, { userId, workspaceId, ...nobodys }, parts);
      }),
    ),
  );
  expect(answer).toEqual(programs.map(() => 'closed'));
  expect(sent).toEqual(new Map([['system.append_parts', 1]]));
});

test('a call that is told to be another workspace’s is booked nowhere', async () => {
  const { server } = house;
  const [{ owner } = missing(), other = missing()] = programs;
  const { secret } = await createKey(owner);
  const { program } = await enterCall(server, `Bearer ${secret}`, 'call');
  const asked = { request: saying('reply=1'), message: null };
  const call = await atDesk(server, program, (desk) => startCall(desk, server, asked));
  const { program: elsewhere } = await enterCall(
    server,
    `Bearer ${(await createKey(other.owner)).secret}`,
    'call',
  );
  const { tenantId, workspaceId } = elsewhere.entry?.caller ?? missing();
  const booked = () => Promise.all([owner, other.owner].map((who) => books.usage(who.workspaceId)));
  const before = await booked();
  const outcome = {
    status: 'finished' as const,
    errorCode: null,
    usage: null,
    units: null,
    rawUsage: null,
    outputTokens: 1,
    hasStarted: true,
    hasDelivered: true,
    keyAlias: null,
    timeToFirstTokenMs: null,
    durationMs: 1,
  };
  const booking = { ...call.booking, hold: { ...call.booking.hold, tenantId, workspaceId } };
  const conversation = {
    conversation: randomUUID(),
    answer: randomUUID(),
    status: outcome.status,
    error_code: null,
    text: 'an answer',
    reasoning: null,
    parts: [],
  };
  for (const turn of [null, conversation]) {
    expect(
      await settleAtOnce(server, {
        booking,
        call: { ...call, conversationId: null },
        outcome,
        turn,
      }),
    ).toBe(null);
  }
  expect(await booked()).toEqual(before);
  await house.inWorkspaceOf(owner, (tx) => releaseHold(tx, call.turnId));
  await expectBooksAgree([owner, other.owner]);
});

test('a key that nobody has is refused beside those that somebody has', async () => {
  const [{ client } = missing()] = programs;
  const nobody = openAIClient(house, `gk_${'x'.repeat(43)}`);
  const ends = await Promise.allSettled(
    [client, nobody, client].map((one) => one.chat.completions.create(saying('reply=1 delay=0'))),
  );
  expect(ends).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { status: 401 } },
    { status: 'fulfilled' },
  ]);
});

function missing(): never {
  throw new Error('there are not enough programs');
}

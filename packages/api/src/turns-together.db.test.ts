import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { enterTurn } from '@geko/services/chat/enter-turn';
import {
  retryTurn,
  startTurn,
  type AdmittedTurn,
  type StartedTurn,
} from '@geko/services/chat/start-turn';
import { addMember } from './testing/audit-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { disagreements } from './testing/late-usage.ts';
import { MODEL } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let person: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  person = await registerPerson(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

type Send = { conversationId?: string; id?: string; text?: string };

const messageOf = (
  { workspaceId }: TestPerson,
  {
    conversationId = randomUUID(),
    id = randomUUID(),
    text = 'Hello [[fake: reply=2 delay=0]]',
  }: Send,
) => ({ workspaceId, conversationId, modelId: MODEL, message: { id, text } });

const say = async (who: TestPerson, send: Send) => {
  const response = await who.post('/api/chat', messageOf(who, send));
  return { status: response.status, ...(await readStream(response)) };
};

/** What a message is sent with by somebody who came in a while ago: `send` goes by what they saw then. */
async function comeIn(who: TestPerson, send: Send) {
  const { server } = house;
  const sender = { userId: who.userId, workspaceId: who.workspaceId, onlyWorkspaceId: null };
  const input = messageOf(who, send);
  const { entry } = await enterTurn(server, sender, { ...input, turnId: input.message.id });
  return { send: () => startTurn(server, { ...sender, entry }, input), sender, entry, input };
}

/** Runs a turn to its end. */
async function run(turn: AdmittedTurn): Promise<void> {
  await house.server.jobs.start(turn).closed;
}

/** What of the database's functions is asked, and the transactions, while `work` runs. */
async function asked<T>(work: () => Promise<T>): Promise<{ answer: T; names: string[] }> {
  const { pool } = house.server;
  const query = vi.spyOn(pool, 'query');
  const connect = vi.spyOn(pool, 'connect');
  try {
    const answer = await work();
    const names = query.mock.calls.flatMap(
      ([first]) => /system\.\w+_(?:turns|parts)/u.exec(JSON.stringify(first))?.slice(0, 1) ?? [],
    );
    // A statement by itself takes its connection with a callback.
    const transactions = connect.mock.calls.filter((given) => given.at(0) === undefined);
    return { answer, names: [...names, ...transactions.map(() => 'a transaction')] };
  } finally {
    query.mockRestore();
    connect.mockRestore();
  }
}

/** All that a turn could leave in a workspace. */
async function leftIn({ workspaceId }: TestPerson): Promise<unknown> {
  const { sql } = books;
  const [row] = await sql`select
    (select count(*)::int from conversations where workspace_id = ${workspaceId}) as conversations,
    (select count(*)::int from messages where workspace_id = ${workspaceId}) as messages,
    (select count(*)::int from turns where workspace_id = ${workspaceId}) as turns,
    (select count(*)::int from holds where workspace_id = ${workspaceId}) as holds,
    (select jsonb_agg(q order by q) from (select subject, meter, used, held from quotas
      where workspace_id = ${workspaceId}) q) as counters`;
  return row;
}

async function expectBooksAgree(people: readonly TestPerson[]): Promise<void> {
  for (const { workspaceId } of people) {
    expect(await disagreements(books.sql, workspaceId)).toEqual([]);
    expect((await books.counters(workspaceId)).filter(({ held }) => held !== 0)).toEqual([]);
  }
  expect(await books.problems()).toEqual([]);
}

test('a turn asks the database twice before its provider is asked, and is in no transaction', async () => {
  await say(person, {});
  const { names } = await asked(() => say(person, {}));
  expect(names.filter((name) => name !== 'system.append_parts')).toEqual([
    'system.enter_turns',
    'system.open_turns',
    'system.finish_turns',
  ]);
});

test('turns that begin at the same time share their statements, and each is held and kept as its own', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => registerPerson(house)));
  const sends = people.flatMap((who) =>
    [1, 2, 3].map((words) => ({
      who,
      words,
      id: randomUUID(),
      text: `Say ${words} [[fake: reply=${words} delay=0]]`,
    })),
  );
  const { names } = await asked(() => Promise.all(sends.map(({ who, ...send }) => say(who, send))));
  expect(names.filter((name) => name === 'system.open_turns').length).toBeLessThan(sends.length);
  for (const { id, words, text } of sends) {
    expect(await books.turn(id)).toMatchObject({
      userMessages: [text],
      turn: { status: 'finished' },
      usage: [{ outputTokens: words }],
      holds: [{ status: 'settled' }],
    });
  }
  await expectBooksAgree(people);
});

test('one that is refused leaves nothing, and holds nobody up who began with it', async () => {
  const poor = await registerPerson(house);
  await poor.mutate('limits.create', {
    workspaceId: poor.workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'requests',
    period: 'day',
    cap: 1,
  });
  await say(poor, {});
  const before = await leftIn(poor);
  const ends = await Promise.all([say(person, {}), say(poor, {}), say(person, {})]);
  expect(ends.map(({ status }) => status)).toEqual([200, 429, 200]);
  expect(await leftIn(poor)).toEqual(before);
});

test('what was said since a sender came in is read to the model', async () => {
  const conversationId = randomUUID();
  const early = await comeIn(person, { conversationId });
  await say(person, { conversationId, text: 'first [[fake: reply=1]]' });
  const late = await comeIn(person, { conversationId });
  await expectReads(await early.send(), ['first', 'Hello']);
  await expectReads(await late.send(), ['first', 'Hello', 'Hello']);
  const { sql } = books;
  const positions = await sql<
    { position: number }[]
  >`select position from messages where conversation_id = ${conversationId} order by position`;
  expect(positions.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
});

/** By its first words what the model is asked; runs the turn to its end. */
async function expectReads(started: StartedTurn, beginnings: string[]): Promise<void> {
  if (started.kind !== 'new') throw new Error('it was there already');
  const asked = started.turn.messages.filter(({ role }) => role === 'user');
  expect(asked.map(({ text }) => text.split(' ')[0])).toEqual(beginnings);
  await run(started.turn);
}

test('a conversation that was removed since is not there', async () => {
  const conversationId = randomUUID();
  await say(person, { conversationId });
  const { send } = await comeIn(person, { conversationId });
  await person.mutate('chat.remove', { workspaceId: person.workspaceId, conversationId });
  await expect(send()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a send whose like came first gets that turn, and one whose id went elsewhere is a conflict', async () => {
  const [conversationId, id] = [randomUUID(), randomUUID()];
  const [same, other] = await Promise.all([
    comeIn(person, { conversationId, id }),
    comeIn(person, { id }),
  ]);
  await say(person, { conversationId, id });
  expect(await same.send()).toMatchObject({
    kind: 'existing',
    turn: { turnId: id, conversationId },
  });
  await expect(other.send()).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('of two sends that make the same conversation, and of two tries, one runs and the other is told', async () => {
  const { server } = house;
  const conversationId = randomUUID();
  const sends = await Promise.all([1, 2].map(() => comeIn(person, { conversationId })));
  await expectOneRuns(sends.map(({ send }) => send()));
  const tries = sends.map(({ sender, input }) =>
    retryTurn(server, { ...sender, entry: null }, { ...input, tryId: randomUUID() }),
  );
  await expectOneRuns(tries);
  await expectBooksAgree([person]);
});

/** One of them runs, here to its end; the others are told. */
async function expectOneRuns(begun: Promise<StartedTurn>[]): Promise<void> {
  const ends = await Promise.allSettled(begun);
  expect(ends.toSorted((one, other) => one.status.localeCompare(other.status))).toMatchObject([
    { status: 'fulfilled', value: { kind: 'new' } },
    { status: 'rejected', reason: { code: 'TURN_RUNNING' } },
  ]);
  for (const end of ends) {
    if (end.status === 'fulfilled' && end.value.kind === 'new') await run(end.value.turn);
  }
}

test('whose role changes between the door and the hold is judged by the new one', async () => {
  const member = await addMember(house, person, 'editor');
  const { send } = await comeIn(member, {});
  const again = await comeIn(member, {});
  const place = { workspaceId: person.workspaceId, userId: member.userId };
  await person.mutate('members.changeRole', { ...place, roleId: 'viewer' });
  await expect(send()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await person.mutate('members.remove', place);
  await expect(again.send()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a colleague’s conversation is not there, and neither is what they said in it', async () => {
  const member = await addMember(house, person, 'editor');
  const conversationId = randomUUID();
  await say(person, { conversationId });
  const { entry, send } = await comeIn(member, { conversationId });
  expect(entry.talk).toMatchObject({ isOwn: false, turn: null, messages: [] });
  await expect(send()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('text with half a character in it is kept, and answered', async () => {
  const id = randomUUID();
  const { status, isComplete } = await say(person, { id, text: 'half \uD83D [[fake: reply=1]]' });
  expect([status, isComplete]).toEqual([200, true]);
  expect((await books.turn(id)).userMessages).toEqual(['half \uFFFD [[fake: reply=1]]']);
});

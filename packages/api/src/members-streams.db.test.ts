import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openBooks, type Books } from './testing/books.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import { watch, type Viewer } from './testing/viewer.ts';

/** How soon what somebody may no longer see has to end (issue 3). */
const AT_MOST_MS = 5_000;
const PASSWORD = 'correct horse battery';
const chatter = ['chat:create', 'chat:view:own', 'model:use:free', 'member:view'];

let house: TestHouse;
let other: TestServer;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 60_000 });
  other = house.addServer();
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const ask = (person: TestPerson, script: string, turnId: string, server: TestServer) =>
  person.post(
    '/api/chat',
    {
      workspaceId: person.workspaceId,
      conversationId: randomUUID(),
      modelId: 'gpt-5-nano',
      message: { id: turnId, text: `Go on. [[fake: ${script}]]` },
    },
    { server },
  );

/** One call, through the given server, so that what it ends runs in another process. */
const call = async (by: TestPerson, procedure: string, input: object, server = house.server) => {
  const { workspaceId } = by;
  const path = `/api/trpc/${procedure}`;
  return (await by.post(path, { json: { workspaceId, ...input } }, { server })).status;
};

/** Settles with how long it took, or fails when it takes longer than it may. */
async function endsInTime(viewers: Viewer[]): Promise<void> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it goes on')), AT_MOST_MS + 1_000);
  });
  await Promise.race([Promise.all(viewers.map(({ done }) => done)), late]);
  clearTimeout(timer);
  expect(performance.now() - begun).toBeLessThan(AT_MOST_MS);
}

async function expectSettled(turnId: string, workspaceId: string): Promise<void> {
  await expect.poll(async () => (await books.turn(turnId)).turn?.isClosed).toBe(true);
  const facts = await books.turn(turnId);
  expect(facts.turn?.status).toBe('stopped');
  expect(facts.holds.map(({ status }) => status)).toEqual(['settled']);
  expect(facts.usage).toHaveLength(1);
  const counters = await books.counters(workspaceId);
  expect(counters.map(({ held }) => held)).toEqual(counters.map(() => 0));
  expect(await books.problems(workspaceId)).toEqual([]);
}

type Way = {
  name: string;
  /** What somebody gets who writes again. */
  next: 403 | 404;
  roleOf?: (owner: TestPerson) => Promise<string>;
  act: (facts: { owner: TestPerson; person: TestPerson; roleId: string }) => Promise<number>;
};

const ownRole = (owner: TestPerson) => makeRole(owner, chatter);

const ways: Way[] = [
  {
    name: 'is removed',
    next: 404,
    act: ({ owner, person }) => call(owner, 'members.remove', { userId: person.userId }),
  },
  { name: 'leaves', next: 404, act: ({ person }) => call(person, 'members.leave', {}) },
  {
    name: 'is made a viewer',
    next: 403,
    act: ({ owner, person }) =>
      call(owner, 'members.changeRole', { userId: person.userId, roleId: 'viewer' }),
  },
  {
    name: 'has a role that loses the right to chat',
    next: 403,
    roleOf: ownRole,
    act: ({ owner, roleId }) =>
      call(owner, 'roles.update', { roleId, name: randomUUID(), permissions: ['chat:view:own'] }),
  },
  {
    name: 'has a role that is removed for a lesser one',
    next: 403,
    roleOf: ownRole,
    act: ({ owner, roleId }) => call(owner, 'roles.remove', { roleId, moveToRoleId: 'viewer' }),
  },
  {
    name: 'is in a workspace that is deleted',
    next: 404,
    act: ({ owner }) => call(owner, 'workspace.remove', { password: PASSWORD }),
  },
];

describe.each(ways)('whoever $name', ({ next, roleOf, act }) => {
  test.each([
    ['while words come', 'reply=20000 delay=20', true],
    ['while nothing comes yet', 'fault=slow wait=20000', false],
  ] as const)(
    '%s: all of it ends, is settled, and does not begin again',
    async (_, script, hasWords) => {
      const owner = await registerPerson(house);
      const roleId = (await roleOf?.(owner)) ?? 'editor';
      const person = await joinAs(house, owner, roleId);
      const { workspaceId } = owner;
      const turnId = randomUUID();
      const answer = ask(person, script, turnId, other).then(watch);
      await expect
        .poll(() =>
          house.provider.log.entries().some((each) => each.headers['x-geko-hold'] === turnId),
        )
        .toBe(true);
      const path = `/api/chat/turns/${turnId}/stream?workspaceId=${workspaceId}`;
      const watching = await Promise.all(
        [house.server, other].map(async (server) => watch(await person.get(path, { server }))),
      );
      if (hasWords) await Promise.all(watching.map(({ firstText }) => firstText));

      expect(await act({ owner, person, roleId })).toBe(200);
      await endsInTime([await answer, ...watching]);
      for (const viewer of [await answer, ...watching]) {
        expect(viewer).toMatchObject({ isComplete: true, end: { status: 'stopped' } });
      }
      await expectSettled(turnId, workspaceId);
      for (const server of [house.server, other]) {
        expect((await ask(person, 'reply=1', randomUUID(), server)).status).toBe(next);
      }
      if (next === 404) expect((await person.get(path, { server: other })).status).toBe(404);
    },
  );
});

test('the answers of everybody else go on', async () => {
  const owner = await registerPerson(house);
  const [gone, stays] = [
    await joinAs(house, owner, 'editor'),
    await joinAs(house, owner, 'editor'),
  ];
  const [hers, his] = [randomUUID(), randomUUID()];
  const cut = watch(await ask(gone, 'reply=20000 delay=20', hers, other));
  const whole = watch(await ask(stays, 'reply=60 delay=20', his, other));
  expect(await call(owner, 'members.remove', { userId: gone.userId })).toBe(200);
  await endsInTime([cut]);
  await whole.done;
  expect([cut.end?.status, whole.end]).toEqual(['stopped', null]);
  expect((await books.turn(his)).turn?.status).toBe('finished');
});

test('a change of role that leaves the right to chat cuts nobody off', async () => {
  const owner = await registerPerson(house);
  const person = await joinAs(house, owner, 'admin');
  const turnId = randomUUID();
  const answer = watch(await ask(person, 'reply=60 delay=20', turnId, other));
  expect(await call(owner, 'members.changeRole', { userId: person.userId, roleId: 'editor' })).toBe(
    200,
  );
  await answer.done;
  expect((await books.turn(turnId)).turn?.status).toBe('finished');
});

describe('a process that does not hear of it in time', () => {
  test('because the answer has not begun there yet: it ends as it begins', async () => {
    const person = await registerPerson(house);
    const turnId = randomUUID();
    other.jobs.stop(turnId);
    await endsInTime([watch(await ask(person, 'reply=20000 delay=20', turnId, other))]);
    await expectSettled(turnId, person.workspaceId);
  });

  test('because the notification was lost: it sees it at the next word', async () => {
    const person = await registerPerson(house);
    const turnId = randomUUID();
    const viewer = watch(await ask(person, 'reply=20000 delay=20', turnId, other));
    await viewer.firstText;
    await house.inWorkspaceOf(person, (tx) =>
      tx.execute(sql`update turns set stop_requested_at = now() where id = ${turnId}`),
    );
    await endsInTime([viewer]);
    await expectSettled(turnId, person.workspaceId);
  });
});

describe('an answer that is only just beginning', () => {
  /** Holds up whoever takes a hold in the workspace until fn has settled. */
  const whileHoldsWait = (owner: TestPerson, fn: () => Promise<void>) =>
    house.inWorkspaceOf(owner, async (tx) => {
      await tx.execute(sql`select 1 from quotas for update`);
      await fn();
    });
  /** How many transactions of this database wait for another one. */
  const waiting = async () => {
    const rows = await books.sql<{ n: number }[]>`
      select count(distinct l.pid)::int as n from pg_locks l where not l.granted and exists (
        select from pg_locks mine join pg_database d on d.oid = mine.database
        where mine.pid = l.pid and d.datname = current_database())`;
    return rows[0]?.n ?? 0;
  };

  test.each(ways)('is ended too, when its writer $name', async ({ roleOf, act }) => {
    const owner = await registerPerson(house);
    const roleId = (await roleOf?.(owner)) ?? 'editor';
    const person = await joinAs(house, owner, roleId);
    await (await ask(person, 'reply=1 delay=0', randomUUID(), other)).text();
    const turnId = randomUUID();
    let answer: Promise<Response> | undefined;
    let done: Promise<number> | undefined;
    await whileHoldsWait(owner, async () => {
      // It has been let in as what its writer was, and waits for its hold.
      answer = ask(person, 'reply=20000 delay=20', turnId, other);
      await expect.poll(waiting).toBe(1);
      done = act({ owner, person, roleId });
      await expect.poll(waiting).toBe(2);
    });
    expect(await done).toBe(200);
    const response = await answer;
    expect(response?.status).toBe(200);
    if (response) await endsInTime([watch(response)]);
    await expectSettled(turnId, owner.workspaceId);
  });

  test('sends and removals in any order: refused or ended, and never one that goes on', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    const seen = new Set<number>();
    const person = await joinAs(house, owner, 'editor');
    for (let round = 0; round < 12; round += 1) {
      const turnId = randomUUID();
      const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const remove = () => call(owner, 'members.remove', { userId: person.userId });
      const send = () => ask(person, 'reply=20000 delay=20', turnId, other);
      // The removal a little later, a little earlier, and, so that it surely comes first, once answered.
      const removing = after(round % 3 === 0 ? round : 0).then(remove);
      const sending = (round % 3 === 2 ? removing : after(round % 3 === 1 ? round * 3 : 0)).then(
        send,
      );
      const [response, removed] = await Promise.all([sending, removing]);
      expect(removed).toBe(200);
      seen.add(response.status);
      if (response.status === 200) {
        await endsInTime([watch(response)]);
        await expectSettled(turnId, workspaceId);
      } else {
        expect(response.status).toBe(404);
        expect((await books.turn(turnId)).turn).toBeNull();
      }
      const { data } = await owner.mutate<{ url: string }>('invitations.byLink', {
        workspaceId,
        roleId: 'editor',
      });
      const token = data.url.split('/').at(-1);
      expect((await person.mutate('invitations.accept', { token })).status).toBe(200);
    }
    const running = await books.sql`select 1 from turns
      where workspace_id = ${workspaceId} and status = 'running'`;
    expect(running).toHaveLength(0);
    // Both orders came up; else nothing was raced.
    expect(seen).toEqual(new Set([200, 404]));
  });
});

import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { Role } from '@geko/contracts/roles';
import { enterCall } from '@geko/services/access/enter-call';
import { startCall, type StartedCall } from '@geko/services/calls/start-call';
import { releaseHold } from '@geko/services/policy/release-hold';
import { atDesk } from '@geko/services/policy/desk-at';
import { addMember } from './testing/audit-calls.ts';
import { newsOf } from './testing/notice-calls.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import { disagreements } from './testing/late-usage.ts';
import { openBooks, type Books } from './testing/books.ts';

let house: TestHouse;
let owner: TestPerson;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

/** What of the database's functions for calls is asked by itself while `work` runs, and the transactions. */
async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = house.server;
  const query = vi.spyOn(pool, 'query');
  const connect = vi.spyOn(pool, 'connect');
  try {
    await work();
    const alone = query.mock.calls.flatMap(
      ([first]) => /system\.\w+_calls/u.exec(JSON.stringify(first))?.slice(0, 1) ?? [],
    );
    // A statement by itself takes its connection with a callback.
    const transactions = connect.mock.calls.filter((given) => given.at(0) === undefined);
    return [...alone, ...transactions.map(() => 'a transaction')];
  } finally {
    query.mockRestore();
    connect.mockRestore();
  }
}

/** Nobody makes these calls. */
async function giveBack(call: StartedCall): Promise<StartedCall> {
  await house.inWorkspaceOf(owner, (tx) => releaseHold(tx, call.turnId));
  return call;
}

const askedOf = { request: saying('reply=1'), message: null };

test('a call asks the database twice before its provider is asked, and once after it', async () => {
  const { secret } = await createKey(owner);
  const client = openAIClient(house, secret);
  const call = () => client.chat.completions.create(saying('reply=3 delay=0'));
  await call();
  expect(await asked(call)).toEqual([
    'system.enter_calls',
    'system.open_calls',
    'system.settle_calls',
  ]);
});

test('whose role changes between the door and the hold is judged by the new one', async () => {
  const { secret } = await createKey(owner);
  const { server } = house;
  const at = (roleId: string, userId: string) =>
    owner.mutate('members.changeRole', { workspaceId: owner.workspaceId, userId, roleId });
  const member = await addMember(house, owner, 'editor');
  const own = await createKey(member);
  const enter = async (key: string) => (await enterCall(server, `Bearer ${key}`, 'call')).program;
  const [program, unchanged] = [await enter(own.secret), await enter(secret)];
  await at('viewer', member.userId);
  const open = (by: typeof program) =>
    atDesk(server, by, (desk) => startCall(desk, server, askedOf));
  await expect(open(program)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await owner.mutate('members.remove', {
    workspaceId: owner.workspaceId,
    userId: member.userId,
  });
  await expect(open(program)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect((await giveBack(await open(unchanged))).modelId).toBe(MODEL);
});

test('so is whose own role may do less between the door and the hold', async () => {
  const { server } = house;
  const { workspaceId } = owner;
  const permissions = ['model:use:free', 'apikey:own'];
  const named = { workspaceId, name: 'Programmers' };
  await owner.mutate('roles.create', { ...named, permissions: ['chat:create', ...permissions] });
  const { data: roles } = await owner.query<Role[]>('roles.list', { workspaceId });
  const roleId = roles.find(({ name }) => name === 'Programmers')?.roleId ?? '';
  const member = await addMember(house, owner, 'editor');
  await owner.mutate('members.changeRole', { workspaceId, userId: member.userId, roleId });
  const { secret } = await createKey(member);
  const { program } = await enterCall(server, `Bearer ${secret}`, 'call');
  const open = () => atDesk(server, program, (desk) => startCall(desk, server, askedOf));
  expect((await giveBack(await open())).modelId).toBe(MODEL);
  await owner.mutate('roles.update', { ...named, roleId, permissions });
  await expect(open()).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a price that takes effect while a program is on its way in is the one that it is held at', async () => {
  const { secret } = await createKey(owner);
  const { server } = house;
  const open = async () => {
    const { program } = await enterCall(server, `Bearer ${secret}`, 'call');
    return giveBack(await atDesk(server, program, (desk) => startCall(desk, server, askedOf)));
  };
  const before = await open();
  const sql = postgres(house.database.ownerUrl, { max: 1 });
  await sql`insert into model_prices (model_id, version, effective_from, input_nano, output_nano)
    select model_id, version + 1, now() - interval '1 second', input_nano * 2, output_nano * 2 from model_prices
    where model_id = ${MODEL} order by version desc limit 1`;
  await sql.end();
  const after = await open();
  expect(after.booking.price.version).toBe(before.booking.price.version + 1);
  expect(after.booking.price.inputNano).toBe(before.booking.price.inputNano * 2n);
});

test('people hear of a limit that a program’s call has used up, and the books agree', async () => {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  const { workspaceId } = person;
  const { secret } = await createKey(person);
  await person.mutate('limits.create', {
    workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'requests',
    period: 'day',
    cap: 2,
  });
  const client = openAIClient(house, secret);
  const call = () => client.chat.completions.create(saying('reply=1 delay=0'));
  expect(await asked(call)).not.toContain('a transaction');
  expect(await newsOf(person)).toEqual([]);
  // The second crosses the limit: it is booked in one transaction with the news of it.
  expect(await asked(call)).toContain('a transaction');
  expect(await newsOf(person)).toEqual(['limit_reached workspace.requests.day 2/2']);
  expect(await disagreements(books.sql, workspaceId)).toEqual([]);
});

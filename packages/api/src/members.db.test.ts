import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Me } from '@geko/contracts/auth';
import type { MemberPage, MemberPermissions } from '@geko/contracts/members';
import { permissionsOf } from '@geko/contracts/permissions';
import { openBooks, type Books } from './testing/books.ts';
import { joinAs, makeRole, tokenOf } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

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

const list = (person: TestPerson, input: object = {}) =>
  person.query<MemberPage>('members.list', { workspaceId: person.workspaceId, ...input });
const changeRole = (by: TestPerson, of: { userId: string }, roleId: string) =>
  by.mutate('members.changeRole', { workspaceId: by.workspaceId, userId: of.userId, roleId });
const remove = (by: TestPerson, of: { userId: string }) =>
  by.mutate('members.remove', { workspaceId: by.workspaceId, userId: of.userId });
const leave = (person: TestPerson) =>
  person.mutate('members.leave', { workspaceId: person.workspaceId });
const roleOf = async (person: TestPerson) => {
  const { data } = await person.query<{ roleId: string }>('workspace.get', {
    workspaceId: person.workspaceId,
  });
  return data?.roleId;
};
const auditOf = (person: TestPerson) => books.sql<
  {
    action: string;
    actorId: string;
    objectId: string;
    before: string | null;
    after: string | null;
  }[]
>`select action, actor_id as "actorId", object_id as "objectId", before, after from audit_logs
  where workspace_id = ${person.workspaceId} and action like 'member.%' order by seq`;

describe('the list', () => {
  let owner: TestPerson;
  let team: TestPerson[];
  beforeAll(async () => {
    owner = await registerPerson(house, `boss-${randomUUID()}@example.com`);
    team = [owner];
    for (const role of ['admin', 'editor', 'viewer']) team.push(await joinAs(house, owner, role));
  });

  test('names everybody in the order in which they came, with their role', async () => {
    const { data } = await list(owner);
    expect(data.items.map(({ userId }) => userId)).toEqual(team.map(({ userId }) => userId));
    expect(data.items.map(({ roleId, roleName }) => [roleId, roleName])).toEqual([
      ['owner', 'Owner'],
      ['admin', 'Admin'],
      ['editor', 'Editor'],
      ['viewer', 'Viewer'],
    ]);
    expect(data).toMatchObject({ total: 4, nextCursor: null });
  });

  test('tells each caller whom they may change: never the last owner, and nobody mightier', async () => {
    const mayChange = async (person: TestPerson | undefined) =>
      person ? (await list(person)).data.items.map(({ canChange }) => canChange) : [];
    expect(await mayChange(owner)).toEqual([false, true, true, true]);
    expect(await mayChange(team[1])).toEqual([false, true, true, true]);
    expect(await mayChange(team[2])).toEqual([false, false, false, false]);
    expect(await mayChange(team[3])).toEqual([false, false, false, false]);
  });

  test('comes in pages that miss nobody and repeat nobody', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { data }: { data: MemberPage } = await list(owner, { limit: 1, cursor });
      expect(data.total).toBe(4);
      seen.push(...data.items.map(({ userId }) => userId));
      cursor = data.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(team.map(({ userId }) => userId));
  });

  test('also where many came in the same moment, to the microsecond of the database', async () => {
    const boss = await registerPerson(house);
    const others = [];
    for (let i = 0; i < 6; i += 1) others.push(await joinAs(house, boss, 'viewer'));
    await house.inWorkspaceOf(boss, (tx) =>
      tx.execute(`update workspace_members set created_at = '2026-11-01 10:00:00.123456Z'
        where role = 'viewer'`),
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { data }: { data: MemberPage } = await list(boss, { limit: 2, cursor });
      seen.push(...data.items.map(({ userId }) => userId));
      cursor = data.nextCursor;
    } while (cursor !== null);
    expect(seen.toSorted()).toEqual([boss, ...others].map(({ userId }) => userId).toSorted());
  });

  test('searches in names and addresses, whatever the case, and takes every sign as itself', async () => {
    const [, , editor] = team;
    await editor?.mutate('account.update', { name: '100%_Sure\\' });
    const find = async (search: string) => (await list(owner, { search })).data.items;
    expect(await find('BOSS-')).toMatchObject([{ userId: owner.userId }]);
    expect(await find('no such person')).toEqual([]);
    expect((await find('@EXAMPLE.com')).length).toBe(4);
    expect(await find('_oss-')).toEqual([]);
    expect(await find('%')).toHaveLength((await find('100%_Sure\\')).length);
  });

  test.each([
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['search', { search: 'x'.repeat(101) }],
    ['search', { search: 'a\u0000b' }],
    ['cursor', { cursor: 'garbled' }],
    ['cursor', { cursor: 'x'.repeat(300) }],
  ])('names the bad field %s', async (field, input) => {
    expect(await list(owner, input)).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', field },
    });
  });

  test('shows what somebody can do to those who may change roles', async () => {
    const [, admin, editor] = team;
    const ask = (by: TestPerson | undefined) =>
      by?.query<MemberPermissions>('members.permissions', {
        workspaceId: owner.workspaceId,
        userId: editor?.userId,
      });
    expect((await ask(admin))?.data).toMatchObject({
      userId: editor?.userId,
      roleId: 'editor',
      permissions: permissionsOf('editor'),
    });
    expect(await ask(editor)).toMatchObject({ status: 403 });
    const nobody = await owner.query('members.permissions', {
      workspaceId: owner.workspaceId,
      userId: randomUUID(),
    });
    expect(nobody).toMatchObject({ status: 404 });
  });
});

describe('changing a role', () => {
  test('acts on the next request, and is on the record', async () => {
    const owner = await registerPerson(house);
    const person = await joinAs(house, owner, 'viewer');
    const rename = () =>
      person.mutate('workspace.rename', { workspaceId: owner.workspaceId, name: 'Mine' });
    expect((await rename()).status).toBe(403);
    expect((await changeRole(owner, person, 'admin')).status).toBe(200);
    expect((await rename()).status).toBe(200);
    expect((await changeRole(owner, person, 'editor')).status).toBe(200);
    expect((await rename()).status).toBe(403);
    expect((await auditOf(owner)).filter(({ action }) => action === 'member.change_role')).toEqual([
      {
        action: 'member.change_role',
        actorId: owner.userId,
        objectId: person.userId,
        before: 'viewer',
        after: 'admin',
      },
      {
        action: 'member.change_role',
        actorId: owner.userId,
        objectId: person.userId,
        before: 'admin',
        after: 'editor',
      },
    ]);
  });

  test('to the one they have changes nothing and leaves no line', async () => {
    const owner = await registerPerson(house);
    const person = await joinAs(house, owner, 'viewer');
    const before = await auditOf(owner);
    expect((await changeRole(owner, person, 'viewer')).status).toBe(200);
    expect(await auditOf(owner)).toEqual(before);
  });

  test('nobody gives, changes or takes more than they may do themselves', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const second = await joinAs(house, owner, 'owner');
    const viewer = await joinAs(house, owner, 'viewer');
    const refused = { status: 403, error: { code: 'CANNOT_GRANT' } };
    expect(await changeRole(admin, viewer, 'owner')).toMatchObject({
      ...refused,
      error: { field: 'roleId' },
    });
    expect(await changeRole(admin, admin, 'owner')).toMatchObject(refused);
    expect(await changeRole(admin, second, 'viewer')).toMatchObject({
      ...refused,
      error: { field: 'userId' },
    });
    expect(await remove(admin, second)).toMatchObject(refused);
    const mighty = await makeRole(owner, ['chat:create', 'billing:manage']);
    expect(await changeRole(admin, viewer, mighty)).toMatchObject(refused);
    expect((await changeRole(owner, viewer, mighty)).status).toBe(200);
    expect(await changeRole(admin, viewer, 'viewer')).toMatchObject(refused);
    expect(await remove(admin, viewer)).toMatchObject(refused);
    expect(await roleOf(second)).toBe('owner');
    // Whom they may: each other, themselves downward.
    expect((await changeRole(admin, admin, 'editor')).status).toBe(200);
    expect(await changeRole(admin, admin, 'admin')).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  test('an unknown person and an unknown role are not found', async () => {
    const owner = await registerPerson(house);
    const person = await joinAs(house, owner, 'viewer');
    const stranger = await registerPerson(house);
    expect(await changeRole(owner, stranger, 'viewer')).toMatchObject({ status: 404 });
    for (const roleId of [randomUUID(), 'boss', '', 'custom', '__proto__']) {
      expect(await changeRole(owner, person, roleId)).toMatchObject({
        status: 404,
        error: { code: 'NOT_FOUND' },
      });
    }
    const foreign = await makeRole(stranger, ['chat:create']);
    expect(await changeRole(owner, person, foreign)).toMatchObject({ status: 404 });
  });

  test('without a role the field is named', async () => {
    const owner = await registerPerson(house);
    const { workspaceId, userId } = owner;
    expect(await owner.mutate('members.changeRole', { workspaceId, userId })).toMatchObject({
      status: 400,
      error: { field: 'roleId' },
    });
  });
});

/** A new workspace that both of them own. */
async function ownedByBoth(one: TestPerson, two: TestPerson): Promise<{ workspaceId: string }> {
  const made = await one.mutate<{ id: string }>('workspace.create', {
    workspaceId: one.workspaceId,
    name: 'Ours',
  });
  const workspaceId = made.data.id;
  const { data } = await one.mutate<{ url: string }>('invitations.byLink', {
    workspaceId,
    roleId: 'owner',
  });
  const joined = await two.mutate('invitations.accept', { token: tokenOf(data.url) });
  expect(joined.status).toBe(200);
  return { workspaceId };
}

describe('the last owner', () => {
  test('can be neither removed nor demoted, nor leave; a second one makes them free', async () => {
    const owner = await registerPerson(house);
    const refused = { status: 409, error: { code: 'LAST_OWNER' } };
    expect(await changeRole(owner, owner, 'admin')).toMatchObject(refused);
    expect(await remove(owner, owner)).toMatchObject(refused);
    expect(await leave(owner)).toMatchObject(refused);
    const second = await joinAs(house, owner, 'owner');
    expect((await leave(owner)).status).toBe(200);
    expect(await leave(second)).toMatchObject(refused);
  });

  test('an owner whose account is about to be erased does not count', async () => {
    const owner = await registerPerson(house);
    const second = await joinAs(house, owner, 'owner');
    await house.database.pool.query(
      `update users set delete_after = now() + interval '30 days' where id = $1`,
      [second.userId],
    );
    expect(await leave(owner)).toMatchObject({ error: { code: 'LAST_OWNER' } });
  });

  test('two owners who demote, remove or leave each other at once: one owner stays, 50 times', async () => {
    const other = house.addServer({ maxConnections: 6 });
    const [one, two] = [await registerPerson(house), await registerPerson(house)];
    const outcomes = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      const { workspaceId } = await ownedByBoth(one, two);
      const [procedure, ofMyself] = [
        ['members.changeRole', false],
        ['members.changeRole', true],
        ['members.remove', false],
        ['members.leave', true],
      ][round % 4] as [string, boolean];
      const answers = await Promise.all(
        [one, two].map(async (by, index) => {
          const target = ofMyself ? by : index === 0 ? two : one;
          const input = { workspaceId, userId: target.userId, roleId: 'viewer' };
          const response = await by.post(
            `/api/trpc/${procedure}`,
            { json: input },
            {
              server: index === 0 ? house.server : other,
            },
          );
          return response.status;
        }),
      );
      const [{ owners } = { owners: 0 }] = await books.sql<{ owners: number }[]>`
        select count(*)::int as owners from workspace_members
        where workspace_id = ${workspaceId} and role = 'owner'`;
      expect({ procedure, answers, owners }).toMatchObject({ owners: 1 });
      expect(answers.filter((status) => status === 200)).toHaveLength(1);
      for (const status of answers) outcomes.add(`${procedure} ${status}`);
    }
    expect(outcomes.size).toBeGreaterThan(4);
  });
});

describe('removing and leaving', () => {
  test('who is out finds nothing from the next request on, and is sent where they still belong', async () => {
    const owner = await registerPerson(house);
    const person = await joinAs(house, owner, 'editor');
    const { workspaceId } = owner;
    expect((await person.query<Me>('auth.me')).data.lastWorkspaceId).toBe(workspaceId);
    expect((await remove(owner, person)).status).toBe(200);
    expect((await person.query('workspace.get', { workspaceId })).status).toBe(404);
    const sent = await person.post('/api/chat', {
      workspaceId,
      conversationId: randomUUID(),
      modelId: 'gpt-5-nano',
      message: { id: randomUUID(), text: 'Hello' },
    });
    expect(sent.status).toBe(404);
    const me = (await person.query<Me>('auth.me')).data;
    expect(me.workspaces).toHaveLength(1);
    expect(me.lastWorkspaceId).not.toBe(workspaceId);
    expect(await remove(owner, person)).toMatchObject({ status: 404 });
    expect((await auditOf(owner)).at(-1)).toEqual({
      action: 'member.remove',
      actorId: owner.userId,
      objectId: person.userId,
      before: 'editor',
      after: null,
    });
  });

  test('leaving is everybody’s to do, whatever their role, and removing oneself is leaving', async () => {
    const owner = await registerPerson(house);
    const viewer = await joinAs(house, owner, 'viewer');
    const bare = await joinAs(house, owner, await makeRole(owner, ['chat:view:own']));
    const admin = await joinAs(house, owner, 'admin');
    expect((await leave(viewer)).status).toBe(200);
    expect((await leave(bare)).status).toBe(200);
    expect((await remove(admin, admin)).status).toBe(200);
    expect((await list(owner)).data.total).toBe(1);
    const lines = (await auditOf(owner)).filter(({ action }) => action === 'member.leave');
    expect(lines.map(({ actorId }) => actorId)).toEqual(
      [viewer, bare, admin].map(({ userId }) => userId),
    );
  });

  test('a role that may write but not look back gets its answer once', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    const roleId = await makeRole(owner, ['chat:create', 'model:use:free']);
    const person = await joinAs(house, owner, roleId);
    const turnId = randomUUID();
    const sent = await person.post('/api/chat', {
      workspaceId,
      conversationId: randomUUID(),
      modelId: 'gpt-5-nano',
      message: { id: turnId, text: 'Hello [[fake: reply=3 delay=0]]' },
    });
    expect([sent.status, (await readStream(sent)).isComplete]).toEqual([200, true]);
    const again = await person.get(`/api/chat/turns/${turnId}/stream?workspaceId=${workspaceId}`);
    expect(again.status).toBe(403);
    expect((await person.query('chat.list', { workspaceId })).status).toBe(403);
  });

  test('a role of view alone sees its own chats and sends nothing', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    const person = await joinAs(house, owner, await makeRole(owner, ['chat:view:own']));
    for (const procedure of ['chat.list', 'workspace.get']) {
      expect((await person.query(procedure, { workspaceId })).status).toBe(200);
    }
    const sent = await person.post('/api/chat', {
      workspaceId,
      conversationId: randomUUID(),
      modelId: 'gpt-5-nano',
      message: { id: randomUUID(), text: 'Hello' },
    });
    expect(sent.status).toBe(403);
    for (const procedure of ['members.list', 'usage.quota', 'roles.list']) {
      expect((await person.query(procedure, { workspaceId })).status).toBe(403);
    }
  });
});

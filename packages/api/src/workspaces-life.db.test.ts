import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Me, MyWorkspace } from '@geko/contracts/auth';
import type { MemberPage } from '@geko/contracts/members';
import type { RemovedWorkspace, Workspace } from '@geko/contracts/workspace';
import { inTenant } from '@geko/db/client';
import { PASSWORD } from './testing/auth-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { readMails } from './testing/mails.ts';
import { SHORT } from './testing/sweep-world.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;

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

const call = <T>(by: TestPerson, verb: string, input: object = {}) =>
  by.mutate<T>(`workspace.${verb}`, { workspaceId: by.workspaceId, ...input });
const remove = (by: TestPerson, password: string | null = PASSWORD) =>
  call<RemovedWorkspace>(by, 'remove', { password });
const removed = async (by: TestPerson) =>
  (await by.query<RemovedWorkspace[]>('workspace.listRemoved')).data;
const me = async (by: TestPerson) => (await by.query<Me>('auth.me')).data;
const rolesOf = async (by: TestPerson) => {
  const { workspaceId } = by;
  const { data } = await by.query<MemberPage>('members.list', { workspaceId });
  return Object.fromEntries(data.items.map(({ userId, roleId }) => [userId, roleId]));
};
const lastLine = async ({ workspaceId }: { workspaceId: string }) =>
  (
    await books.sql<
      { action: string; actorId: string; before: string | null; after: string | null }[]
    >`
      select action, actor_id as "actorId", before, after from audit_logs
      where workspace_id = ${workspaceId} order by seq desc limit 1`
  )[0];
/** Moves the deletion of somebody's workspace into the past, as the keeper of it could. */
const deletedAgo = async ({ userId, workspaceId }: TestPerson, days: number) => {
  const [row] = await books.sql<{ tenantId: string }[]>`
    select tenant_id as "tenantId" from workspaces where id = ${workspaceId}`;
  const place = { userId, workspaceId, tenantId: row?.tenantId ?? '' };
  await inTenant(house.database.db, place, (tx) =>
    tx.execute(sql`update workspaces
      set deleted_at = now() - ${days}::int * interval '1 day' - interval '1 minute'`),
  );
};
const chat = async (by: TestPerson) => {
  const conversationId = randomUUID();
  const response = await by.post('/api/chat', {
    workspaceId: by.workspaceId,
    conversationId,
    modelId: 'gpt-5-nano',
    message: { id: randomUUID(), text: `Hello ${SHORT}` },
  });
  await readStream(response);
  expect(response.status).toBe(200);
  return conversationId;
};

describe('the icon', () => {
  // One green dot.
  const PNG =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const icon = (by: TestPerson, id: string, version = '') =>
    by.get(`/api/icons/${id}${version === '' ? '' : `?v=${version}`}`);

  test('is drawn anew, is for members, and its browser keeps it by its version', async () => {
    const owner = await registerPerson(house);
    const viewer = await joinAs(house, owner, 'viewer');
    const { workspaceId } = owner;
    expect((await icon(owner, workspaceId)).status).toBe(404);
    const set = await call<Workspace>(owner, 'setIcon', { image: PNG });
    const iconId = set.data.iconId ?? '';
    expect((await viewer.query<Workspace>('workspace.get', { workspaceId })).data.iconId).toBe(
      iconId,
    );
    const shown = await icon(viewer, workspaceId, iconId);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(shown.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes.subarray(8, 12).toString()).toBe('WEBP');
    const now = await icon(viewer, workspaceId, 'another');
    expect(now.headers.get('cache-control')).toBe('private, no-cache');
    expect(now.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await lastLine(owner)).toMatchObject({ action: 'workspace.set_icon', after: iconId });

    const stranger = await registerPerson(house);
    for (const id of [workspaceId, randomUUID(), 'x', '..']) {
      expect((await icon(stranger, id)).status).toBe(404);
    }
    expect((await house.fetch(`/api/icons/${workspaceId}`)).status).toBe(401);

    const again = await call<Workspace>(owner, 'setIcon', { image: PNG });
    expect(again.data.iconId).not.toBe(iconId);
    expect((await call<Workspace>(owner, 'setIcon', { image: null })).data.iconId).toBeNull();
    expect((await icon(owner, workspaceId)).status).toBe(404);
  });

  test.each([
    ['no picture', 'aGVsbG8='],
    ['no base64', '%%%'],
    ['nothing', ''],
    ['too much', 'A'.repeat(1_400_004)],
    ['a number', 7],
  ])('%s is refused, naming the field', async (_, image) => {
    const owner = await registerPerson(house);
    expect(await call(owner, 'setIcon', { image })).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', field: 'image' },
    });
  });
});

describe('handing a workspace over', () => {
  test('makes the other an owner and the giver an admin, and tells the other', async () => {
    const owner = await registerPerson(house);
    const heir = await joinAs(house, owner, 'viewer');
    const given = await call(owner, 'transfer', { userId: heir.userId, password: PASSWORD });
    expect(given.status).toBe(200);
    expect(await rolesOf(owner)).toEqual({ [owner.userId]: 'admin', [heir.userId]: 'owner' });
    expect(await readMails(house, { to: (await me(heir)).email })).toContainEqual(
      expect.objectContaining({ kind: 'ownership_received' }),
    );
    expect(await lastLine(owner)).toEqual({
      action: 'workspace.transfer',
      actorId: owner.userId,
      before: owner.userId,
      after: heir.userId,
    });
    expect(
      await call(owner, 'transfer', { userId: heir.userId, password: PASSWORD }),
    ).toMatchObject({
      status: 403,
      error: { code: 'FORBIDDEN' },
    });
  });

  test('needs the password, a member, somebody else, and somebody who stays', async () => {
    const owner = await registerPerson(house);
    const heir = await joinAs(house, owner, 'editor');
    const transfer = (input: object) => call(owner, 'transfer', { password: PASSWORD, ...input });
    for (const password of ['wrong', null]) {
      expect(await transfer({ userId: heir.userId, password })).toMatchObject({
        status: 401,
        error: { code: 'INVALID_CREDENTIALS', field: 'password' },
      });
    }
    expect(await transfer({ userId: randomUUID() })).toMatchObject({ status: 404 });
    const stranger = await registerPerson(house);
    expect(await transfer({ userId: stranger.userId })).toMatchObject({ status: 404 });
    expect(await transfer({ userId: owner.userId })).toMatchObject({
      status: 400,
      error: { field: 'userId' },
    });
    await house.database.pool.query(
      `update users set delete_after = now() + interval '9 days' where id = $1`,
      [heir.userId],
    );
    expect(await transfer({ userId: heir.userId })).toMatchObject({
      error: { code: 'LAST_OWNER' },
    });
    expect((await rolesOf(owner))[owner.userId]).toBe('owner');
    // Who may not do it at all is not asked for a password.
    const viewer = await joinAs(house, owner, 'viewer');
    expect(
      await call(viewer, 'transfer', { userId: owner.userId, password: 'wrong' }),
    ).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    expect(
      await call(stranger, 'transfer', {
        workspaceId: owner.workspaceId,
        userId: heir.userId,
        password: 'wrong',
      }),
    ).toMatchObject({ status: 404 });
  });

  test('who may hand over but is less than an owner cannot make one', async () => {
    const owner = await registerPerson(house);
    const clerk = await joinAs(
      house,
      owner,
      await makeRole(owner, ['workspace:transfer', 'workspace:view']),
    );
    const friend = await joinAs(house, owner, 'viewer');
    expect(
      await call(clerk, 'transfer', { userId: friend.userId, password: PASSWORD }),
    ).toMatchObject({ status: 403, error: { code: 'CANNOT_GRANT', field: 'userId' } });
  });

  test('to each other at once: somebody owns it, every time', async () => {
    const [one, two] = [await registerPerson(house), await registerPerson(house)];
    for (let round = 0; round < 5; round += 1) {
      const made = await call<Workspace>(one, 'create', { name: 'Ours' });
      const workspaceId = made.data.id;
      await house.inWorkspaceOf({ userId: one.userId, workspaceId }, (tx) =>
        tx.execute(sql`insert into workspace_members (tenant_id, workspace_id, user_id, role)
          values (context_tenant(), context_workspace(), ${two.userId}, 'owner')`),
      );
      const to = (by: TestPerson, { userId }: TestPerson) =>
        by.mutate('workspace.transfer', { workspaceId, userId, password: PASSWORD });
      const answers = await Promise.all([to(one, two), to(two, one)]);
      // Both, where the second one hands back what it has just been given.
      const statuses = answers.map(({ status }) => String(status)).toSorted();
      expect(['200,200', '200,403']).toContain(statuses.join(','));
      const owners = await books.sql`select 1 from workspace_members
        where workspace_id = ${workspaceId} and role = 'owner'`;
      expect(owners).toHaveLength(1);
    }
  });
});

describe('deleting a workspace', () => {
  test('puts it out of everybody’s sight, tells its owners, and can be undone', async () => {
    const owner = await registerPerson(house);
    const second = await joinAs(house, owner, 'owner');
    const viewer = await joinAs(house, owner, 'viewer');
    const { workspaceId } = owner;
    await chat(owner);
    const before = await me(owner);
    const gone = await remove(owner);
    expect(gone.data).toMatchObject({ id: workspaceId, name: before.workspaces[0]?.name });
    expect(Date.parse(gone.data.purgeAfter) - Date.parse(gone.data.deletedAt)).toBe(30 * DAY_MS);
    for (const person of [owner, second, viewer]) {
      expect((await person.query('workspace.get', { workspaceId })).status).toBe(404);
      expect((await person.query('chat.list', { workspaceId })).status).toBe(404);
      const facts = await me(person);
      expect(facts.workspaces.map(({ id }) => id)).not.toContain(workspaceId);
      expect(facts.lastWorkspaceId).not.toBe(workspaceId);
      const mails = await readMails(house, { to: facts.email });
      expect(mails.filter(({ kind }) => kind === 'workspace_removed')).toHaveLength(
        person === viewer ? 0 : 1,
      );
    }
    expect(await lastLine(owner)).toMatchObject({
      action: 'workspace.remove',
      actorId: owner.userId,
    });

    expect(await removed(second)).toEqual([gone.data]);
    expect(await removed(viewer)).toEqual([]);
    const restore = (by: TestPerson) => call(by, 'restore');
    expect(await restore(viewer)).toMatchObject({ status: 404 });
    expect(await restore(await registerPerson(house))).toMatchObject({ status: 404 });
    expect((await restore(second)).status).toBe(200);
    expect(await restore(second)).toMatchObject({ status: 404 });
    expect(await lastLine(owner)).toMatchObject({
      action: 'workspace.restore',
      actorId: second.userId,
    });
    expect(await rolesOf(owner)).toEqual({
      [owner.userId]: 'owner',
      [second.userId]: 'owner',
      [viewer.userId]: 'viewer',
    });
    const chats = await owner.query<{ items: unknown[] }>('chat.list', { workspaceId });
    expect(chats.data.items).toHaveLength(1);
  });

  test('needs the password and the right to', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    expect(await remove(owner, 'wrong')).toMatchObject({
      status: 401,
      error: { code: 'INVALID_CREDENTIALS', field: 'password' },
    });
    expect(await remove(admin)).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    expect((await owner.query('workspace.get', { workspaceId: owner.workspaceId })).status).toBe(
      200,
    );
    const undertaker = await joinAs(house, owner, await makeRole(owner, ['workspace:delete']));
    expect((await remove(undertaker)).status).toBe(200);
    // Whoever could delete it can bring it back.
    expect(await removed(undertaker)).toHaveLength(1);
    expect((await call(undertaker, 'restore')).status).toBe(200);
  });

  test('after 30 days it is not to be had any more, even before it is purged', async () => {
    const owner = await registerPerson(house);
    await remove(owner);
    await deletedAgo(owner, 29);
    expect(await removed(owner)).toHaveLength(1);
    await deletedAgo(owner, 30);
    expect(await removed(owner)).toEqual([]);
    expect(await call(owner, 'restore')).toMatchObject({ status: 404 });
  });
});

describe('a company of one’s own', () => {
  test('is for whoever belongs nowhere, and for anybody else', async () => {
    const owner = await registerPerson(house);
    await remove(owner);
    expect((await me(owner)).workspaces).toEqual([]);
    const made = await owner.mutate<MyWorkspace>('workspace.createTenant', {
      tenantName: ' Anew ',
    });
    expect(made.data).toMatchObject({
      name: 'Anew',
      tenantName: 'Anew',
      roleId: 'owner',
      planId: 'free',
    });
    expect(await me(owner)).toMatchObject({
      lastWorkspaceId: made.data.id,
      workspaces: [made.data],
    });
    const own = { ...owner, workspaceId: made.data.id };
    await chat(own);
    expect(await lastLine({ workspaceId: made.data.id })).toMatchObject({
      action: 'workspace.create',
    });
    const second = await owner.mutate<MyWorkspace>('workspace.createTenant', {
      tenantName: 'More',
    });
    expect((await me(owner)).workspaces).toEqual([made.data, second.data]);
    const tenants = await books.sql`select distinct tenant_id from workspaces
      where id in (${made.data.id}, ${second.data.id}, ${owner.workspaceId})`;
    expect(tenants).toHaveLength(3);
  });

  test.each([[''], ['   '], ['x'.repeat(81)], [7], [null]])(
    'not with the name %j',
    async (tenantName) => {
      const owner = await registerPerson(house);
      expect(await owner.mutate('workspace.createTenant', { tenantName })).toMatchObject({
        status: 400,
        error: { code: 'BAD_REQUEST', field: 'tenantName' },
      });
    },
  );
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { MemberPage, NewInvitation } from '@geko/contracts/members';
import { permissionsOf } from '@geko/contracts/permissions';
import type { Role } from '@geko/contracts/roles';
import { openBooks, type Books } from './testing/books.ts';
import { joinAs, makeRole, tokenOf } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

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

const call = <T>(by: TestPerson, verb: string, input: object) =>
  by.mutate<T>(`roles.${verb}`, { workspaceId: by.workspaceId, ...input });
const create = (by: TestPerson, input: object = {}) =>
  call<Role>(by, 'create', { name: randomUUID(), permissions: ['chat:create'], ...input });
const update = (by: TestPerson, input: object) => call<Role>(by, 'update', input);
const remove = (by: TestPerson, input: object) => call<{ ok: true }>(by, 'remove', input);
const list = async (by: TestPerson) =>
  (await by.query<Role[]>('roles.list', { workspaceId: by.workspaceId })).data;
const roleOf = async (by: TestPerson, { userId }: { userId: string }) => {
  const { data } = await by.query<MemberPage>('members.list', { workspaceId: by.workspaceId });
  return data.items.find((member) => member.userId === userId)?.roleId;
};
const linesOf = ({ workspaceId }: TestPerson) =>
  books.sql<{ action: string; before: string | null; after: string | null }[]>`
    select action, before, after from audit_logs
    where workspace_id = ${workspaceId} and (action like 'role.%' or action like 'invitation.revoke') order by seq`;
const refused = { status: 403, error: { code: 'CANNOT_GRANT' } };

describe('the list', () => {
  test('has the roles that ship with Geko, then the workspace’s own by name, and who has them', async () => {
    const owner = await registerPerson(house);
    const [zebra, ape] = [
      await makeRole(owner, ['chat:create', 'billing:manage'], 'Zebra'),
      await makeRole(owner, ['usage:view:own', 'chat:create'], 'ape'),
    ];
    const admin = await joinAs(house, owner, 'admin');
    await joinAs(house, owner, ape);
    await joinAs(house, owner, ape);
    const roles = await list(owner);
    expect(roles.map(({ roleId }) => roleId)).toEqual([
      'owner',
      'admin',
      'editor',
      'viewer',
      ape,
      zebra,
    ]);
    expect(roles.map(({ members }) => members)).toEqual([1, 1, 0, 0, 2, 0]);
    expect(roles.map(({ isBuiltIn }) => isBuiltIn)).toEqual([true, true, true, true, false, false]);
    expect(roles[1]?.permissions).toEqual(permissionsOf('admin'));
    // In the table's order, however they were given.
    expect(roles[4]).toMatchObject({
      name: 'ape',
      permissions: ['chat:create', 'workspace:view', 'usage:view:own'],
    });
    expect(roles.every(({ canGrant }) => canGrant)).toBe(true);
    expect((await list(admin)).map(({ canGrant }) => canGrant)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('making one', () => {
  test('gives it to those who hold all of it, and to nobody else', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const editor = await joinAs(house, owner, 'editor');
    const made = await create(admin, {
      name: ' Helper ',
      description: ' of all ',
      permissions: ['chat:create', 'chat:create', 'member:view'],
    });
    expect(made.data).toEqual({
      roleId: made.data.roleId,
      name: 'Helper',
      description: 'of all',
      isBuiltIn: false,
      permissions: ['chat:create', 'member:view', 'workspace:view'],
      members: 0,
      canGrant: true,
    });
    for (const power of ['workspace:delete', 'workspace:transfer', 'billing:manage']) {
      expect(await create(admin, { permissions: ['chat:create', power] })).toMatchObject({
        ...refused,
        error: { field: 'permissions' },
      });
      expect((await create(owner, { permissions: [power] })).status).toBe(200);
    }
    expect(await create(editor)).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    expect((await linesOf(owner))[0]).toEqual({
      action: 'role.create',
      before: null,
      after: 'chat:create,member:view,workspace:view',
    });
  });

  test('two of one name there are not, whatever the case, nor one called like those of Geko', async () => {
    const owner = await registerPerson(house);
    const roleId = await makeRole(owner, ['chat:create'], 'Writer');
    const other = await makeRole(owner, ['chat:create'], 'Reader');
    const taken = { status: 409, error: { code: 'CONFLICT', field: 'name' } };
    for (const name of ['Writer', ' wRITER ', 'owner', 'Viewer']) {
      expect(await create(owner, { name })).toMatchObject(taken);
      expect(
        await update(owner, { roleId: other, name, permissions: ['chat:create'] }),
      ).toMatchObject(taken);
    }
    expect(
      (await update(owner, { roleId, name: 'WRITER', permissions: ['chat:create'] })).data.name,
    ).toBe('WRITER');
    const stranger = await registerPerson(house);
    expect((await create(stranger, { name: 'Writer' })).status).toBe(200);
  });

  test('the same name at once, twenty times: one is made', async () => {
    const owner = await registerPerson(house);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create(owner, { name: 'One' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  test('a workspace has 50 at most', async () => {
    const owner = await registerPerson(house);
    await house.inWorkspaceOf(owner, (tx) =>
      tx.execute(sql`insert into workspace_roles (tenant_id, workspace_id, id, name)
        select context_tenant(), context_workspace(), gen_random_uuid(), 'role ' || n from generate_series(1, 49) n`),
    );
    expect((await create(owner)).status).toBe(200);
    const answer = await create(owner);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.error?.message).toContain('50');
  });

  test.each([
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(81) }],
    ['description', { description: 'x'.repeat(301) }],
    ['permissions', { permissions: [] }],
    ['permissions.0', { permissions: ['chat:everything'] }],
    ['permissions.1', { permissions: ['chat:create', '__proto__'] }],
    ['permissions', { permissions: 'chat:create' }],
  ])('names the bad field %s', async (field, input) => {
    const owner = await registerPerson(house);
    expect(await create(owner, input)).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', field },
    });
    expect(await list(owner)).toHaveLength(4);
  });
});

describe('changing one', () => {
  test('acts on its members’ next request', async () => {
    const owner = await registerPerson(house);
    const roleId = await makeRole(owner, ['workspace:view'], 'Guest');
    const person = await joinAs(house, owner, roleId);
    const { workspaceId } = owner;
    const look = async () => (await person.query('usage.report', { workspaceId })).status;
    expect(await look()).toBe(403);
    const permissions = ['workspace:view', 'usage:view:own'];
    const changed = await update(owner, {
      roleId,
      name: 'Auditor',
      description: 'reads',
      permissions,
    });
    expect(changed.data).toMatchObject({
      name: 'Auditor',
      description: 'reads',
      permissions,
      members: 1,
    });
    expect(await look()).toBe(200);
    const mine = await person.query<{ roleName: string }>('workspace.get', { workspaceId });
    expect(mine.data.roleName).toBe('Auditor');
    expect((await linesOf(owner)).at(-1)).toEqual({
      action: 'role.update',
      before: 'workspace:view',
      after: 'usage:view:own,workspace:view',
    });
  });

  test('needs all that it holds and all that it will hold', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const mighty = await makeRole(owner, ['billing:manage'], 'Payer');
    const plain = await makeRole(owner, ['chat:create'], 'Plain');
    expect(
      await update(admin, { roleId: mighty, name: 'X', permissions: ['chat:create'] }),
    ).toMatchObject({
      ...refused,
      error: { field: 'roleId' },
    });
    expect(
      await update(admin, { roleId: plain, name: 'X', permissions: ['billing:manage'] }),
    ).toMatchObject({
      ...refused,
      error: { field: 'permissions' },
    });
    expect(await remove(admin, { roleId: mighty })).toMatchObject(refused);
    const holder = await joinAs(
      house,
      owner,
      await makeRole(owner, ['role:manage', 'chat:create'], 'Maker'),
    );
    const own = (await list(owner)).find(({ name }) => name === 'Maker')?.roleId;
    expect(
      await update(holder, {
        roleId: own,
        name: 'Maker',
        permissions: ['role:manage', 'audit:view'],
      }),
    ).toMatchObject(refused);
    expect(
      (await update(holder, { roleId: own, name: 'Maker', permissions: ['chat:create'] })).status,
    ).toBe(200);
    expect(
      await update(holder, { roleId: own, name: 'Maker', permissions: ['chat:create'] }),
    ).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
  });

  test('those of Geko stay as they are, and an unknown one is not found', async () => {
    const owner = await registerPerson(house);
    const input = { name: 'X', permissions: ['chat:create'] };
    const stranger = await registerPerson(house);
    const foreign = await makeRole(stranger, ['chat:create']);
    for (const roleId of ['owner', 'viewer']) {
      const answer = await update(owner, { roleId, ...input });
      expect(answer).toMatchObject({ status: 400, error: { field: 'roleId' } });
      expect(answer.error?.message).toMatch(/ships with Geko/u);
      expect(await remove(owner, { roleId })).toMatchObject({
        status: 400,
        error: { field: 'roleId' },
      });
    }
    for (const roleId of [foreign, randomUUID(), 'boss', '']) {
      expect(await update(owner, { roleId, ...input })).toMatchObject({ status: 404 });
      expect(await remove(owner, { roleId })).toMatchObject({ status: 404 });
      expect(
        await remove(owner, {
          roleId: await makeRole(owner, ['chat:create']),
          moveToRoleId: roleId,
        }),
      ).toMatchObject({ status: 404 });
    }
  });

  test('the invitations of its members go that they could no longer give', async () => {
    const owner = await registerPerson(house);
    const roleId = await makeRole(owner, ['member:invite', 'chat:create'], 'Scout');
    const chat = await makeRole(owner, ['chat:create'], 'Chat');
    const scout = await joinAs(house, owner, roleId);
    const { workspaceId } = owner;
    const link = await scout.mutate<NewInvitation>('invitations.byLink', {
      workspaceId,
      roleId: chat,
    });
    expect(link.status).toBe(200);
    await update(owner, { roleId, name: 'Scout', permissions: ['member:invite'] });
    const token = tokenOf(link.data.url);
    expect(await owner.query('invitations.inspect', { token })).toMatchObject({
      error: { code: 'LINK_INVALID' },
    });
  });
});

describe('removing one', () => {
  test('that somebody has needs another one for them', async () => {
    const owner = await registerPerson(house);
    const roleId = await makeRole(owner, ['chat:create'], 'Old');
    const next = await makeRole(owner, ['chat:create', 'member:view'], 'New');
    const person = await joinAs(house, owner, roleId);
    expect(await remove(owner, { roleId })).toMatchObject({
      status: 409,
      error: { code: 'CONFLICT', field: 'moveToRoleId' },
    });
    expect(await remove(owner, { roleId, moveToRoleId: roleId })).toMatchObject({
      status: 400,
      error: { field: 'moveToRoleId' },
    });
    expect(await roleOf(owner, person)).toBe(roleId);
    expect((await remove(owner, { roleId, moveToRoleId: next })).status).toBe(200);
    expect(await roleOf(owner, person)).toBe(next);
    expect((await list(owner)).map(({ name }) => name)).not.toContain('Old');
    expect((await linesOf(owner)).at(-1)).toEqual({
      action: 'role.remove',
      before: 'chat:create,workspace:view',
      after: next,
    });
    const rest = await books.sql`select 1 from role_permissions where role_id = ${roleId}`;
    expect(rest).toHaveLength(0);
  });

  test('gives nobody more than the remover has', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const roleId = await makeRole(owner, ['chat:create']);
    await joinAs(house, owner, roleId);
    expect(await remove(admin, { roleId, moveToRoleId: 'owner' })).toMatchObject({
      ...refused,
      error: { field: 'moveToRoleId' },
    });
    expect((await remove(admin, { roleId, moveToRoleId: 'viewer' })).status).toBe(200);
  });

  test('invitations to it lead to the other one, or nowhere; those that ended are left in peace', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    const invite = async (roleId: string) =>
      tokenOf(
        (await owner.mutate<NewInvitation>('invitations.byLink', { workspaceId, roleId })).data.url,
      );
    const inspect = async (token: string) =>
      owner.query<{ roleName: string }>('invitations.inspect', { token });
    const [moved, dropped] = [
      await makeRole(owner, ['chat:create']),
      await makeRole(owner, ['chat:create']),
    ];
    await joinAs(house, owner, moved);
    const [toMoved, toDropped] = [await invite(moved), await invite(dropped)];
    expect((await remove(owner, { roleId: moved, moveToRoleId: 'viewer' })).status).toBe(200);
    expect((await inspect(toMoved)).data.roleName).toBe('Viewer');
    expect((await remove(owner, { roleId: dropped })).status).toBe(200);
    expect(await inspect(toDropped)).toMatchObject({ error: { code: 'LINK_INVALID' } });
    expect((await linesOf(owner)).map(({ action }) => action).slice(-2)).toEqual([
      'invitation.revoke',
      'role.remove',
    ]);
    expect((await owner.query<unknown[]>('invitations.list', { workspaceId })).data).toHaveLength(
      1,
    );
  });

  test('while somebody is being put into it: they never end up with none', async () => {
    const owner = await registerPerson(house);
    const person = await joinAs(house, owner, 'viewer');
    const other = house.addServer();
    const { workspaceId } = owner;
    const { userId } = person;
    const seen = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const roleId = await makeRole(owner, ['chat:create']);
      const put = { json: { workspaceId, userId, roleId } };
      const drop = { json: { workspaceId, roleId } };
      const [moved, removed] = await Promise.all([
        owner.post('/api/trpc/members.changeRole', put, { server: other }),
        owner.post('/api/trpc/roles.remove', drop),
      ]);
      seen.add(`${moved.status} ${removed.status}`);
      expect(await roleOf(owner, person)).toBe(moved.status === 200 ? roleId : 'viewer');
      await owner.mutate('members.changeRole', { workspaceId, userId, roleId: 'viewer' });
    }
    for (const pair of seen) expect(['200 409', '404 200']).toContain(pair);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Me, MyWorkspace } from '@geko/contracts/auth';
import type { BillingOverview } from '@geko/contracts/billing';
import { permissionsOf } from '@geko/contracts/permissions';
import type { Workspace } from '@geko/contracts/workspace';
import { openBooks, type Books } from './testing/books.ts';
import { openSweepWorld, TENANT_CANARY, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson } from './testing/test-person.ts';

let house: TestHouse;
let world: SweepWorld;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await world.close();
  await house.close();
});

test('a new workspace is of the same company, of its maker alone, on the free plan, and empty', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const made = await person.mutate<Workspace>('workspace.create', {
    workspaceId,
    name: '  Research  ',
  });
  const first = await person.query<Workspace>('workspace.get', { workspaceId });
  expect(made.data).toEqual({
    ...first.data,
    id: made.data.id,
    name: 'Research',
    createdAt: made.data.createdAt,
    roleId: 'owner',
    planId: 'free',
    permissions: permissionsOf('owner'),
  });
  expect(made.data.id).not.toBe(workspaceId);
  const got = await person.query<Workspace>('workspace.get', { workspaceId: made.data.id });
  expect(got.data).toEqual(made.data);
  const chats = await person.query<{ items: unknown[] }>('chat.list', {
    workspaceId: made.data.id,
  });
  expect(chats.data.items).toEqual([]);
  const list = await person.query<MyWorkspace[]>('workspace.list');
  expect(list.data.map(({ id }) => id).toSorted()).toEqual([workspaceId, made.data.id].toSorted());
  expect((await person.query<Me>('auth.me')).data.workspaces).toEqual(list.data);
});

test("an admin's new workspace is the admin's own; nobody else of the company sees it", async () => {
  const admin = await world.signIn('admin');
  const made = await admin.mutate<Workspace>('workspace.create', {
    workspaceId: admin.workspaceId,
    name: 'Mine',
  });
  expect(made.data).toMatchObject({
    roleId: 'owner',
    tenantName: TENANT_CANARY,
  });
  for (const role of ['owner', 'editor', 'viewer', 'outsider'] as const) {
    const other = await world.signIn(role);
    expect((await other.query('workspace.get', { workspaceId: made.data.id })).status).toBe(404);
    const list = await other.query<MyWorkspace[]>('workspace.list');
    expect(list.data.map(({ id }) => id)).not.toContain(made.data.id);
  }
});

test('another name shows everywhere, to everybody, and in the log', async () => {
  const owner = await world.signIn('owner');
  const { workspaceId } = owner;
  const name = `Named ${randomUUID()}`;
  const renamed = await owner.mutate<Workspace>('workspace.rename', { workspaceId, name });
  expect(renamed.data.name).toBe(name);
  for (const role of ['admin', 'viewer'] as const) {
    const member = await world.signIn(role);
    expect((await member.query<Workspace>('workspace.get', { workspaceId })).data).toMatchObject({
      name,
      roleId: role,
      permissions: permissionsOf(role),
    });
    const list = await member.query<MyWorkspace[]>('workspace.list');
    expect(list.data.find(({ id }) => id === workspaceId)?.name).toBe(name);
  }
  const lines = await books.sql`select actor_id, object_id from audit_logs
    where action = 'workspace.rename' and workspace_id = ${workspaceId}`;
  expect(lines).toEqual([{ actor_id: owner.userId, object_id: workspaceId }]);
});

test('a switch is remembered for the person who made it, on every device', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const made = await person.mutate<Workspace>('workspace.create', { workspaceId, name: 'Second' });
  const last = async () => (await person.query<Me>('auth.me')).data.lastWorkspaceId;
  expect(await last()).toBe(workspaceId);
  await person.mutate('workspace.switch', { workspaceId: made.data.id });
  expect(await last()).toBe(made.data.id);
  const foreign = await person.mutate('workspace.switch', { workspaceId: world.workspaceId });
  expect(foreign.status).toBe(404);
  expect(await last()).toBe(made.data.id);
  await person.mutate('workspace.switch', { workspaceId });
  expect(await last()).toBe(workspaceId);
});

test('who is taken out of the workspace they were in last is sent to one they have', async () => {
  const viewer = await world.signIn('viewer');
  await viewer.mutate('workspace.switch', { workspaceId: world.workspaceId });
  const before = await viewer.query<Me>('auth.me');
  expect(before.data.lastWorkspaceId).toBe(world.workspaceId);
  await world.setRole('viewer', null);
  const after = await viewer.query<Me>('auth.me');
  expect(after.data.workspaces.map(({ id }) => id)).toEqual([after.data.lastWorkspaceId]);
  expect(after.data.lastWorkspaceId).not.toBe(world.workspaceId);
  await world.setRole('viewer', 'viewer');
});

test('the plan page shows the plan and its month, hides the hidden one, and pretends no payment', async () => {
  const person = await registerPerson(house);
  const { workspaceId } = person;
  const free = await person.query<BillingOverview>('billing.overview', { workspaceId });
  const now = new Date();
  expect(free.data).toMatchObject({
    planId: 'free',
    canPay: false,
    periodStart: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString(),
    periodEnd: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString(),
  });
  expect(free.data.plans.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
    ['free', true],
    ['pro', false],
    ['paygo', false],
  ]);
  await house.setPlan(person, 'enterprise');
  const hidden = await person.query<BillingOverview>('billing.overview', { workspaceId });
  expect(hidden.data.plans.find(({ isCurrent }) => isCurrent)?.id).toBe('enterprise');
});

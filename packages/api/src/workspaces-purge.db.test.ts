import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Me } from '@geko/contracts/auth';
import { NIL_ID } from '@geko/contracts/ids';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { inTenant } from '@geko/db/client';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { purgeWorkspaces } from '@geko/services/workspace/purge-workspaces';
import { PASSWORD } from './testing/auth-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { SHORT } from './testing/sweep-world.ts';
import { issueLicence } from './testing/licence-calls.ts';
import { callRest } from './testing/rest-calls.ts';
import { joinAs, makeRole } from './testing/team.ts';
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

const call = <T>(by: TestPerson, verb: string, input: object = {}) =>
  by.mutate<T>(`workspace.${verb}`, { workspaceId: by.workspaceId, ...input });
const remove = (by: TestPerson, password: string | null = PASSWORD) =>
  call<RemovedWorkspace>(by, 'remove', { password });
const me = async (by: TestPerson) => (await by.query<Me>('auth.me')).data;
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

describe('the purge', () => {
  const counts = async ({ workspaceId }: { workspaceId: string }) => {
    const tables = [
      'conversations',
      'messages',
      'turns',
      'turn_parts',
      'workspace_members',
      'workspace_roles',
      'role_permissions',
      'invitations',
      'workspace_icons',
      'workspace_models',
      'token_usage',
      'ledger_journals',
      'holds',
      'idempotent_requests',
      'api_keys',
      'licences',
      'licence_devices',
      'workspace_wanted_models',
      'workspace_devices',
    ];
    const rows = await Promise.all(
      tables.map(
        (table) =>
          books.sql<{ n: number }[]>`select count(*)::int as n from ${books.sql(table)}
          where workspace_id = ${workspaceId}`,
      ),
    );
    return Object.fromEntries(tables.map((table, index) => [table, rows[index]?.[0]?.n ?? 0]));
  };

  test('deletes what a workspace held 30 days after, keeps books and record, and says so', async () => {
    const owner = await registerPerson(house);
    await chat(owner);
    await joinAs(house, owner, await makeRole(owner, ['chat:create']));
    const { workspaceId } = owner;
    await owner.mutate('invitations.byLink', { workspaceId, roleId: 'viewer' });
    await owner.mutate('models.setEnabled', {
      workspaceId,
      modelId: 'gpt-5-nano',
      isEnabled: true,
    });
    await house.inWorkspaceOf(owner, (tx) =>
      tx.insert(idempotentRequests).values({
        tenantId: sql`context_tenant()`,
        workspaceId,
        id: randomUUID(),
        userId: owner.userId,
        endpoint: 'POST /api/v1/chat/completions',
        key: 'once',
        fingerprint: 'none',
        status: 'untold',
        leaseUntil: new Date(),
        createdAt: new Date(),
      }),
    );
    const { key } = await issueLicence(house, owner, { tier: 'pro' });
    await callRest(house, '/licence/activate', {
      method: 'POST',
      body: { key, deviceId: 'device-1', deviceName: 'A laptop' },
    });
    await owner.mutate('devices.setWanted', { workspaceId, model: 'qwen2.5-0.5b', isWanted: true });
    const device = { id: 'device-1', name: 'A laptop', platform: 'linux', version: '1' };
    await owner.mutate('devices.report', { workspaceId, device, models: [] });
    const bystander = await registerPerson(house);
    await chat(bystander);
    const untouched = await counts(bystander);
    await remove(owner);
    await purgeWorkspaces(house.server);
    await deletedAgo(owner, 29);
    expect(await purgeWorkspaces(house.server)).toBe(0);
    const before = await counts(owner);
    await deletedAgo(owner, 30);
    expect(await purgeWorkspaces(house.server)).toBe(1);
    expect(await purgeWorkspaces(house.server)).toBe(0);
    const { token_usage, ledger_journals, holds } = before;
    expect(before).toMatchObject({
      token_usage: 1,
      idempotent_requests: 1,
      licences: 1,
      licence_devices: 1,
      workspace_wanted_models: 1,
      workspace_devices: 1,
    });
    expect(await counts(owner)).toEqual({
      ...Object.fromEntries(Object.keys(before).map((table) => [table, 0])),
      token_usage,
      ledger_journals,
      holds,
    });
    expect(await counts(bystander)).toEqual(untouched);
    expect(await books.problems(workspaceId)).toEqual([]);
    expect(await lastLine(owner)).toMatchObject({ action: 'workspace.purge', actorId: NIL_ID });
    const [row] =
      await books.sql`select name, purged_at is not null as "isPurged" from workspaces where id = ${workspaceId}`;
    expect(row).toEqual({ name: 'Deleted workspace', isPurged: true });
    expect(await call(owner, 'restore')).toMatchObject({ status: 404 });
    expect((await me(owner)).workspaces).toEqual([]);
  });

  test('waits for a call that is not settled, and keeps nobody else waiting', async () => {
    const [owner, other] = [await registerPerson(house), await registerPerson(house)];
    for (const person of [owner, other]) {
      await chat(person);
      await remove(person);
      await deletedAgo(person, 31);
    }
    // The context of a deleted workspace is found by no route.
    const setHold = (status: string) =>
      house.database.db.transaction(async (tx) => {
        await tx.execute(sql`select set_config('app.workspace_id', ${owner.workspaceId}, true),
          set_config('app.tenant_id', (select tenant_id::text from system.workspaces_to_purge(100)
            where workspace_id = ${owner.workspaceId}::uuid), true)`);
        const { rowCount } = await tx.execute(sql`update holds set status = ${status}`);
        expect(rowCount).toBe(1);
      });
    await setHold('held');
    expect(await purgeWorkspaces(house.server)).toBe(1);
    expect((await counts(owner))['messages']).toBeGreaterThan(0);
    expect((await counts(other))['messages']).toBe(0);
    await setHold('settled');
    expect(await purgeWorkspaces(house.server)).toBe(1);
  });

  test('by many at once: each workspace once', async () => {
    const people = await Promise.all([1, 2, 3].map(() => registerPerson(house)));
    for (const person of people) {
      await remove(person);
      await deletedAgo(person, 30);
    }
    const purged = await Promise.all([1, 2, 3, 4].map(() => purgeWorkspaces(house.server)));
    expect(purged.reduce((sum, each) => sum + each)).toBe(3);
    for (const { workspaceId } of people) {
      const lines = await books.sql`select 1 from audit_logs
        where workspace_id = ${workspaceId} and action = 'workspace.purge'`;
      expect(lines).toHaveLength(1);
    }
  });
});

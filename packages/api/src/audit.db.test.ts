import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { NIL_ID } from '@geko/contracts/ids';
import { users } from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import { addMember, list, listAll, rename } from './testing/audit-calls.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let owner: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  owner = await registerPerson(house);
});
afterAll(() => house.close());

test('tells who did what to what, from where, newest first', async () => {
  await rename(owner, 'Renamed once');
  const { data } = await list(owner);
  const newest = data.items[0];
  expect(newest).toMatchObject({
    actorId: owner.userId,
    actorName: expect.stringContaining('Person') as string,
    actorEmail: expect.stringContaining('@example.com') as string,
    action: 'workspace.rename',
    objectKind: 'workspace',
    objectId: owner.workspaceId,
    objectName: 'Renamed once',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
  });
  expect(JSON.stringify({ ...newest, objectName: null })).not.toContain('Renamed');
  const seqs = data.items.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
  expect(data.items.at(-1)).toMatchObject({ action: 'workspace.create', seq: 1 });
});

test('names people and roles as they are called today, and nobody who is gone', async () => {
  const person = await registerPerson(house);
  const member = await addMember(house, person);
  const gone = randomUUID();
  await house.inWorkspaceOf(person, async (tx) => {
    const [place] = await tx.select().from(auditLogs).limit(1);
    if (!place) throw new Error('there is no line');
    const lines = [
      { objectKind: 'member', action: 'member.join', objectId: member.userId },
      { objectKind: 'member', action: 'member.leave', objectId: gone },
      { objectKind: 'role', action: 'role.remove', objectId: gone },
      { objectKind: 'role', action: 'role.update', objectId: 'viewer' },
      { objectKind: 'workspace', action: 'workspace.purge', objectId: gone, actorId: NIL_ID },
      { objectKind: 'workspace', action: 'workspace.rename', objectId: gone, actorId: gone },
      { objectKind: 'account', action: 'of.a.newer.geko', objectId: gone },
    ];
    for (const [index, line] of lines.entries()) {
      const createdAt = new Date(Date.now() + index * 1_000);
      await tx.insert(auditLogs).values({ ...place, ...line, id: randomUUID(), createdAt });
    }
  });
  await house.database.db
    .update(users)
    .set({ name: 'Called anew' })
    .where(eq(users.id, member.userId));
  const { items } = (await list(person, { limit: 7 })).data;
  expect(items.map((line) => [line.action, line.objectName, line.actorId === null])).toEqual([
    ['workspace.rename', null, false],
    ['workspace.purge', null, true],
    ['role.update', 'Viewer', false],
    ['role.remove', null, false],
    ['member.leave', null, false],
    ['member.join', 'Called anew', false],
  ]);
  expect(items[0]).toMatchObject({ actorId: gone, actorName: null, actorEmail: null });
  expect(items[1]).toMatchObject({ actorName: null, actorEmail: null });
});

test('comes in pages without a gap or a repetition, also while more is written', async () => {
  const person = await registerPerson(house);
  for (let n = 0; n < 7; n += 1) await rename(person, `Name ${n}`);
  const first = (await list(person, { limit: 3 })).data;
  await rename(person, 'Meanwhile');
  const rest = (await list(person, { limit: 100, cursor: first.nextCursor ?? '' })).data;
  const seqs = [...first.items, ...rest.items].map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(seqs.length).toBeGreaterThanOrEqual(8);
  expect(Math.max(...seqs) - Math.min(...seqs)).toBe(seqs.length - 1);
  const whole = (await listAll(person, 100)).flat();
  for (const limit of [1, 2, whole.length]) {
    expect((await listAll(person, limit)).flat()).toEqual(whole);
  }
  expect(await list(person, { cursor: 'x' })).toMatchObject({ status: 400 });
});

test('narrows to a person, an action, a time, and all of these', async () => {
  const person = await registerPerson(house);
  const member = await addMember(house, person);
  await rename(person, 'By the owner');
  await rename(member, 'By the member');
  const mine = (await list(person, { actorId: member.userId })).data.items;
  expect(mine.map(({ actorId }) => actorId)).toEqual([member.userId]);
  expect((await list(person, { actorId: member.userId.toUpperCase() })).data.items).toEqual(mine);
  const renames = (await list(person, { action: 'workspace.rename' })).data.items;
  expect(renames.map(({ actorId }) => actorId)).toEqual([member.userId, person.userId]);
  const [last, before] = renames;
  const at = { from: last?.at ?? '', to: last?.at ?? '' };
  expect((await list(person, at)).data.items).toEqual([last]);
  expect(
    (await list(person, { to: before?.at ?? '', action: 'workspace.rename' })).data.items,
  ).toEqual([before]);
  const none = { ...at, actorId: person.userId };
  expect((await list(person, none)).data.items).toEqual([]);
  for (const bounds of [{ from: '0000-01-01T00:00:00Z' }, { to: '9999-12-31T23:59:59.999Z' }]) {
    expect((await list(person, { action: 'workspace.rename', ...bounds })).data.items).toEqual(
      renames,
    );
  }
  expect((await list(person, { from: '9999-12-31T23:59:59Z' })).data.items).toEqual([]);
  expect(await list(person, { from: 'yesterday' })).toMatchObject({ status: 400 });
  expect(await list(person, { action: 'all' })).toMatchObject({ status: 400 });
});

test('finds nothing of a person of elsewhere, like of none, and nothing of Geko by a bad id', async () => {
  const stranger = await registerPerson(house);
  await house.inWorkspaceOf(owner, async (tx) => {
    const [line] = await tx.select().from(auditLogs).limit(1);
    if (!line) throw new Error('there is no line');
    await tx.insert(auditLogs).values({ ...line, id: randomUUID(), actorId: NIL_ID });
  });
  const none = (await list(owner, { actorId: randomUUID() })).data;
  expect(none).toEqual({ items: [], nextCursor: null });
  for (const actorId of [stranger.userId, 'x', NIL_ID, '', `${owner.userId}' or 1=1`]) {
    expect((await list(owner, { actorId })).data).toEqual(none);
  }
});

test('is for those who may see it', async () => {
  const editor = await addMember(house, owner, 'editor');
  expect(await list(editor)).toMatchObject({ status: 403 });
  const stranger = await registerPerson(house);
  stranger.workspaceId = owner.workspaceId;
  expect(await list(stranger)).toMatchObject({ status: 404 });
});

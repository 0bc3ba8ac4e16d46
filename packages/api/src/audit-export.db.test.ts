import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { users } from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { addMember, list, listAll, rename, type AuditFilter } from './testing/audit-calls.ts';
import { readCsv } from './testing/read-csv.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

const askExport = (person: TestPerson, filter: AuditFilter = {}) =>
  person.post('/api/audit/export', { workspaceId: person.workspaceId, ...filter });

test('holds the lines of the list up to its own moment, and is on the record itself', async () => {
  const person = await registerPerson(house);
  for (let n = 0; n < 3; n += 1) await rename(person, `Größe ${n}, "eins"; Ü😀`);
  const listed = (await listAll(person, 100)).flat();
  const response = await askExport(person);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const today = new Date().toISOString().slice(0, 10);
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="geko-audit-gro-e-2-eins-u-${today}.csv"`,
  );
  // The line stands there before anybody has read the first byte.
  const [own] = (await list(person, { limit: 1 })).data.items;
  expect(own).toMatchObject({
    action: 'audit.export',
    objectKind: 'audit',
    objectId: person.workspaceId,
    after: '',
  });
  const rows = await readCsv(response);
  expect(rows.map((row) => [row['time'], Number(row['line']), row['action'], row['hash']])).toEqual(
    listed.map((line) => [line.at, line.seq, line.action, line.hash]),
  );
  expect(rows[0]?.['object_name']).toBe('Größe 2, "eins"; Ü😀');
});

test('narrows as the list does, and says by what in its line', async () => {
  const person = await registerPerson(house);
  await rename(person, 'A name');
  const filter = {
    actorId: person.userId,
    action: 'workspace.rename',
    from: '2026-01-01T00:00:00.000Z',
    to: '2999-12-31T00:00:00.000Z',
  };
  const response = await askExport(person, filter);
  expect(response.headers.get('content-disposition')).toContain('-2026-01-01-to-2999-12-31.csv"');
  expect((await readCsv(response)).map((row) => row['action'])).toEqual(['workspace.rename']);
  const [line] = (await list(person, { limit: 1 })).data.items;
  expect(line).toMatchObject({ action: 'audit.export', after: 'actor,action,from,to' });
  expect(await readCsv(await askExport(person, { actorId: randomUUID() }))).toEqual([]);
});

test.each([
  [`=cmd|' /C calc'!A0`, `'=cmd|' /C calc'!A0`],
  ['+1+1', `'+1+1`],
  ['@SUM(1)', `'@SUM(1)`],
  ['-2+3', `'-2+3`],
  ['x;=HYPERLINK("http://e.com";"x")', `x;'=HYPERLINK("http://e.com";"x")`],
  ['He said "hi",\r\nand left', 'He said "hi",\r\nand left'],
  ['  =1', `'  =1`],
])('a name such as %j computes nothing', async (name, cell) => {
  const person = await registerPerson(house);
  await house.database.db.update(users).set({ name }).where(eq(users.id, person.userId));
  const rows = await readCsv(await askExport(person));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row['actor_name']).toBe(cell);
});

test('of thousands of lines comes page by page, in one order, without what came meanwhile', async () => {
  const person = await registerPerson(house);
  await house.inWorkspaceOf(person, async (tx) => {
    const [line] = await tx.select().from(auditLogs).limit(1);
    if (!line) throw new Error('there is no line');
    // All of one moment, so that the id alone orders them.
    const more = Array.from({ length: 1_200 }, () => ({ ...line, id: randomUUID() }));
    await tx.insert(auditLogs).values(more);
  });
  const rows = await readCsv(await askExport(person), () => rename(person, 'Meanwhile'));
  const [meanwhile, own, ...listed] = (await listAll(person, 100)).flat();
  expect([meanwhile?.action, own?.action]).toEqual(['workspace.rename', 'audit.export']);
  expect(rows.length).toBeGreaterThan(1_200);
  expect(rows.map((row) => Number(row['line']))).toEqual(listed.map(({ seq }) => seq));
});

test('ends when the right to it does', async () => {
  const person = await registerPerson(house);
  const admin = await addMember(house, person);
  await house.inWorkspaceOf(person, async (tx) => {
    const [line] = await tx.select().from(auditLogs).limit(1);
    if (!line) throw new Error('there is no line');
    const more = Array.from({ length: 2_000 }, () => ({ ...line, id: randomUUID() }));
    await tx.insert(auditLogs).values(more);
  });
  const response = await askExport(admin);
  const reader = response.body?.getReader();
  await reader?.read();
  await house.inWorkspaceOf(person, (tx) =>
    tx
      .update(workspaceMembers)
      .set({ role: 'editor' })
      .where(eq(workspaceMembers.userId, admin.userId)),
  );
  const readOn = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await expect(readOn()).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('is not for others, not from elsewhere, and then leaves no line', async () => {
  const person = await registerPerson(house);
  const before = (await listAll(person, 100)).flat();
  const editor = await addMember(house, person, 'editor');
  expect((await askExport(editor)).status).toBe(403);
  const stranger = await registerPerson(house);
  stranger.workspaceId = person.workspaceId;
  expect((await askExport(stranger)).status).toBe(404);
  expect((await askExport(person, { action: 'all' })).status).toBe(400);
  for (const origin of ['https://elsewhere.example', null]) {
    const response = await house.fetch('/api/audit/export', {
      method: 'POST',
      body: JSON.stringify({ workspaceId: person.workspaceId }),
      headers: {
        'content-type': 'application/json',
        host: new URL(TEST_ORIGIN).host,
        cookie: person.cookie,
        ...(origin !== null && { origin }),
      },
    });
    expect(response.status).toBe(403);
  }
  expect((await listAll(person, 100)).flat()).toEqual(before);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { AuditFact, auditActions, objectKinds, type AuditAction } from '@geko/contracts/audit';
import { NIL_ID } from '@geko/contracts/ids';
import { permissions } from '@geko/contracts/permissions';
import { asUser, inTenant } from '@geko/db/client';
import { openAuditWorld, type AuditPlaceIds, type AuditWorld } from './testing/audit-world.ts';
import { writeAccountAudit, writeAuditLine, type AuditEntry } from './write-audit.ts';

let world: AuditWorld;
let place: AuditPlaceIds;
beforeAll(async () => {
  world = await openAuditWorld(inject('ownerUrl'));
  place = await world.openPlace();
});
afterAll(() => world.close());

const request = { requestId: 'test', address: '::1', userAgent: 'a browser' };
const about = (actorId: string | null) => ({
  actorId,
  now: new Date(),
  newId: randomUUID,
  request,
});

const write = (entry: AuditEntry) =>
  inTenant(world.database.db, place, (tx) =>
    writeAuditLine({ ...place, ...about(place.userId), tx }, entry),
  );

type Line = { tenant: string; workspace: string; actor: string; object: string; kind: string };
const linesOf = (tenantId: string) =>
  world.read<Line>(
    `select tenant_id as tenant, workspace_id as workspace, actor_id as actor, object_id as object, object_kind as kind
     from audit_logs where tenant_id = $1 order by seq`,
    [tenantId],
  );

test('a line tells its place in the chain, and every action has its kind of object', async () => {
  const first = await write({ action: 'workspace.rename', objectId: place.workspaceId });
  for (const [index, action] of (Object.keys(auditActions) as AuditAction[]).entries()) {
    expect(await write({ action, objectId: 'x' })).toBe(first + BigInt(index + 1));
  }
  const kinds = (await linesOf(place.tenantId)).slice(1).map(({ kind }) => kind);
  expect(kinds).toEqual(Object.values(auditActions));
  expect(objectKinds).toEqual(expect.arrayContaining(kinds));
});

test('ids, roles, flags, and all permissions at once are facts', () => {
  const facts = [
    randomUUID(),
    'owner',
    'true',
    'gpt-5.4-mini',
    'name,time_zone',
    permissions.join(),
  ];
  for (const fact of facts) expect(AuditFact.parse(fact)).toBe(fact);
});

const content = [
  'Ada Lovelace',
  'ada@example.com',
  'Quarterly',
  'naïve',
  'a/b',
  'a\nb',
  'a ',
  '<b>',
  '=1+1',
  '日本',
  'a'.repeat(2_001),
];

test.each(content)('%j is not: it is what somebody wrote', async (text) => {
  const before = await linesOf(place.tenantId);
  for (const field of ['objectId', 'before', 'after']) {
    const entry = { action: 'workspace.rename' as const, objectId: 'x', [field]: text };
    await expect(write(entry)).rejects.toThrow(/invalid_format/u);
  }
  expect(await linesOf(place.tenantId)).toEqual(before);
});

test('what happens to an account is on the record of every workspace of the person, and of no other', async () => {
  const one = await world.openPlace();
  const two = await world.openPlace({ tenantId: one.tenantId, userId: one.userId });
  const three = await world.openPlace({ userId: one.userId });
  const other = await world.openPlace();
  await asUser(world.database.db, one.userId, (tx) =>
    writeAccountAudit(
      { tx, userId: one.userId, ...about(null) },
      { action: 'account.promote', before: 'user', after: 'operator' },
    ),
  );
  const told = ({ tenantId, workspaceId }: AuditPlaceIds): Line => ({
    tenant: tenantId,
    workspace: workspaceId,
    actor: NIL_ID,
    object: one.userId,
    kind: 'account',
  });
  const both = [told(one), told(two)].toSorted((a, b) => (a.workspace < b.workspace ? -1 : 1));
  expect(await linesOf(one.tenantId)).toEqual(both);
  expect(await linesOf(three.tenantId)).toEqual([told(three)]);
  expect(await linesOf(other.tenantId)).toEqual([]);
});

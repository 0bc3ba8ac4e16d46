import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { expireAudit } from './expire-audit.ts';
import { openAuditWorld, type AuditPlaceIds, type AuditWorld } from './testing/audit-world.ts';

let world: AuditWorld;
beforeAll(async () => {
  world = await openAuditWorld(inject('ownerUrl'));
});
afterAll(() => world.close());
afterEach(async () => {
  await setDays(null);
  await expireAudit(world.database);
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** The setting, as its JSON; null = none. */
const setDays = (json: string | null) =>
  world.bend(
    json === null
      ? `delete from system_config where key = 'audit.retention_days'`
      : `insert into system_config (key, value) values ('audit.retention_days', '${json}')
           on conflict (key) do update set value = excluded.value`,
  );

/** A workspace with a line of each age. */
async function withLines(...ages: number[]): Promise<AuditPlaceIds> {
  const place = await world.openPlace();
  for (const age of ages) await world.write(place, 1, { at: daysAgo(age) });
  return place;
}

const linesOf = ({ tenantId }: AuditPlaceIds) =>
  world.read<{ seq: number; action: string; object_id: string; after: string; actor: string }>(
    `select seq::int, action, object_id, after, actor_id as actor from audit_logs where tenant_id = $1 order by seq`,
    [tenantId],
  );
const seqsOf = async (place: AuditPlaceIds) => (await linesOf(place)).map(({ seq }) => seq);

test('lines older than two years go, oldest first; the rest is still a chain, which says so', async () => {
  const place = await withLines(800, 740, 731, 729, 0);
  const young = await withLines(700, 1);
  const [kept] = (await world.verify(place.tenantId)).heads;
  if (!kept) throw new Error('there is no chain');
  expect(await expireAudit(world.database)).toBe(3);
  const lines = await linesOf(place);
  expect(lines.map(({ seq }) => seq)).toEqual([4, 5, 6]);
  expect(lines[2]).toMatchObject({
    action: 'audit.expire',
    object_id: '3',
    after: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
    actor: '00000000-0000-0000-0000-000000000000',
  });
  expect(await seqsOf(young)).toEqual([1, 2]);
  const check = await world.verify(place.tenantId, [kept]);
  expect(check).toMatchObject({ lines: 3, problems: [], notes: [] });
  expect(await expireAudit(world.database)).toBe(0);
  await world.write(place, 1);
  expect(await world.verify(place.tenantId, [kept])).toMatchObject({ lines: 4, problems: [] });
});

test('a chain that goes altogether goes on', async () => {
  const place = await withLines(900, 800);
  expect(await expireAudit(world.database)).toBe(2);
  expect(await seqsOf(place)).toEqual([3]);
  await world.write(place, 2);
  expect(await world.verify(place.tenantId)).toMatchObject({ lines: 3, problems: [] });
});

test('what stands after a younger line waits for it', async () => {
  const place = await withLines(800, 10, 800);
  expect(await expireAudit(world.database)).toBe(1);
  expect(await seqsOf(place)).toEqual([2, 3, 4]);
});

test.each([
  ['90', [91, 89], 1],
  ['1000', [999, 1], 0],
  ['5', [31, 29], 1],
  ['0', [29], 0],
  ['-1', [29], 0],
  ['1e99', [900], 0],
  ['"7"', [729], 0],
  ['null', [729], 0],
  ['{"days": 1}', [729], 0],
])('with the setting %s, of lines %j days old %i go', async (json, ages, gone) => {
  await setDays(json);
  const place = await withLines(...ages);
  await expireAudit(world.database);
  const left = (await linesOf(place)).filter(({ action }) => action !== 'audit.expire');
  expect(left).toHaveLength(ages.length - gone);
});

test('the application cannot shorten what is kept', async () => {
  const place = await withLines(100);
  const change = inTenant(world.database.db, place, (tx) =>
    tx.execute(sql`insert into system_config (key, value) values ('audit.retention_days', '1')`),
  );
  await expect(change).rejects.toMatchObject({ cause: { code: '42501' } });
  for (const most of [0, -1]) {
    const asked = world.database.pool.query('select system.expire_audit($1)', [most]);
    await expect(asked).rejects.toMatchObject({ code: '22023' });
  }
  const { rows } = await world.database.pool.query(
    'select system.expire_audit(2147483647) as gone',
  );
  expect(rows).toEqual([{ gone: 0 }]);
  expect(await seqsOf(place)).toEqual([1]);
});

test('thousands go in portions, while others write', async () => {
  const place = await world.openPlace();
  const at = daysAgo(800).toISOString();
  await inTenant(world.database.db, place, (tx) =>
    tx.execute(sql`insert into audit_logs (tenant_id, workspace_id, id, actor_id, action, object_kind, object_id,
        request_id, created_at)
      select ${place.tenantId}, ${place.workspaceId}, gen_random_uuid(), ${place.userId}, 'workspace.rename', 'workspace',
        ${place.workspaceId}, 'test', ${at} from generate_series(1, 5500)`),
  );
  const [gone, again] = await Promise.all([
    expireAudit(world.database),
    expireAudit(world.database),
    world.write(place, 20),
  ]);
  expect(gone + again).toBe(5_500);
  const expiries = (await linesOf(place)).filter(({ action }) => action === 'audit.expire');
  expect(expiries.map((line) => line.object_id)).toEqual(['5000', '5500']);
  expect(await world.verify(place.tenantId)).toMatchObject({ lines: 22, problems: [] });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { enterWorkspace } from '../access/in-workspace.ts';
import { auditLinesQuery, findAuditLines, keyOfLine, type AuditFilter } from './audit-lines.ts';
import { openAuditWorld, type AuditPlaceIds, type AuditWorld } from './testing/audit-world.ts';

const LINES = 100_000;
/** Line n was written n seconds after this; in every thousandth somebody rare did something rare. */
const BEGIN = Date.UTC(2026, 0, 1);
const rare = randomUUID();

let world: AuditWorld;
let place: AuditPlaceIds;
beforeAll(async () => {
  world = await openAuditWorld(inject('ownerUrl'));
  place = await world.openPlace();
  const { tenantId, workspaceId, userId } = place;
  await world.bend(`insert into audit_logs
      (tenant_id, workspace_id, id, seq, actor_id, action, object_kind, object_id, request_id, created_at)
    select '${tenantId}', '${workspaceId}', gen_random_uuid(), n,
      case when n % 1000 = 0 then '${rare}'::uuid else '${userId}'::uuid end,
      case when n % 1000 = 0 then 'role.remove' else 'workspace.rename' end, 'workspace', '${workspaceId}', 'test',
      to_timestamp(${BEGIN / 1_000}) + n * interval '1 second'
    from generate_series(1, ${LINES}) n`);
  await world.bend('analyze audit_logs');
});
afterAll(() => world.close());

type Plan = {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const blocksOf = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

/** What the database does for a page of fifty after so many lines. */
async function explain(filter: AuditFilter, depth: number) {
  return inTenant(world.database.db, place, async (tx) => {
    const scope = { tx, caller: await enterWorkspace(tx, place) };
    const at = new Date(BEGIN + (LINES - depth) * 1_000);
    const after = depth === 0 ? null : { at, id: '00000000-0000-0000-0000-000000000000' };
    const query = auditLinesQuery(scope, filter, { after, most: 51 });
    const { rows } = await tx.execute<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      sql`explain (analyze, buffers, format json) ${query.getSQL()}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error('there is no plan');
    return plan;
  });
}

const daysIn = (days: number) => new Date(BEGIN + days * 86_400_000).toISOString();
const filters: [string, AuditFilter, string][] = [
  ['all lines', {}, 'audit_logs_time'],
  ['those of a time', { from: daysIn(0), to: daysIn(2) }, 'audit_logs_time'],
  ['those of somebody who did little', { actorId: rare }, 'audit_logs_actor'],
  ['those of a rare action', { action: 'role.remove' }, 'audit_logs_action'],
];

test.each(filters)(
  '%s come off an index in their order, however deep',
  async (_, filter, index) => {
    for (const depth of [0, 1_000, 50_000, 99_900]) {
      const plan = await explain(filter, depth);
      const nodes = nodesOf(plan);
      expect({ depth, indexes: nodes.map((node) => node['Index Name']) }).toEqual({
        depth,
        indexes: expect.arrayContaining([index]) as string[],
      });
      // Not one line is read that does not stand on the page: nothing is sorted or filtered out.
      const scan = nodes.find((node) => node['Relation Name'] === 'audit_logs');
      expect(scan?.['Rows Removed by Filter'] ?? 0).toBe(0);
      expect(scan?.['Actual Rows']).toBeLessThanOrEqual(51);
      expect(blocksOf(plan)).toBeLessThan(400);
    }
  },
);

test('a walk through all pages meets every line once', async () => {
  const seen = await inTenant(world.database.db, place, async (tx) => {
    const caller = await enterWorkspace(tx, place);
    const request = { requestId: 'test', address: null, userAgent: null };
    const scope = { tx, caller, now: new Date(), newId: randomUUID, request };
    const seqs: bigint[] = [];
    let after = null;
    for (;;) {
      const rows = await findAuditLines(scope, {}, { after, most: 5_000 });
      seqs.push(...rows.map(({ line }) => line.seq));
      const last = rows.at(-1);
      if (!last) return seqs;
      after = keyOfLine(last);
    }
  });
  expect(seen).toHaveLength(LINES);
  expect(seen.every((seq, index) => seq === BigInt(LINES - index))).toBe(true);
});

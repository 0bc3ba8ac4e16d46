import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { TenantContext } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { sweepLeases } from './chat/sweep-leases.ts';
import { verifyLedger } from './ledger/verify-ledger.ts';
import { makePlaces } from './testing/make-places.ts';
import { moneyModels } from './testing/money-steps.ts';
import { prepareMoney } from './testing/money-world.ts';
import type { RaceDone, RaceWork } from './testing/race-worker.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many holds are raced in all. */
    raceHolds: number;
  }
}

const PROCESSES = 4;
/** Calls under way at once in each of them. */
const AT_ONCE = 4;
const WATCH_EVERY_MS = 100;

let database: TestDatabase;
let reader: postgres.Sql;
let children: ChildProcess[];
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: 2 });
  await prepareMoney(database.ownerUrl);
  reader = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await reader`set role geko_system`;
  const file = fileURLToPath(new URL('testing/race-worker.ts', import.meta.url));
  const stdio: StdioOptions = ['ignore', 'ignore', 'inherit', 'ipc'];
  children = Array.from({ length: PROCESSES }, () => fork(file, { execArgv: [], stdio }));
});
afterAll(async () => {
  for (const child of children) child.disconnect();
  await reader.end();
  await database.drop();
});

/** Less than is asked for. */
const limitsFor = (holdsEach: number): RaceWork['limits'] => [
  { subjectKind: 'workspace', meter: 'tokens', period: 'total', cap: `${holdsEach * 70 + 400}` },
  { subjectKind: 'each_member', meter: 'charge', period: 'month', cap: `${holdsEach * 300_000}` },
  { subjectKind: 'workspace', meter: 'requests', period: 'day', cap: `${holdsEach}` },
  { subjectKind: 'tenant', meter: 'tokens', period: 'total', cap: `${holdsEach * 69 + 400}` },
];

/** Gives each a wallet of three lots and caps on tokens and charge, of workspace and company: less than is asked for. */
async function fund(places: readonly TenantContext[], holdsEach: number): Promise<void> {
  const pairs = places.map(({ tenantId, workspaceId }) => `'${tenantId} ${workspaceId}'`);
  const userId = places[0]?.userId ?? '';
  const limits = limitsFor(holdsEach)
    .map(
      ({ subjectKind, meter, cap, period }) =>
        `('${subjectKind}', '${meter}', ${cap}::bigint, '${period}')`,
    )
    .join(', ');
  await database.db.execute(
    sql.raw(`do $$
      declare pair text; tenant uuid; workspace uuid; lot uuid; amount bigint;
      begin
        perform set_config('app.user_id', '${userId}', true);
        foreach pair in array array[${pairs.join(',')}]::text[] loop
          tenant := split_part(pair, ' ', 1); workspace := split_part(pair, ' ', 2);
          perform set_config('app.tenant_id', tenant::text, true), set_config('app.workspace_id', workspace::text, true);
          for n in 1..3 loop
            lot := gen_random_uuid(); amount := ${holdsEach}::bigint * 30011 * n;
            insert into credit_lots (tenant_id, workspace_id, id, kind, priority, granted_nano, remaining_nano, created_at)
              values (tenant, workspace, lot, 'bonus', 20, amount, amount, now());
            perform post_journal(gen_random_uuid(), 'grant', lot, now(), '{promotion,wallet}',
              array[amount, -amount], array[null, lot]);
          end loop;
          insert into limits (tenant_id, workspace_id, id, subject_kind, subject_id, meter, cap, period, overflow,
              created_by, created_at)
            select tenant, workspace, gen_random_uuid(), kind, '', meter, cap, period, 'block', '${userId}', now()
            from (values ${limits}) as v(kind, meter, cap, period) where kind <> 'tenant';
          insert into tenant_limits (tenant_id, id, meter, cap, period, overflow, created_by, created_at)
            select tenant, gen_random_uuid(), meter, cap, period, 'block', '${userId}', now()
            from (values ${limits}) as v(kind, meter, cap, period) where kind = 'tenant';
        end loop;
      end $$`),
  );
}

/** Gives a process its share and waits for what came of it. */
async function raceIn(child: ChildProcess, work: RaceWork): Promise<RaceDone> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`a racing process ended with ${String(code)}`)));
    child.send(work);
  });
}

/** Counters past their caps at this moment. */
const overspent = () => reader`
  select c.* from (
    select q.subject, q.meter, q.used + q.held as taken, l.cap from quotas q join limits l
      on l.tenant_id = q.tenant_id and l.workspace_id = q.workspace_id and l.meter = q.meter and l.period = q.period
        and q.subject = case l.subject_kind when 'each_member' then 'member:' || l.created_by else l.subject_kind end
    union all
    select q.subject, q.meter, q.used + q.held, l.cap from tenant_quotas q join tenant_limits l
      on l.tenant_id = q.tenant_id and l.meter = q.meter and l.period = q.period) c
  where taken > cap`;

const shares = [
  { workspaces: 1, share: 0.3 },
  { workspaces: 16, share: 0.4 },
  { workspaces: 1_000, share: 0.3 },
];

test.each(shares)(
  'holds of four processes on $workspaces workspaces: nothing overspent, nothing held at rest',
  async ({ workspaces, share }) => {
    const total = Math.round(inject('raceHolds') * share);
    const places = await makePlaces(database.db, workspaces);
    await fund(places, Math.ceil(total / workspaces));
    let isOver = false;
    const watching = (async () => {
      const found: unknown[] = [];
      while (!isOver) {
        found.push(...(await overspent()));
        await sleep(WATCH_EVERY_MS);
      }
      return found;
    })();
    const done = await Promise.all(
      children.map((child, index) =>
        raceIn(child, {
          appUrl: database.appUrl,
          places,
          modelIds: moneyModels.map(({ id }) => id),
          limits: limitsFor(Math.ceil(total / workspaces)),
          holds: Math.floor(total / PROCESSES),
          atOnce: AT_ONCE,
          seed: index * 7 + workspaces,
        }),
      ),
    ).finally(() => {
      isOver = true;
    });
    expect(await watching).toEqual([]);
    expect(done.flatMap(({ faults }) => faults)).toEqual([]);
    const sumOf = (fate: keyof RaceDone['fates']) =>
      done.reduce((sum, { fates }) => sum + fates[fate], 0);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const deps = { db: database.db, now: () => new Date(), newId: () => crypto.randomUUID(), log };
    while ((await sweepLeases(deps)) > 0);

    const ids = places.map(({ workspaceId }) => workspaceId);
    const tenantIds = places.map(({ tenantId }) => tenantId);
    const [rest] = await reader`select
      (select count(*)::int from holds where status = 'held' and workspace_id = any (${ids}::uuid[])) as open,
      (select coalesce(sum(held), 0)::text from quotas where workspace_id = any (${ids}::uuid[])) as held,
      (select coalesce(sum(held), 0)::text from tenant_quotas where tenant_id = any (${tenantIds}::uuid[])) as shared,
      (select coalesce(sum(held_nano), 0)::text from credit_lots where workspace_id = any (${ids}::uuid[])) as lots,
      (select coalesce(sum(amount_nano), 0)::text from ledger_entries where workspace_id = any (${ids}::uuid[])) as ledger,
      (select count(*)::int from token_usage where workspace_id = any (${ids}::uuid[])) as receipts`;
    const admitted = sumOf('settled') + sumOf('released') + sumOf('expired') + sumOf('crashed');
    const nothing = { open: 0, held: '0', shared: '0', lots: '0', ledger: '0' };
    expect(rest).toEqual({ ...nothing, receipts: admitted });
    expect(await overspent()).toEqual([]);
    expect(admitted + sumOf('refused')).toBe(Math.floor(total / PROCESSES) * PROCESSES);
    // There was more asked for than could be had, and every fate was met.
    for (const fate of ['settled', 'released', 'expired', 'crashed', 'refused'] as const) {
      expect([fate, sumOf(fate) > total / 100]).toEqual([fate, true]);
    }
  },
  3_600_000,
);

test('the books of all of them agree', async () => {
  const { checked, problems } = await verifyLedger({ sql: reader, workspaceId: null });
  expect(problems).toEqual([]);
  expect(checked.receipts).toBeGreaterThan(inject('raceHolds') / 3);
});

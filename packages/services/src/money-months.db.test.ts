import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { expect, inject, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { mailOutbox } from '@geko/db/schema/identity';
import { workspaces } from '@geko/db/schema/tenancy';
import { inTenant } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { inWorkspace } from './access/in-workspace.ts';
import { verifyLedger } from './ledger/verify-ledger.ts';
import { createLimit } from './limits/create-limit.ts';
import { openMail } from './mail/open-mail.ts';
import { dice } from './testing/dice.ts';
import { firstShowing } from './testing/first-showing.ts';
import { makePlace } from './testing/make-places.ts';
import { prepareMoney } from './testing/money-world.ts';
import { liveMonths } from './testing/month-life.ts';
import {
  type LivingPlace,
  MONTHS,
  type MonthPlace,
  monthPlaces,
  monthStarts,
} from './testing/month-places.ts';
import { LOT_NANO, monthSecrets } from './testing/month-process.ts';

const CAP = 5;
const LOW_NANO = 1_950_000n;
const HOUR_MS = 3_600_000;

/** A Free plan of five requests a month, then credit; and when a wallet is low. */
async function preparePlans(ownerUrl: string): Promise<void> {
  await prepareMoney(ownerUrl);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const limits = [{ meter: 'requests', scope: 'workspace', cap: CAP, overflow: 'credits' }];
  await owner`update plan_overrides set plan = ${owner.json({ ...planTable.free, limits })} where plan_id = 'free'`;
  await owner`insert into system_config (key, value) values ('money.low_credit_nano', ${owner.json(LOW_NANO.toString())})`;
  await owner.end();
}

/** A workspace of the place, with its limit where it has one; anchored ones count years as well. */
async function settle(database: TestDatabase, place: MonthPlace): Promise<LivingPlace> {
  const { db } = database;
  const ids = await makePlace(db, place.planId);
  const { timeZone, anchor } = place;
  await inTenant(db, ids, (tx) => tx.update(workspaces).set({ timeZone }));
  const starts = monthStarts(place);
  const now = () => new Date((starts[0]?.getTime() ?? 0) - HOUR_MS);
  const request = { requestId: 'months', address: null, userAgent: null };
  const { workspaceId } = ids;
  const limit = (period: 'month' | 'year', cap: number) =>
    inWorkspace(
      { db, now, newId: randomUUID },
      { ...ids, onlyWorkspaceId: null, request },
      (scope) =>
        createLimit(scope, {
          workspaceId,
          id: randomUUID(),
          subject: { kind: 'workspace' },
          meter: 'requests',
          cap,
          period,
          anchorAt: anchor?.at.toISOString() ?? null,
          overflow: 'block',
        }),
    );
  if (place.planId === 'paygo') await limit('month', CAP);
  if (anchor !== null) await limit('year', 1_000);
  return { ...place, ...ids, starts };
}

type Counter = { period: string; period_start: Date; period_end: Date; used: string; held: string };
type Lot = {
  id: string;
  granted: string;
  left: string;
  held: string;
  expires_at: Date;
  created_at: Date;
  grants: number;
  expiries: number;
};
type Told = { kind: string; once_key: string; resets_at: string | null; is_mailed: boolean };

const one = (amount: bigint | number) => amount.toString();
const instants = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

/** Each month of a place has one counter, one grant and its end, and each of its three notices once. */
async function expectMonths(reader: postgres.Sql, place: LivingPlace): Promise<void> {
  const { workspaceId, starts, planId } = place;
  const [begins, ends] = [starts.slice(0, -1), starts.slice(1)];
  const here = reader`workspace_id = ${workspaceId} and tenant_id = system.tenant_of(${workspaceId})`;
  const counters = await reader<Counter[]>`
    select period, period_start, period_end, used::text, held::text from quotas
    where ${here} and meter = 'requests' and subject = ${planId === 'free' ? 'plan' : 'workspace'}
      and period = 'month' and period_end > ${begins[0] ?? ''} order by period_start`;
  expect([...counters]).toEqual(
    begins.map((begin, n) => ({
      period: 'month',
      period_start: begin,
      period_end: ends[n],
      used: one(CAP),
      held: '0',
    })),
  );

  const lots = await reader<Lot[]>`
    select id, granted_nano::text as granted, remaining_nano::text as left, held_nano::text as held, expires_at, created_at,
      (select count(*)::int from ledger_journals j where j.tenant_id = l.tenant_id and j.workspace_id = l.workspace_id
        and j.kind = 'grant' and j.operation_id = l.id) as grants,
      (select count(*)::int from ledger_journals j join ledger_entries e on e.tenant_id = j.tenant_id
          and e.workspace_id = j.workspace_id and e.journal_id = j.id
        where j.tenant_id = l.tenant_id and j.workspace_id = l.workspace_id and j.kind = 'expiry'
          and e.account = 'wallet' and e.lot_id = l.id) as expiries
    from credit_lots l where ${here} order by created_at`;
  const grant = { granted: one(LOT_NANO), left: '0', held: '0', grants: 1 };
  expect(lots.map(({ id: _id, created_at: _at, expiries: _n, ...lot }) => lot)).toEqual(
    ends.map((end) => ({ ...grant, expires_at: end })),
  );
  for (const [n, { created_at: grantedAt, expiries }] of lots.entries()) {
    const lateMs = grantedAt.getTime() - (begins[n]?.getTime() ?? 0);
    expect([0, 1, 26 * HOUR_MS]).toContain(lateMs);
    // What a call holds over the edge of a month expires when it gives it back.
    expect([1, 2]).toContain(expiries);
  }
  expect(new Set(lots.map(({ expiries }) => expiries)).size).toBe(2);

  const told = await reader<Told[]>`select kind, once_key, facts->>'resetsAt' as resets_at,
    mailed_at is not null as is_mailed from notices where ${here} order by created_at`;
  const of = (kind: string) => told.filter((notice) => notice.kind === kind);
  for (const kind of ['limit_warning', 'limit_reached'])
    expect([kind, ...of(kind).map((notice) => notice.resets_at)]).toEqual([
      kind,
      ...instants(ends),
    ]);
  expect(of('credit_low').map((notice) => notice.once_key)).toEqual(
    lots.map(({ id }) => `credit_low ${id}`),
  );
  expect(of('credit_granted')).toHaveLength(MONTHS);
  expect(told.filter((notice) => !notice.is_mailed)).toEqual([]);
}

/** A year from 29 February ends on the 28th, and the next leap year on the 29th. */
async function expectYears(reader: postgres.Sql, place: LivingPlace): Promise<void> {
  const rows = await reader<Counter[]>`select period_start, used::text from quotas
    where workspace_id = ${place.workspaceId} and period = 'year' order by period_start`;
  const { timeZone, anchor, starts } = place;
  const isLeap = anchor?.day === 29;
  const years = (
    isLeap ? ['2026-02-28', '2027-02-28', '2028-02-29'] : ['2026-01-31', '2027-01-31', '2028-01-31']
  ).map((day) => firstShowing(`${day} ${anchor?.time}`, timeZone));
  expect(rows.map(({ period_start: start }) => start)).toEqual(years);
  const usedIn = (n: number) => {
    const [from, to] = [years[n]?.getTime() ?? 0, years[n + 1]?.getTime() ?? Infinity];
    const begun = starts.slice(0, -1).filter((at) => at.getTime() >= from && at.getTime() < to);
    return CAP * begun.length;
  };
  expect(rows.map(({ used }) => used)).toEqual(years.map((_, n) => one(usedIn(n))));
}

/** Whoever sets limits and tops up got one mail of each. */
async function expectMails(database: TestDatabase, places: readonly LivingPlace[]): Promise<void> {
  const mails = (await database.db.select().from(mailOutbox)).map(({ sealed }) => {
    const mail = openMail({ secrets: monthSecrets }, sealed);
    if (mail?.kind === 'limit_notice') {
      const { url, isReached, resetsAt } = mail.data;
      return `${url.split('/')[4]} ${isReached ? 'reached' : 'warning'} ${resetsAt}`;
    }
    return mail?.kind === 'credit_notice' ? `${mail.data.url.split('/')[4]} low` : 'another';
  });
  const expected = places.flatMap(({ workspaceId, starts }) =>
    instants(starts.slice(1)).flatMap((end) => [
      `${workspaceId} warning ${end}`,
      `${workspaceId} reached ${end}`,
      `${workspaceId} low`,
    ]),
  );
  expect(mails.toSorted()).toEqual(expected.toSorted());
}

test.concurrent.each(monthPlaces.map((places, lane) => [places, lane] as const))(
  'twenty-four months with restarts: one reset, one grant, one notice each (%#)',
  async (group, lane) => {
    const database = await createTestDatabase(inject('ownerUrl'), { maxConnections: 1 });
    await preparePlans(database.ownerUrl);
    // Whoever has the role of a connection may end it.
    const admin = postgres(database.appUrl, { max: 1, onnotice: () => undefined });
    const reader = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    await reader`set role geko_system`;
    const places: LivingPlace[] = [];
    for (const place of group) places.push(await settle(database, place));
    const faults = await liveMonths(
      { appUrl: database.appUrl, admin, clock: { now: new Date(0) }, roll: dice(2_026 + lane) },
      places,
    );
    expect(faults).toEqual([]);
    for (const place of places) {
      await expectMonths(reader, place);
      if (place.anchor !== null) await expectYears(reader, place);
    }
    await expectMails(database, places);
    const { checked, problems } = await verifyLedger({ sql: reader, workspaceId: null });
    expect(problems).toEqual([]);
    expect(checked.receipts).toBeGreaterThanOrEqual(places.length * MONTHS * CAP);
    await Promise.all([admin.end(), reader.end()]);
    await database.drop();
  },
  180_000,
);

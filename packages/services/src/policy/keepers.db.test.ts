import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant, type TenantContext, type Tx } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { bareReceipt } from '../testing/bare-receipt.ts';
import { type CaseCounter, fillCase, nameOf, NOW } from '../testing/hold-cases.ts';
import { makePlace, makeSibling } from '../testing/make-places.ts';
import { bookCall } from './book-call.ts';
import { takeHold } from './take-hold.ts';

let database: TestDatabase;
let reader: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  reader = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await reader`set role geko_system`;
});
afterAll(async () => {
  await reader.end();
  await database.drop();
});

const counter: CaseCounter = {
  scope: 'workspace',
  subject: 'workspace',
  meter: 'tokens',
  period: 'month',
  periodStart: new Date('2026-11-01T00:00:00Z'),
  periodEnd: new Date('2026-12-01T00:00:00Z'),
  used: 5n,
  held: 0n,
  hasRow: true,
};
/** The same ids in every workspace: nothing but the workspace tells their rows apart. */
const lot = { id: randomUUID(), priority: 10, remaining: 1_000n, held: 0n, expiresAt: null };
const hold = { id: randomUUID(), modelId: 'm', inputTokens: 9, priceVersion: 1 };
const entries = [
  { account: 'wallet' as const, amountNano: 30n, lotId: lot.id },
  { account: 'revenue' as const, amountNano: -30n },
];

/** By the wallet; or by the plan, which asks no wallet. */
async function take(tx: Tx, funding: 'credits' | 'included' = 'credits') {
  const share = { cap: 1_000n, fixed: 9n, perOutput: 1n };
  const option = {
    funding,
    markupBps: 0,
    shares: [share],
    funds: funding === 'credits' ? { fixed: 9n, perOutput: 1n } : null,
  };
  const wanted = { desiredOutputTokens: 21, minOutputTokens: 1, comfortableOutputTokens: 21 };
  const answer = await takeHold(
    tx,
    { limits: [], counters: [nameOf(counter)], options: [option] },
    { wanted, now: NOW, hold },
  );
  if (!answer.taken) throw new Error('refused');
  return answer.taken;
}

async function book(tx: Tx, place: TenantContext, held: Awaited<ReturnType<typeof take>>) {
  return bookCall(tx, {
    receipt: bareReceipt(place, { id: hold.id, meteredTokens: 30, chargeNano: 30n }),
    hold: held,
    endedAt: NOW,
    localDay: '2026-11-15',
    requests: 1,
    subjects: ['workspace'],
    spent: held.lots,
    journal: { id: randomUUID(), entries },
  });
}

const moneyTables = [
  'quotas',
  'credit_lots',
  'holds',
  'token_usage',
  'ledger_journals',
  'ledger_balances',
  'usage_daily',
];

/** Everything of money that a workspace has, as one text by table. */
async function moneyOf({ workspaceId }: TenantContext): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of moneyTables) {
    const rows = await reader<{ all: string }[]>`
      select coalesce(string_agg(t::text, ' ' order by t::text), '') as all from ${reader(table)} t
      where workspace_id = ${workspaceId}`;
    found[table] = rows[0]?.all ?? '';
  }
  return found;
}

test('the keepers of money, who see no wall, touch the workspace of the context alone', async () => {
  const place = await makePlace(database.db);
  const others = [await makeSibling(database.db, place), await makePlace(database.db)];
  for (const each of [place, ...others]) {
    await inTenant(database.db, each, (tx) =>
      fillCase(tx, each, { counters: [counter], lots: [lot] }),
    );
  }
  const heldByOthers = [];
  for (const each of others) heldByOthers.push(await inTenant(database.db, each, take));
  const before = await Promise.all(others.map(moneyOf));
  const own = await moneyOf(place);

  const taken = await inTenant(database.db, place, (tx) => take(tx));
  const held = await moneyOf(place);
  await inTenant(database.db, place, (tx) => book(tx, place, taken));
  const booked = await moneyOf(place);

  expect(await Promise.all(others.map(moneyOf))).toEqual(before);
  for (const table of moneyTables) {
    expect(booked[table], `${table} moved`).not.toBe(own[table]);
  }
  expect(held['holds']).not.toBe(booked['holds']);

  for (const [index, each] of others.entries()) {
    const theirs = heldByOthers[index];
    if (!theirs) throw new Error('no hold');
    await inTenant(database.db, each, (tx) => book(tx, each, theirs));
  }
  expect(await moneyOf(place)).toEqual(booked);
});

test("a call of another workspace's hold is not booked, nor is one without a context", async () => {
  const place = await makePlace(database.db);
  const other = await makePlace(database.db);
  await inTenant(database.db, place, (tx) =>
    fillCase(tx, place, { counters: [counter], lots: [lot] }),
  );
  const taken = await inTenant(database.db, place, (tx) => take(tx));
  const before = await moneyOf(place);
  const refused = /is not there to be closed/u;
  await expect(inTenant(database.db, other, (tx) => book(tx, place, taken))).rejects.toThrow(
    refused,
  );
  await expect(database.db.transaction((tx) => book(tx, place, taken))).rejects.toThrow(refused);
  await expect(inTenant(database.db, other, (tx) => take(tx))).rejects.toThrow('refused');
  await expect(database.db.transaction((tx) => take(tx))).rejects.toThrow('refused');
  await expect(database.db.transaction((tx) => take(tx, 'included'))).rejects.toThrow(/take_hold/u);
  expect(await moneyOf(place)).toEqual(before);
  expect(await moneyOf(other)).toEqual(Object.fromEntries(moneyTables.map((name) => [name, ''])));
});

import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { parseUsd } from '@geko/contracts/usd';
import type { ReceiptPage, UsageReport } from '@geko/contracts/usage';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { list } from './testing/audit-calls.ts';
import { ask, correct } from './testing/late-usage.ts';
import { readCsv } from './testing/read-csv.ts';
import { openSweepWorld, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let world: SweepWorld;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  await house.setPlan(await world.signIn('owner'), 'paygo');
  for (const role of ['owner', 'editor', 'editor'] as const) {
    const person = await world.signIn(role);
    await ask(person, 'gpt-5-nano', 'reply=30 reasoning=7 cached=3');
  }
  const editor = await world.signIn('editor');
  const { turnId } = await ask(editor, 'gpt-5-nano', 'fault=no-usage reply=9');
  await correct(house, editor, turnId, { inputTokens: 8, outputTokens: 5 });
});
afterAll(async () => {
  await world.close();
  await house.close();
});

const today = () => new Date().toISOString().slice(0, 10);
const askExport = (person: TestPerson, filter: Record<string, unknown> = {}) =>
  person.post('/api/usage/export', {
    workspaceId: person.workspaceId,
    rows: 'receipts',
    ...filter,
  });
const receiptsOf = async (person: TestPerson, filter: Record<string, unknown> = {}) =>
  (
    await person.query<ReceiptPage>('usage.receipts', {
      workspaceId: person.workspaceId,
      limit: 100,
      ...filter,
    })
  ).data.items;
const nanoOf = (cell: string | undefined) => parseUsd(cell ?? '').toString();

test('receipts come out as the list shows them, to the nano-dollar, and the export is on the record', async () => {
  const owner = await world.signIn('owner');
  const response = await askExport(owner);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/csv');
  const month = `${today().slice(0, 7)}-01`;
  expect(response.headers.get('content-disposition')).toMatch(
    new RegExp(
      `^attachment; filename="geko-usage-receipts-[a-z0-9-]+-${month}-to-[0-9-]+\\.csv"$`,
      'u',
    ),
  );
  const [line] = (await list(owner, { limit: 1 })).data.items;
  expect(line).toMatchObject({ action: 'usage.export', objectId: owner.workspaceId });
  expect(line?.after).toMatch(new RegExp(`^receipts,${month},[0-9-]+$`, 'u'));
  const rows = await readCsv(response);
  const listed = await receiptsOf(owner);
  expect(listed).toHaveLength(4);
  expect(
    rows.map((row) => ({
      turnId: row['receipt_id'],
      at: row['time'],
      userName: row['member_name'],
      totalTokens: Number(row['total_tokens']),
      costNano: nanoOf(row['cost_usd']),
      chargeNano: nanoOf(row['charge_usd']),
      absorbedNano: nanoOf(row['absorbed_usd']),
      isCorrected: row['is_corrected'] === 'true',
      isEstimated: row['is_estimated'] === 'true',
      outcome: row['outcome'],
    })),
  ).toEqual(
    listed.map((receipt) => ({
      turnId: receipt.turnId,
      at: receipt.at,
      userName: receipt.userName,
      totalTokens: receipt.totalTokens,
      costNano: receipt.costNano,
      chargeNano: receipt.chargeNano,
      absorbedNano: receipt.absorbedNano,
      isCorrected: receipt.isCorrected,
      isEstimated: receipt.isEstimated,
      outcome: receipt.outcome,
    })),
  );
  expect(rows.filter((row) => row['is_corrected'] === 'true')).toHaveLength(1);
});

test('days come out as the report sums them', async () => {
  const owner = await world.signIn('owner');
  const response = await askExport(owner, { rows: 'days', range: { kind: 'day' } });
  const rows = await readCsv(response);
  const { data } = await owner.query<UsageReport>('usage.report', {
    workspaceId: owner.workspaceId,
    range: { kind: 'day' },
  });
  expect(rows).toHaveLength(2);
  expect(rows.map((row) => row['day'])).toEqual([today(), today()]);
  const sum = (field: string, of: (cell: string) => bigint) =>
    rows.reduce((total, row) => total + of(row[field] ?? ''), 0n);
  expect({
    requests: Number(sum('requests', BigInt)),
    tokens: Number(sum('total_tokens', BigInt)),
    images: Number(sum('images', BigInt)),
    characters: Number(sum('characters', BigInt)),
    seconds: Number(sum('seconds', BigInt)),
    costNano: sum('cost_usd', parseUsd).toString(),
    chargeNano: sum('charge_usd', parseUsd).toString(),
  }).toEqual(data.totals);
});

test('narrows as the screen does, and a member exports their own', async () => {
  const [owner, editor, viewer] = [
    await world.signIn('owner'),
    await world.signIn('editor'),
    await world.signIn('viewer'),
  ];
  const { userId } = world.members.editor;
  const ids = async (response: Response) =>
    (await readCsv(response)).map((row) => row['receipt_id']);
  const editors = (await receiptsOf(owner, { userId })).map(({ turnId }) => turnId);
  expect(editors).toHaveLength(3);
  expect(await ids(await askExport(owner, { userId }))).toEqual(editors);
  expect(await ids(await askExport(owner, { funding: 'credits' }))).toEqual([]);
  expect(await ids(await askExport(editor))).toEqual(editors);
  expect(await ids(await askExport(editor, { userId: world.members.owner.userId }))).toEqual([]);
  expect(await ids(await askExport(viewer))).toEqual([]);
  expect((await askExport(owner, { rows: 'all' })).status).toBe(400);
  expect(
    (await askExport(owner, { range: { kind: 'custom', from: '1066-01-01', to: today() } })).status,
  ).toBe(400);
  const stranger = await registerPerson(house);
  stranger.workspaceId = owner.workspaceId;
  expect((await askExport(stranger)).status).toBe(404);
});

/** The same call so many times, at one moment, so that the id alone orders them. */
async function multiply(person: TestPerson, times: number): Promise<void> {
  await house.inWorkspaceOf(person, async (tx) => {
    await tx.execute(sql`insert into token_usage
      select (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid()))).*
      from token_usage u, generate_series(1, ${times}::int)`);
    await tx.execute(sql`insert into usage_daily
      select (jsonb_populate_record(d, jsonb_build_object('model_id', m.id))).*
      from usage_daily d cross join model_catalog m on conflict do nothing`);
  });
}

test('of thousands of rows comes page by page, each once, and computes nothing', async () => {
  const person = await registerPerson(house);
  await house.database.db
    .update(users)
    .set({ name: `=HYPERLINK("http://e.com")` })
    .where(eq(users.id, person.userId));
  await ask(person, 'gpt-5-nano', 'reply=3');
  await multiply(person, 2_400);
  const rows = await readCsv(await askExport(person, { range: { kind: 'day' } }));
  expect(new Set(rows.map((row) => row['receipt_id'])).size).toBe(2_401);
  expect(rows).toHaveLength(2_401);
  expect(new Set(rows.map((row) => row['member_name']))).toEqual(
    new Set([`'=HYPERLINK("http://e.com")`]),
  );
  const days = await readCsv(await askExport(person, { rows: 'days' }));
  expect(new Set(days.map((row) => row['model_id'])).size).toBe(days.length);
  expect(days.length).toBeGreaterThan(40);
});

test('ends when the right to see as much does', async () => {
  const admin = await registerPerson(house);
  await ask(admin, 'gpt-5-nano', 'reply=3');
  await multiply(admin, 4_000);
  const response = await askExport(admin);
  const reader = response.body?.getReader();
  await reader?.read();
  await house.inWorkspaceOf(admin, (tx) =>
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

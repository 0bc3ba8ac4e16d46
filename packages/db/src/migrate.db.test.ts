import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDb, inTenant } from './client.ts';
import { migrate } from './migrate.ts';
import { dropDatabase } from './testing/test-database.ts';
import { ledgerEntries } from './schema/money.ts';
import { databaseUrl } from './testing/database-url.ts';

const NAMES = Array.from({ length: 6 }, () => `geko_test_${randomBytes(6).toString('hex')}`);

const BEFORE = `geko_test_${randomBytes(6).toString('hex')}`;

let owner: postgres.Sql;
beforeAll(async () => {
  owner = postgres(inject('ownerUrl'), { max: 1, onnotice: () => undefined });
  for (const name of [...NAMES, BEFORE]) await owner.unsafe(`create database ${name}`);
});
afterAll(async () => {
  for (const name of [...NAMES, BEFORE]) await dropDatabase(inject('ownerUrl'), name);
  await owner.end();
});

const migrateAll = (times: number) =>
  Promise.all(
    NAMES.flatMap((name) =>
      Array.from({ length: times }, () =>
        migrate({ ownerUrl: databaseUrl(inject('ownerUrl'), name) }),
      ),
    ),
  );

test('several databases of one server, each migrated by several processes at once, all come up', async () => {
  for (let round = 0; round < 4; round += 1) await migrateAll(3);
  const urls = await migrateAll(1);
  for (const { appUrl, jobsUrl } of urls) {
    for (const connectionString of [appUrl, jobsUrl]) {
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client.end();
    }
  }
  const [name = ''] = NAMES;
  const first = postgres(databaseUrl(inject('ownerUrl'), name), { max: 1 });
  const rows = await first`select hash from drizzle.__drizzle_migrations`;
  await first.end();
  expect(new Set(rows.map((row) => String(row['hash']))).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(2);
});

/** The migrations before one of them, as a folder; gone with the test. */
function migrationsBefore(tag: string): { folder: string; [Symbol.dispose](): void } {
  const folder = mkdtempSync(join(tmpdir(), 'geko-migrations-'));
  cpSync(fileURLToPath(new URL('../../../drizzle', import.meta.url)), folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] };
  journal.entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  writeFileSync(path, JSON.stringify(journal));
  return {
    folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test('journals that were posted before 0014 keep their entries, in order', async () => {
  const ownerUrl = databaseUrl(inject('ownerUrl'), BEFORE);
  const place = { tenantId: randomUUID(), workspaceId: randomUUID(), userId: randomUUID() };
  const [first, second, lotId] = [randomUUID(), randomUUID(), randomUUID()];
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    using before = migrationsBefore('0014_whole_journals');
    expect(readFileSync(join(before.folder, 'meta', '_journal.json'), 'utf8')).toContain('"0013_');
    await runMigrations(drizzle(sql), { migrationsFolder: before.folder });
    const tables = ['tenants', 'workspaces', 'ledger_journals', 'ledger_entries'];
    for (const table of tables) await sql`alter table ${sql(table)} no force row level security`;
    const { tenantId, workspaceId } = place;
    await sql`insert into tenants (id, name) values (${tenantId}, 'Before')`;
    await sql`insert into workspaces (tenant_id, id, name) values (${tenantId}, ${workspaceId}, 'Before')`;
    const post = (id: string, kind: string, amounts: [string, number, string | null][]) =>
      sql.begin(async (tx) => {
        await tx`insert into ledger_journals (tenant_id, workspace_id, id, kind, operation_id, created_at)
          values (${tenantId}, ${workspaceId}, ${id}, ${kind}, ${lotId}, now())`;
        await tx`insert into ledger_entries (tenant_id, workspace_id, journal_id, line, account, amount_nano, lot_id)
          select ${tenantId}, ${workspaceId}, ${id}, e.line, e.account, e.amount, e.lot
          from unnest(${amounts.map(([account]) => account)}::text[], ${amounts.map(([, nano]) => nano)}::bigint[],
            ${amounts.map(([, , lot]) => lot)}::uuid[]) with ordinality as e(account, amount, lot, line)
          order by e.line desc`;
      });
    await post(first, 'grant', [
      ['promotion', 9, null],
      ['wallet', -9, lotId],
    ]);
    await post(second, 'expiry', [
      ['wallet', 4, lotId],
      ['wallet', 5, lotId],
      ['breakage', -9, null],
    ]);
    for (const table of tables) await sql`alter table ${sql(table)} force row level security`;
  } finally {
    await sql.end();
  }

  const { appUrl } = await migrate({ ownerUrl });
  const client = createDb({ appUrl, maxConnections: 1, onError: () => undefined });
  try {
    const rows = await inTenant(client.db, place, (tx) => tx.select().from(ledgerEntries));
    const entriesOf = (id: string) =>
      rows
        .filter(({ journalId }) => journalId === id)
        .map(({ line, account, amountNano, lotId: lot }) => [line, account, amountNano, lot]);
    expect(entriesOf(first)).toEqual([
      [1, 'promotion', 9n, null],
      [2, 'wallet', -9n, lotId],
    ]);
    expect(entriesOf(second)).toEqual([
      [1, 'wallet', 4n, lotId],
      [2, 'wallet', 5n, lotId],
      [3, 'breakage', -9n, null],
    ]);
  } finally {
    await client.close();
  }
});

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from './migrate.ts';
import { dropDatabase } from './testing/test-database.ts';
import { databaseUrl } from './testing/database-url.ts';

const NAMES = Array.from({ length: 6 }, () => `geko_test_${randomBytes(6).toString('hex')}`);

let owner: postgres.Sql;
beforeAll(async () => {
  owner = postgres(inject('ownerUrl'), { max: 1, onnotice: () => undefined });
  for (const name of NAMES) await owner.unsafe(`create database ${name}`);
});
afterAll(async () => {
  for (const name of NAMES) await dropDatabase(inject('ownerUrl'), name);
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

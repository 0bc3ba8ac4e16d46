import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { users } from '@geko/db/schema/identity';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { checkPassword } from '../auth/check-password.ts';
import { register } from '../auth/register.ts';
import { listWorkspaces } from '../workspace/list-workspaces.ts';
import { seed, type SeededAccounts } from './seed.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

let database: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  dataDir = await mkdtemp(join(tmpdir(), 'geko-seed-'));
});
afterEach(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const run = (options: { now?: Date; newId?: () => string } = {}) =>
  seed({
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
    dataDir,
    now: () => options.now ?? NOW,
    newId: options.newId ?? randomUUID,
    newPassword: () => randomBytes(12).toString('base64url'),
  });

/** Everything that a start could change: every table's rows, across tenants. */
async function everyRow(): Promise<Record<string, string>> {
  const sql = postgres(database.ownerUrl, { max: 1 });
  try {
    const tables = await sql<{ name: string; isWalled: boolean }[]>`
      select relname as name, relrowsecurity as "isWalled" from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;
    const rows: Record<string, string> = {};
    for (const { name, isWalled } of tables) {
      const [table] = await sql.begin(async (tx) => {
        if (isWalled) await tx`set local role geko_system`;
        return tx<{ all: string }[]>`
          select count(*) || ' ' || coalesce(string_agg(t::text, '|' order by t::text), '') as all from ${tx(name)} t`;
      });
      rows[name] = table?.all ?? '';
    }
    return rows;
  } finally {
    await sql.end();
  }
}

const signIns = (accounts: SeededAccounts | null) =>
  Promise.all(
    [accounts?.owner, accounts?.operator].map((each) =>
      checkPassword(database, { email: each?.email ?? '', password: each?.password ?? '' }),
    ),
  );

const roleOf = async (email: string) =>
  (await database.db.select().from(users).where(eq(users.email, email)))[0]?.platformRole;

async function expectSeeded(accounts: SeededAccounts | null): Promise<void> {
  const [owner, operator] = await signIns(accounts);
  expect(await roleOf(accounts?.owner.email ?? '')).toBe('user');
  expect(await roleOf(accounts?.operator.email ?? '')).toBe('operator');
  for (const person of [owner, operator]) {
    const workspaces = await listWorkspaces(database.db, { userId: person?.userId ?? '' });
    expect(workspaces).toMatchObject([
      { id: person?.lastWorkspaceId, roleId: 'owner', planId: 'free' },
    ]);
  }
  expect(await database.db.$count(users)).toBe(2);
  expect(await readdir(dataDir)).toEqual(['sign-in.json']);
}

test('the first start makes the two accounts, and keeps how to sign in where only its user can read', async () => {
  const { accounts, file } = await run();
  await expectSeeded(accounts);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(accounts);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(accounts?.owner.password).not.toBe(accounts?.operator.password);
});

test('a later start changes no row of any table', async () => {
  const { accounts } = await run();
  const before = await everyRow();
  expect(before['model_prices']).toMatch(/^[1-9]\d /u);
  for (const days of [0, 400]) {
    const again = await run({ now: new Date(NOW.getTime() + days * 86_400_000) });
    expect(again.accounts).toEqual(accounts);
    expect(await everyRow()).toEqual(before);
  }
});

test('killed between any two steps, the next start finishes what the first began', async () => {
  // Each account takes four ids: in the first one, between the two, in the second one.
  for (const diesAt of [4, 5, 8]) {
    let ids = 0;
    const dying = run({
      newId: () => {
        ids += 1;
        if (ids === diesAt) throw new Error('killed');
        return randomUUID();
      },
    });
    await expect(dying).rejects.toThrow('killed');
    await expectSeeded((await run()).accounts);
    await database.drop();
    database = await createTestDatabase(inject('ownerUrl'));
    await rm(dataDir, { recursive: true });
    dataDir = await mkdtemp(join(tmpdir(), 'geko-seed-'));
  }
});

test('killed after the last account and before the file got its name, nothing is lost either', async () => {
  const { accounts, file } = await run();
  await database.db.update(users).set({ platformRole: 'user' });
  await rename(file, `${file}.new`);
  expect((await run()).accounts).toEqual(accounts);
  await expectSeeded(accounts);
});

test('a new database under an old folder gets the accounts that the folder knows', async () => {
  const { accounts } = await run();
  await database.drop();
  database = await createTestDatabase(inject('ownerUrl'));
  expect((await run()).accounts).toEqual(accounts);
  await expectSeeded(accounts);
});

test('people of whom the folder knows nothing are left alone, and no password is made up for them', async () => {
  const deps = { db: database.db, now: () => NOW, newId: randomUUID };
  const ada = {
    email: 'ada@example.com',
    password: 'correct horse',
    name: 'Ada',
    tenantName: 'Ada',
  };
  await register(deps, ada, { requestId: 'test', address: null, userAgent: null });
  expect((await run()).accounts).toBeNull();
  expect(await database.db.$count(users)).toBe(1);
  expect(await readdir(dataDir)).toEqual([]);
});

test('what has become of the accounts since stays so', async () => {
  const { accounts } = await run();
  await database.db.update(users).set({ platformRole: 'user', passwordHash: 'changed since' });
  const before = await everyRow();
  expect((await run()).accounts).toEqual(accounts);
  expect(await everyRow()).toEqual(before);
});

test('a file that is no JSON stops the start instead of being written over', async () => {
  await writeFile(join(dataDir, 'sign-in.json'), 'half a file');
  await expect(run()).rejects.toThrow(/JSON/u);
  expect(await readFile(join(dataDir, 'sign-in.json'), 'utf8')).toBe('half a file');
});

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { inTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { holds, ledgerBalances } from '@geko/db/schema/money';
import { auditLogs } from '@geko/db/schema/operations';
import { tenants, workspaces } from '@geko/db/schema/tenancy';
import { addCompany } from './testing/add-company.ts';
import { geko, type Ended } from './testing/run-geko.ts';

/** Whatever goes wrong is told in words, not in a stack. */
function expectCalm({ err }: Ended): void {
  expect(err.trim().split('\n').length).toBeLessThanOrEqual(2);
  expect(err).not.toMatch(/^\s+at /mu);
}

describe('without a database', () => {
  test.each([
    ['--help'],
    ['db --help'],
    ['db migrate --help'],
    ['user promote --help'],
    ['ledger verify --help'],
    ['ledger rebuild --help'],
    ['audit verify --help'],
    ['prices import --help'],
    ['prices list --help'],
    ['stripe sync --help'],
    ['billing reconcile --help'],
  ])('%s tells how, and exits with 0', async (line) => {
    const { code, out } = await geko(line.split(' '));
    expect(code).toBe(0);
    expect(out).toContain('Usage: geko');
  });

  test('the first page names every command and the settings', async () => {
    const { out } = await geko(['--help']);
    for (const text of [
      'db migrate',
      'user promote',
      'ledger verify',
      'audit verify',
      'prices import',
      'prices list',
      'stripe sync',
      'billing reconcile',
      'DATABASE_URL',
      'GEKO_DATA_DIR',
      'STRIPE_SECRET_KEY',
    ]) {
      expect(out).toContain(text);
    }
  });

  test.each([
    ['nonsense'],
    ['db'],
    ['user promote'],
    ['user promote ada@example.com --role king'],
    ['ledger verify --fast'],
    ['audit verify --anchor'],
    ['prices import'],
  ])('%s is not understood, and exits with 2', async (line) => {
    const { code, err } = await geko(line.split(' '));
    expect(code).toBe(2);
    expect(err).toMatch(/error: |Usage: /u);
  });

  test.each([
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL must be an address that starts with postgres/u],
    [{ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/geko' }, /The database does not answer/u],
    [{ GEKO_DATA_DIR: '/nowhere/geko' }, /There is no Geko in \/nowhere\/geko yet/u],
  ])('with %j it says what is wrong, and exits with 1', async (env, said) => {
    const ended = await geko(['user', 'promote', 'ada@example.com'], env);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(said);
    expectCalm(ended);
  });
});

describe('with DATABASE_URL', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase(inject('ownerUrl'));
    env = { DATABASE_URL: database.ownerUrl };
  });
  afterAll(() => database.drop());

  test('db migrate may be repeated', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await geko(['db', 'migrate'], env)).toMatchObject({ code: 0, err: '' });
    }
  });

  test('user promote gives the role, and takes it away', async () => {
    const id = randomUUID();
    const email = `${id}@example.com`;
    await database.db.insert(users).values({ id, email, name: 'Ada', passwordHash: 'x' });
    const roleOf = async () =>
      (await database.db.select().from(users).where(eq(users.id, id)))[0]?.platformRole;
    expect(await geko(['user', 'promote', email.toUpperCase()], env)).toEqual({
      code: 0,
      out: `${email} is now operator.\n`,
      err: '',
    });
    expect(await roleOf()).toBe('operator');
    expect((await geko(['user', 'promote', email, '--role', 'user'], env)).code).toBe(0);
    expect(await roleOf()).toBe('user');
  });

  test('user promote stands on the record of the workspaces of the person, once', async () => {
    const { place, email } = await addCompany(database.db);
    const promote = (role: string) => geko(['user', 'promote', email, '--role', role], env);
    for (const role of ['operator', 'operator', 'user']) expect((await promote(role)).code).toBe(0);
    const lines = await inTenant(database.db, place, (tx) =>
      tx.select().from(auditLogs).orderBy(asc(auditLogs.seq)),
    );
    expect(lines).toMatchObject([
      {
        actorId: '00000000-0000-0000-0000-000000000000',
        action: 'account.promote',
        objectId: place.userId,
        before: 'user',
        after: 'operator',
      },
      { action: 'account.promote', before: 'operator', after: 'user' },
    ]);
  });

  test('nobody of that email is a calm sentence', async () => {
    const ended = await geko(['user', 'promote', 'nobody@example.com'], env);
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: 'Nobody is registered as nobody@example.com.\n',
    });
  });

  test('ledger verify finds empty books sound, of all and of one workspace', async () => {
    for (const more of [[], ['--workspace', randomUUID()]]) {
      const ended = await geko(['ledger', 'verify', ...more], env);
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toMatch(/^Checked .*\nEverything agrees to the nano-dollar\.\n$/u);
    }
    const ended = await geko(['ledger', 'verify', '--workspace', 'x'], env);
    expect(ended).toEqual({ code: 1, out: '', err: 'x is not a workspace id.\n' });
  });

  test('ledger verify names what does not agree, and exits with 1', async () => {
    const [tenantId, workspaceId, id] = [randomUUID(), randomUUID(), randomUUID()];
    await inTenant(database.db, { userId: randomUUID(), tenantId, workspaceId }, async (tx) => {
      await tx.insert(tenants).values({ id: tenantId, name: 'T' });
      await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'W' });
      await tx.insert(holds).values({
        tenantId,
        workspaceId,
        id,
        status: 'settled',
        inputTokens: 1,
        maxOutputTokens: 1,
        amounts: [],
        funding: 'included',
        markupBps: 0,
        priceVersion: 0,
        leaseUntil: new Date(),
        settledAt: new Date(),
      });
    });
    const ended = await geko(['ledger', 'verify'], env);
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(ended.out).toContain('1 thing does not agree:');
    expect(ended.out).toContain(id);
    const elsewhere = await geko(['ledger', 'verify', '--workspace', randomUUID()], env);
    expect(elsewhere.code).toBe(0);
  });

  test('ledger rebuild says what it has changed; a second time there is nothing', async () => {
    const { place } = await addCompany(database.db);
    await inTenant(database.db, place, (tx) =>
      tx.insert(ledgerBalances).values({
        tenantId: place.tenantId,
        workspaceId: place.workspaceId,
        account: 'wallet',
        amountNano: -3n,
      }),
    );
    const rebuild = () => geko(['ledger', 'rebuild', '--workspace', place.workspaceId], env);
    expect(await rebuild()).toEqual({
      code: 0,
      out: `Rebuilt 1 workspace.\n1 figure was not as the books say:\n  balance of wallet in workspace ${place.workspaceId} was -3, is 0\n`,
      err: '',
    });
    expect(await rebuild()).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing was changed') as string,
    });
    const refused = await geko(['ledger', 'rebuild', '--workspace', 'x'], env);
    expect(refused).toEqual({ code: 1, out: '', err: 'x is not a workspace id.\n' });
  });

  test('a database without Geko, and a wrong password, are told apart', async () => {
    const empty = new URL(database.ownerUrl);
    empty.pathname = '/postgres';
    const unknown = await geko(['user', 'promote', 'ada@example.com'], {
      DATABASE_URL: empty.href,
    });
    expect(unknown.err).toContain('run npm run geko -- db migrate first');
    const wrong = new URL(database.ownerUrl);
    wrong.password = 'wrong';
    const refused = await geko(['user', 'promote', 'ada@example.com'], {
      DATABASE_URL: wrong.href,
    });
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('refused the password');
    expect(refused.err).not.toContain('wrong@');
  });
});

describe('with the embedded database', () => {
  let home: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'geko-cli-'));
    env = { GEKO_DATA_DIR: home };
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  test('it is started for the command and stopped after; one that runs is left running', async () => {
    expect(await geko(['db', 'migrate'], env)).toMatchObject({ code: 0, err: '' });
    const server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });
    try {
      expect(server.isAdopted).toBe(false);
      const ended = await geko(['user', 'promote', 'ada@example.com'], env);
      expect(ended).toMatchObject({ code: 1, err: 'Nobody is registered as ada@example.com.\n' });
      const again = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });
      expect(again).toMatchObject({ isAdopted: true, pid: server.pid });
    } finally {
      await server.stop();
      // As root the folder in use has a parent of its own below /var/tmp.
      await rm(dirname(server.folder), { recursive: true, force: true });
    }
  });
});

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { inTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { holds } from '@geko/db/schema/money';
import { auditLogs } from '@geko/db/schema/operations';
import { tenants, workspaceMembers, workspaces } from '@geko/db/schema/tenancy';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

type Ended = { code: number; out: string; err: string };

/** Runs the command line as people do: a process with an environment. */
function geko(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const childEnv = { ...env, NODE_ENV: 'test' as const, PATH: process.env['PATH'] ?? '' };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: childEnv }, (error, out, err) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        out,
        err,
      });
    });
  });
}

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
    ['audit verify --help'],
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
      'DATABASE_URL',
      'GEKO_DATA_DIR',
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

  /** A person and a workspace that is theirs. */
  const addCompany = async () => {
    const place = { userId: randomUUID(), tenantId: randomUUID(), workspaceId: randomUUID() };
    const { userId, tenantId, workspaceId } = place;
    const email = `${userId}@example.com`;
    await database.db.insert(users).values({ id: userId, email, name: 'Ada' });
    await inTenant(database.db, place, async (tx) => {
      await tx.insert(tenants).values({ id: tenantId, name: 'T' });
      await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'W' });
      await tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId, role: 'owner' });
    });
    return { place, email };
  };

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
    const { place, email } = await addCompany();
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

  test('audit verify tells that the chains are whole, and prints where they end', async () => {
    const { place, email } = await addCompany();
    await geko(['user', 'promote', email], env);
    const ended = await geko(['audit', 'verify'], env);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(
      /^Checked \d+ lines? of \d+ chains?, against 0 anchors\.\nEvery chain is whole\.\n/u,
    );
    const anchor =
      ended.out
        .split('\n')
        .find((line) => line.includes(place.tenantId))
        ?.trim() ?? '';
    expect(anchor).toMatch(/^[0-9a-f-]{36}:1:[0-9a-f]{64}$/u);

    const file = join(await mkdtemp(join(tmpdir(), 'geko-anchors-')), 'anchors.txt');
    await writeFile(file, ended.out);
    await geko(['user', 'promote', email, '--role', 'support'], env);
    const later = await geko(
      ['audit', 'verify', '--anchors', file, '--anchor', anchor, anchor],
      env,
    );
    expect(later).toMatchObject({ code: 0, err: '' });
    const one = await geko(['audit', 'verify', '--tenant', place.tenantId.toUpperCase()], env);
    expect(one.out).toMatch(/^Checked 2 lines of 1 chain, /u);
    expect(one.out).toContain(`${place.tenantId}:2:`);

    const wrong = anchor.replace(/[0-9a-f]{64}$/u, 'f'.repeat(64));
    const refused = await geko(['audit', 'verify', '--anchor', wrong], env);
    expect(refused).toMatchObject({ code: 1, err: '' });
    expect(refused.out).toContain(
      `1 break:\n  tenant ${place.tenantId}: line 1 has another hash than the anchor\n`,
    );
    expect(refused.out).not.toContain('Keep these');
  });

  test('audit verify names what the owner of the database bent, and exits with 1', async () => {
    const { place, email } = await addCompany();
    await geko(['user', 'promote', email], env);
    const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    await owner.unsafe(`begin; alter table audit_logs disable trigger user, no force row level security;
      update audit_logs set after = 'support' where tenant_id = '${place.tenantId}';
      alter table audit_logs enable trigger user, force row level security; commit`);
    await owner.end();
    const ended = await geko(['audit', 'verify'], env);
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(ended.out).toContain(
      `tenant ${place.tenantId}: line 1 or the one before it is not as it was written`,
    );
    const elsewhere = await geko(['audit', 'verify', '--tenant', randomUUID()], env);
    expect(elsewhere.code).toBe(0);
  });

  test.each([
    [['--tenant', 'x'], 'x is not a tenant id.\n'],
    [['--anchor', 'x:1:y'], 'x:1:y is not an anchor; one looks like <tenant>:<line>:<hash>.\n'],
    [['--anchors', '/nowhere/anchors'], '/nowhere/anchors cannot be read.\n'],
    [['--anchors', MAIN], `There is no anchor in ${MAIN}.\n`],
  ])('audit verify %j is a calm sentence', async (more, err) => {
    expect(await geko(['audit', 'verify', ...more], env)).toEqual({ code: 1, out: '', err });
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
        priceVersion: 1,
        leaseUntil: new Date(),
      });
    });
    const ended = await geko(['ledger', 'verify'], env);
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(ended.out).toContain('1 thing does not agree:');
    expect(ended.out).toContain(id);
    const elsewhere = await geko(['ledger', 'verify', '--workspace', randomUUID()], env);
    expect(elsewhere.code).toBe(0);
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

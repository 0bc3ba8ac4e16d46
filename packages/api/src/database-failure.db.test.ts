import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { startTestServer, type TestDatabaseServer } from '@geko/db/testing/start-test-server';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { openBooks } from './testing/books.ts';
import { startLoad, type Kind, type Load, type Told } from './testing/load-through-failure.ts';
import { createKey } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connections of the application that are killed under load. */
    databaseKills: number;
  }
}

const kinds: readonly Kind[] = ['whole', 'stream', 'read', 'turn'];
/** The database is back; so long may it take until everything is answered again. */
const BACK_WITHIN_MS = 5_000;
const MOST_MS = 300_000;

let server: TestDatabaseServer;
let house: TestHouse;
let owner: TestPerson;
let secret: string;
/** What nobody has caught; in production the end of the process. */
const uncaught: unknown[] = [];
const note = (error: unknown) => void uncaught.push(error);
beforeAll(async () => {
  process.on('unhandledRejection', note);
  process.on('uncaughtExceptionMonitor', note);
  server = await startTestServer();
  house = await openTestHouse(server.ownerUrl, { maxConnections: 10, idleTimeoutMs: 10_000 });
});
beforeEach(async () => {
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  ({ secret } = await createKey(owner));
});
afterEach(() => expect(uncaught).toEqual([]));
afterAll(async () => {
  await house.close();
  await server.stop();
  process.off('unhandledRejection', note);
  process.off('uncaughtExceptionMonitor', note);
});

/** Asks again and again, until every kind of request is answered. */
async function expectBack(load: Load): Promise<void> {
  const since = performance.now();
  await Promise.all(
    kinds.map(async (kind) => {
      while ((await load.ask(kind)).outcome === 'refused') await sleep(20);
    }),
  );
  expect(performance.now() - since).toBeLessThan(BACK_WITHIN_MS);
}

function expectClean(told: readonly Told[]): void {
  const problems = told.flatMap(({ kind, problem }) =>
    problem === null ? [] : [`${kind}: ${problem}`],
  );
  expect([...new Set(problems)].slice(0, 10)).toEqual([]);
  for (const kind of kinds) {
    expect(told.some((one) => one.kind === kind && one.outcome === 'answered')).toBe(true);
  }
}

/** What a commit that went unheard has left held is settled by the sweep; then the books agree. */
async function expectBooksAtRest(): Promise<void> {
  await house.provider.log.idle();
  await house.inWorkspaceOf(owner, (tx) =>
    tx.execute(sql`update holds set lease_until = '1970-01-01' where status = 'held'`),
  );
  await sweepLeases(house.server);
  const books = await openBooks(house);
  try {
    const { workspaceId } = owner;
    expect(
      await books.sql`select id from holds where workspace_id = ${workspaceId} and status = 'held'`,
    ).toHaveLength(0);
    const counters = await books.counters(workspaceId);
    expect(counters.filter(({ held }) => held !== 0)).toEqual([]);
    expect(await books.problems(workspaceId)).toEqual([]);
  } finally {
    await books.close();
  }
}

type Killed = { query: string };
const isListener = ({ query }: Killed) => /^listen/iu.test(query);

/** Ends some of the application's connections: mostly such as are at work, now and then one that waits or listens. */
async function kill(admin: postgres.Sql, most: number): Promise<Killed[]> {
  const { pathname, username } = new URL(house.database.appUrl);
  return admin<Killed[]>`select query, pg_terminate_backend(pid) from (
      select pid, query from pg_stat_activity
      where datname = ${pathname.slice(1)} and usename = ${username}
      order by (state = 'idle')::int * (random() < 0.8)::int, random() limit ${most}) one`;
}

/** Of stops, of changes, of traffic, and of what is held ahead. */
const LISTENERS = 4;

/** How many connections listen. */
async function countListeners(admin: postgres.Sql): Promise<number> {
  const { pathname } = new URL(house.database.appUrl);
  const rows = await admin`select from pg_stat_activity
    where datname = ${pathname.slice(1)} and query ilike 'listen%'`;
  return rows.length;
}

test(
  'connections that are killed under load cost a 503 here and there, and nothing else',
  async () => {
    const kills = inject('databaseKills');
    const admin = postgres(server.adminUrl, { max: 1 });
    try {
      const load = startLoad(house, owner, secret);
      const killed: Killed[] = [];
      while (killed.length < kills) {
        killed.push(...(await kill(admin, 1)));
        await sleep(10 + 40 * Math.random());
      }
      await expect.poll(() => countListeners(admin), { timeout: BACK_WITHIN_MS }).toBe(LISTENERS);
      // And once all together, as a failover does.
      const last = await kill(admin, 1_000);
      expect(last.filter(isListener)).toHaveLength(LISTENERS);
      await expectBack(load);
      await load.finish();
      const refused = load.told.filter(({ outcome }) => outcome === 'refused').length;
      const slowestMs = Math.round(Math.max(...load.told.map(({ tookMs }) => tookMs)));
      process.stdout.write(
        `${killed.length + last.length} connections killed, ${killed.filter(isListener).length + LISTENERS} of them listeners: ` +
          `${load.told.length - refused} answered, ${refused} refused, the slowest after ${slowestMs} ms\n`,
      );
      expectClean(load.told);
      expect(refused).toBeGreaterThan(0);
      await expect.poll(() => countListeners(admin), { timeout: BACK_WITHIN_MS }).toBe(LISTENERS);
    } finally {
      await admin.end();
    }
    await expectBooksAtRest();
  },
  MOST_MS,
);

test(
  'a database that is stopped and started again under load is away for as long as it is away',
  async () => {
    const restarts = Math.ceil(inject('databaseKills') / 50);
    const load = startLoad(house, owner, secret);
    for (let n = 0; n < restarts; n += 1) {
      await sleep(300);
      await server.halt();
      await sleep(n % 2 === 0 ? 100 : 1_500);
      await server.resume();
      await expectBack(load);
    }
    await load.finish();
    expectClean(load.told);
    expect(load.told.some(({ outcome }) => outcome === 'refused')).toBe(true);
    await expectBooksAtRest();
  },
  MOST_MS,
);

test.skipIf(process.platform === 'win32')(
  'a backend that dies by kill -9 takes every connection with it, and all comes back',
  async () => {
    const load = startLoad(house, owner, secret);
    await sleep(300);
    const admin = postgres(server.adminUrl, { max: 1 });
    const { pathname } = new URL(house.database.appUrl);
    const [victim] = await admin<{ pid: number }[]>`select pid from pg_stat_activity
      where datname = ${pathname.slice(1)} limit 1`;
    await admin.end();
    process.kill(victim?.pid ?? Number.NaN, 'SIGKILL');
    await sleep(50);
    await expectBack(load);
    await load.finish();
    expectClean(load.told);
    expect(load.told.some(({ outcome }) => outcome === 'refused')).toBe(true);
    await expectBooksAtRest();
  },
);

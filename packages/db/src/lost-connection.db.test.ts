import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

const MOST = 3;

let database: TestDatabase;
let other: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: MOST });
  // Whoever has the role of a connection may end it.
  other = new pg.Client({ connectionString: database.appUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await database.drop();
});

const pidOf = async (tx: { execute: TestDatabase['db']['execute'] }) =>
  (await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)).rows[0]?.pid ?? 0;
const end = (pid: number) => other.query('select pg_terminate_backend($1)', [pid]);

/** As many transactions at once as there are connections. */
const useAll = () =>
  Promise.all(
    Array.from({ length: MOST }, () => database.db.transaction((tx) => tx.execute(sql`select 1`))),
  );

test.each(['while it waits for an answer', 'between two statements', 'with its last one'])(
  'a connection that dies %s fails its transaction, and nothing else',
  async (when) => {
    for (let n = 0; n < 2 * MOST; n += 1) {
      const dying = database.db.transaction(async (tx) => {
        const pid = await pidOf(tx);
        if (when === 'while it waits for an answer') {
          const waiting = tx.execute(sql`select pg_sleep(20)`);
          await Promise.all([waiting, end(pid)]);
        } else {
          await end(pid);
          if (when === 'between two statements') await sleep(20);
        }
      });
      await expect(dying).rejects.toThrow(/Failed query/u);
    }
    await useAll();
  },
);

/** The pool has heard of those that died. */
async function recover(): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await useAll();
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(10);
    }
  }
}

test('a connection that is found dead at the beginning of a transaction is given back', async () => {
  let failures = 0;
  for (let n = 0; n < 10 * MOST; n += 1) {
    const pids = await Promise.all(
      Array.from({ length: MOST }, () => database.db.transaction(pidOf)),
    );
    // Nobody waits until the pool has heard of it.
    const [results] = await Promise.all([
      Promise.allSettled([useAll(), useAll()]),
      ...pids.map(end),
    ]);
    failures += results.filter(({ status }) => status === 'rejected').length;
    // A slow machine's backends may still be about to end.
    for (const pid of pids) await other.query('select pg_terminate_backend($1, 5000)', [pid]);
    await recover();
  }
  expect(failures).toBeGreaterThan(MOST);
});

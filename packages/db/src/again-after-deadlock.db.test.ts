import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { againAfterDeadlock } from './again-after-deadlock.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  await database.db.execute(
    sql`insert into heartbeats (process, beat_at) values ('a', 'epoch'), ('b', 'epoch')`,
  );
});
afterAll(() => database.drop());

test('two transactions that lock two rows in opposite order both get through', async () => {
  let both = 0;
  let open: () => void = () => undefined;
  const bothHoldOne = new Promise<void>((resolve) => {
    open = resolve;
  });
  const runs = { a: 0, b: 0 };
  const lock = (first: 'a' | 'b', second: 'a' | 'b') =>
    database.db.transaction(async (tx) => {
      runs[first] += 1;
      await tx.execute(
        sql`update heartbeats set beat_at = beat_at + interval '1 s' where process = ${first}`,
      );
      both += 1;
      if (both === 2) open();
      await bothHoldOne;
      await tx.execute(
        sql`update heartbeats set beat_at = beat_at + interval '1 s' where process = ${second}`,
      );
    });
  await Promise.all([lock('a', 'b'), lock('b', 'a')]);
  expect(runs.a + runs.b).toBeGreaterThan(2);
  const { rows } = await database.db.execute<{ seconds: number }>(
    sql`select extract(epoch from beat_at)::int as seconds from heartbeats order by process`,
  );
  expect(rows).toEqual([{ seconds: 2 }, { seconds: 2 }]);
});

test('anything else that fails is not tried again, and a deadlock not for ever', async () => {
  let tries = 0;
  const failing = (code: string) => () => {
    tries += 1;
    return Promise.reject(new Error('wrapped', { cause: Object.assign(new Error('x'), { code }) }));
  };
  await expect(againAfterDeadlock(failing('23505'))).rejects.toThrow('wrapped');
  expect(tries).toBe(1);
  await expect(againAfterDeadlock(failing('40P01'))).rejects.toThrow('wrapped');
  expect(tries).toBe(5);
});

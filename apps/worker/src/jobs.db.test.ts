import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { rateLimits, sessions, users } from '@geko/db/schema/identity';
import { heartbeats } from '@geko/db/schema/operations';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { createLogger } from '@geko/telemetry/create-logger';
import type { JobDeps } from './job.ts';
import { schedule } from './schedule.ts';

let database: TestDatabase;
let deps: JobDeps;

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  const log = createLogger({ name: 'test', level: 'silent' });
  deps = { db: database.db, log, now: () => new Date(), newId: uuidv7 };
});
afterAll(() => database.drop());

test.each(Object.entries(schedule))(
  '%s does no harm when it runs twice, and at once',
  async (_name, { run }) => {
    await run(deps);
    const again = await Promise.all([run(deps), run(deps), run(deps)]);
    for (const done of again) {
      for (const count of Object.values(done)) expect(count).toBe(0);
    }
  },
);

test('the beat keeps one row, and moves it on', async () => {
  const beatAt = async () => {
    await schedule.beat.run(deps);
    const rows = await database.db.select().from(heartbeats);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.process).toBe('worker');
    return rows[0]?.beatAt.getTime() ?? 0;
  };
  const first = await beatAt();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await beatAt()).toBeGreaterThan(first);
});

test('the purge deletes what has run out, and keeps the rest', async () => {
  const { db } = database;
  const now = new Date();
  const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 60_000)];
  const userId = randomUUID();
  await db
    .insert(users)
    .values({ id: userId, email: 'a@example.com', name: 'A', passwordHash: 'x' });
  await db.insert(sessions).values([
    { id: 'old', publicId: randomUUID(), userId, expiresAt: past },
    { id: 'live', publicId: randomUUID(), userId, expiresAt: future },
  ]);
  await db.insert(rateLimits).values([
    { key: 'old', points: 1, expire: BigInt(past.getTime()) },
    { key: 'live', points: 1, expire: BigInt(future.getTime()) },
  ]);
  const purge = () => schedule['purge-expired'].run({ ...deps, now: () => now });
  expect(await purge()).toEqual({ sessions: 1, rateLimits: 1 });
  expect(await purge()).toEqual({ sessions: 0, rateLimits: 0 });
  expect((await db.select().from(sessions)).map(({ id }) => id)).toEqual(['live']);
  expect((await db.select().from(rateLimits)).map(({ key }) => key)).toEqual(['live']);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { rateLimits, sessions, users } from '@geko/db/schema/identity';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { purgeExpired } from './purge-expired.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
});
afterAll(() => database.drop());

test('deletes what has run out, keeps the rest, and does nothing the second time', async () => {
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
  expect(await purgeExpired(db, now)).toEqual({ sessions: 1, rateLimits: 1 });
  expect(await purgeExpired(db, now)).toEqual({ sessions: 0, rateLimits: 0 });
  expect((await db.select().from(sessions)).map(({ id }) => id)).toEqual(['live']);
  expect((await db.select().from(rateLimits)).map(({ key }) => key)).toEqual(['live']);
});

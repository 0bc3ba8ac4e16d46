import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
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

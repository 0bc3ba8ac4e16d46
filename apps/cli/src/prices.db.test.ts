import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { addCompany } from './testing/add-company.ts';
import { geko } from './testing/run-geko.ts';

let database: TestDatabase;
let env: Record<string, string>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  env = { DATABASE_URL: database.ownerUrl };
  folder = await mkdtemp(join(tmpdir(), 'geko-prices-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(text: string): Promise<string> {
  const file = join(folder, 'list.json');
  await writeFile(file, text);
  return file;
}

const LIST = `{"source": "models.dev", "models": [
  {"provider": "openai", "model": "gpt-5.1", "costPerMillionUsd": {"input": 1.25, "cache_read": 0.125, "output": 10}},
  {"provider": "openai", "model": "gpt-4o", "contextTokens": 128000, "outputTokens": 16384,
    "costPerMillionUsd": {"input": 5000, "output": 10000}},
  {"provider": "openai", "model": "gpt-9", "contextTokens": 128000, "outputTokens": 4096,
    "costPerMillionUsd": {"input": 0.05, "output": 0.4}},
  {"provider": "openai", "model": "a name with blanks"}]}`;

test('an import tells what it brought, the same again brings nothing, and the list shows what waits', async () => {
  const { place } = await addCompany(database.db);
  await database.db
    .update(users)
    .set({ platformRole: 'operator' })
    .where(eq(users.id, place.userId));
  expect((await geko(['prices', 'list'], env)).out.trim()).toBe('Nothing waits to be published.');
  const file = await fileOf(LIST);
  const first = await geko(['prices', 'import', file], env);
  expect(first.out.split('\n')[0]).toBe('To decide on: 1. In quarantine: 1. As they were: 1.');
  expect(first.out).toContain('a name with blanks: id: no name that a provider would know');
  const again = await geko(['prices', 'import', file], env);
  expect(again.out.split('\n')[0]).toBe('To decide on: 0. In quarantine: 0. As they were: 3.');

  const { out, code } = await geko(['prices', 'list'], env);
  expect(code).toBe(0);
  expect(out).toContain('openai/gpt-9: $0.05 in, $0.4 out a million tokens (new)');
  expect(out).toMatch(/openai\/gpt-4o: \$5000 in, \$10000 out a million tokens \(now \$/u);
  expect(out).toContain('100 times off or more');

  // The command line acts for all operators, and says so on the record of each.
  const lines = await inTenant(database.db, place, (tx) => tx.select().from(auditLogs));
  expect(lines.map(({ action, after, actorId }) => [action, after, actorId])).toEqual([
    ['price.import', '2', '00000000-0000-0000-0000-000000000000'],
    ['price.import', '0', '00000000-0000-0000-0000-000000000000'],
  ]);
});

test('what is no price list is told in a sentence', async () => {
  const missing = await geko(['prices', 'import', join(folder, 'nowhere.json')], env);
  expect(missing).toMatchObject({
    code: 1,
    err: expect.stringMatching(/cannot be read\.\n$/u) as string,
  });
  const other = await geko(['prices', 'import', await fileOf('{"a": 1}')], env);
  expect(other).toMatchObject({
    code: 1,
    err: expect.stringMatching(/is no price list: There are no models in this\.\n$/u) as string,
  });
});

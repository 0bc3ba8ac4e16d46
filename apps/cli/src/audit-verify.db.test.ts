import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { addCompany } from './testing/add-company.ts';
import { geko, MAIN } from './testing/run-geko.ts';

let database: TestDatabase;
let env: Record<string, string>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  env = { DATABASE_URL: database.ownerUrl };
  folder = await mkdtemp(join(tmpdir(), 'geko-anchors-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

test('audit verify tells that the chains are whole, and prints where they end', async () => {
  const { place, email } = await addCompany(database.db);
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

  const file = join(folder, 'anchors.txt');
  await writeFile(file, ended.out);
  await geko(['user', 'promote', email, '--role', 'support'], env);
  const later = await geko(['audit', 'verify', '--anchors', file, '--anchor', anchor, anchor], env);
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
  const { place, email } = await addCompany(database.db);
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

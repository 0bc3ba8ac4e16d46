import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDb, inTenant, type TenantContext } from '@geko/db/client';
import { appUrlOf, migrate } from '@geko/db/migrate';
import { dropDatabase } from '@geko/db/testing/test-database';
import { databaseUrl } from '@geko/db/testing/database-url';
import { verifyAudit } from './verify-audit.ts';
import { writeAuditLine } from './write-audit.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../../drizzle', import.meta.url));
const name = `geko_test_${randomBytes(6).toString('hex')}`;

let server: postgres.Sql;
let owner: postgres.Sql;
let folder: string;
beforeAll(async () => {
  server = postgres(inject('ownerUrl'), { max: 1, onnotice: () => undefined });
  await server.unsafe(`create database ${name}`);
  owner = postgres(databaseUrl(inject('ownerUrl'), name), { max: 1, onnotice: () => undefined });
  folder = await mkdtemp(join(tmpdir(), 'geko-drizzle-'));
});
afterAll(async () => {
  await owner.end();
  await dropDatabase(inject('ownerUrl'), name);
  await server.end();
  await rm(folder, { recursive: true });
});

/** The migrations as they were before lines were chained: 0000 to 0002. */
async function migrateToBefore(): Promise<void> {
  await cp(MIGRATIONS, folder, { recursive: true });
  const file = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { idx: number }[] };
  const entries = journal.entries.filter(({ idx }) => idx <= 2);
  await writeFile(file, JSON.stringify({ ...journal, entries }));
  await runMigrations(drizzle(owner), { migrationsFolder: folder });
}

/** A tenant with audit lines as the release before wrote them; the clock of one of them went back. */
async function addTenant(app: postgres.Sql): Promise<TenantContext> {
  const place = { tenantId: randomUUID(), workspaceId: randomUUID(), userId: randomUUID() };
  const { tenantId, workspaceId, userId } = place;
  await app.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${tenantId}, true), set_config('app.workspace_id', ${workspaceId}, true)`;
    await tx`insert into tenants (id, name) values (${tenantId}, 'T')`;
    await tx`insert into workspaces (tenant_id, id, name) values (${tenantId}, ${workspaceId}, 'W')`;
    for (const [index, minute] of [3, 1, 2, 5, 4, 5].entries()) {
      const at = new Date(Date.UTC(2026, 10, 1, 0, minute, 0, index)).toISOString();
      await tx`insert into audit_logs (tenant_id, workspace_id, id, actor_id, action, object_kind, object_id, before, after,
          address, user_agent, request_id, created_at)
        values (${tenantId}, ${workspaceId}, ${randomUUID()}, ${userId}, 'model.set_enabled', 'model', 'gpt-5-nano',
          'true', 'false', null, 'Gecko ö', ${randomUUID()}, ${at})`;
    }
  });
  return place;
}

test('lines of the release before become chains in the order of their time, and are written on', async () => {
  await migrateToBefore();
  const app = postgres(appUrlOf(databaseUrl(inject('ownerUrl'), name)), { max: 1 });
  const places = [await addTenant(app), await addTenant(app)];
  await app.end();
  const { appUrl } = await migrate({ ownerUrl: databaseUrl(inject('ownerUrl'), name) });

  await owner`set role geko_system`;
  const check = await verifyAudit({ sql: owner, tenantId: null });
  expect(check).toMatchObject({ lines: 12, problems: [] });
  for (const { tenantId } of places) {
    const rows = await owner<{ seq: string; at: string }[]>`
      select seq, created_at::text as at from audit_logs where tenant_id = ${tenantId} order by created_at, id`;
    expect(rows.map(({ seq }) => Number(seq))).toEqual([1, 2, 3, 4, 5, 6]);
  }

  const client = createDb({ appUrl, maxConnections: 1, onError: () => undefined });
  for (const place of places) {
    await inTenant(client.db, place, (tx) =>
      writeAuditLine(
        {
          ...place,
          tx,
          actorId: place.userId,
          now: new Date(),
          newId: randomUUID,
          request: { requestId: 'after', address: null, userAgent: null },
        },
        { action: 'workspace.rename', objectId: place.workspaceId },
      ),
    );
  }
  await client.close();
  expect(await verifyAudit({ sql: owner, tenantId: null, anchors: check.heads })).toMatchObject({
    lines: 14,
    problems: [],
  });
});

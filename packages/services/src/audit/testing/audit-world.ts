import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { enterTenant, inTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { openWorkspace } from '../../workspace/open-workspace.ts';
import { verifyAudit, type Anchor, type AuditCheck } from '../verify-audit.ts';
import { writeAuditLine, type AuditEntry } from '../write-audit.ts';

export type AuditPlaceIds = { tenantId: string; workspaceId: string; userId: string };

/** A database with tenants whose audit lines are written as the product does, and bent as only its owner could. */
export type AuditWorld = {
  database: TestDatabase;
  /** A workspace of a new tenant and a new person, or of those given. */
  openPlace(of?: { tenantId?: string; userId?: string }): Promise<AuditPlaceIds>;
  /** Writes lines one by one, each in a transaction of its own. at: when, now without. */
  write(place: AuditPlaceIds, lines: number | AuditEntry[], options?: { at?: Date }): Promise<void>;
  verify(tenantId: string, anchors?: Anchor[]): Promise<AuditCheck>;
  /** Runs statements as the owner with the triggers and walls of the chain out of the way. */
  bend(statements: string): Promise<void>;
  /** Reads as geko_system. */
  read<T extends object>(query: string, values?: string[]): Promise<T[]>;
  close(): Promise<void>;
};

/** serverUrl: `inject('ownerUrl')`. */
export async function openAuditWorld(serverUrl: string): Promise<AuditWorld> {
  const database = await createTestDatabase(serverUrl, { maxConnections: 8 });
  const { db } = database;
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  const reader = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await reader`set role geko_system`;
  const request = { requestId: 'test', address: '::1', userAgent: 'a browser' };
  const addPerson = async () => {
    const id = randomUUID();
    await db.insert(users).values({ id, email: `${id}@example.com`, name: 'Somebody' });
    return id;
  };
  return {
    database,
    async openPlace({ tenantId, userId } = {}) {
      const place = {
        userId: userId ?? (await addPerson()),
        tenantId: tenantId ?? randomUUID(),
        workspaceId: randomUUID(),
      };
      await db.transaction(async (tx) => {
        await enterTenant(tx, place);
        if (tenantId === undefined) {
          await tx.insert(tenants).values({ id: place.tenantId, name: 'A company' });
        }
        await openWorkspace(tx, { ...place, name: 'A workspace', now: new Date() });
      });
      return place;
    },
    async write(place, lines, { at } = {}) {
      const entries: AuditEntry[] =
        typeof lines === 'number'
          ? Array.from({ length: lines }, (_, index) => ({
              action: 'workspace.rename',
              objectId: place.workspaceId,
              before: `name:${index}`,
              after: `name:${index + 1}`,
            }))
          : lines;
      const { userId, ...where } = place;
      for (const entry of entries) {
        await inTenant(db, place, (tx) =>
          writeAuditLine(
            { ...where, tx, actorId: userId, now: at ?? new Date(), newId: randomUUID, request },
            entry,
          ),
        );
      }
    },
    verify: (tenantId, anchors = []) => verifyAudit({ sql: reader, tenantId, anchors }),
    async bend(statements) {
      const each = (what: string) =>
        ['audit_logs', 'audit_heads'].map((table) => `alter table ${table} ${what};`).join(' ');
      await owner.begin((tx) =>
        tx.unsafe(`${each('disable trigger user')} ${each('no force row level security')}
          ${statements};
          ${each('enable trigger user')} ${each('force row level security')}`),
      );
    },
    read: (query, values = []) => reader.unsafe(query, values),
    async close() {
      await owner.end();
      await reader.end();
      await database.drop();
    },
  };
}

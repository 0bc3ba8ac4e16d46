import pg from 'pg';
import { seedCatalogue } from '../seed/seed-catalogue.ts';
import { fillWorkspace, type FilledWorkspace } from './fill-workspace.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** A database with two tenants, alpha and beta, and its owner's view of the system catalogue. */
export type Walls = {
  /** As the application, over one connection. */
  database: TestDatabase;
  owner: pg.Client;
  a: FilledWorkspace;
  b: FilledWorkspace;
  /** Every table that belongs to a tenant. */
  tenantTables: string[];
  /** The values of a query's one column, named value. */
  column<T>(query: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
};

/** Schemas of ours, for queries with a pg_namespace n. */
export const ours = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`;

/** serverUrl: `inject('ownerUrl')`. */
export async function openWalls(serverUrl: string): Promise<Walls> {
  const database = await createTestDatabase(serverUrl, { maxConnections: 1 });
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  const a = await fillWorkspace(database.db, 'alpha');
  const b = await fillWorkspace(database.db, 'beta');
  const owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  const column = async <T>(query: string, values: unknown[] = []): Promise<T[]> =>
    (await owner.query<{ value: T }>(query, values)).rows.map(({ value }) => value);
  const tenantTables = await column<string>(`
    select c.relname as value from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (c.relname = 'tenants' or exists (
      select 1 from pg_attribute t where t.attrelid = c.oid and t.attname in ('tenant_id', 'workspace_id')
        and not t.attisdropped))
    order by 1`);
  return {
    database,
    owner,
    a,
    b,
    tenantTables,
    column,
    close: async () => {
      await owner.end();
      await database.drop();
    },
  };
}

import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { againAfterDeadlock } from './again-after-deadlock.ts';

const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, BigInt);

/** Without the schema: Drizzle would make a builder for each of its tables at the beginning of every transaction. */
export type Db = NodePgDatabase;
/** A transaction inside a context; queries take one of these. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

export type DbClient = { db: Db; pool: pg.Pool; close(): Promise<void> };

/**
 * The request path's connection pool, as the application role. onError hears of idle connections
 * that die (a restarted database); the pool replaces them by itself. A transaction that Postgres
 * picked as a deadlock's victim is run again: so what runs in one touches nothing but the database.
 */
export function createDb(options: {
  appUrl: string;
  maxConnections: number;
  onError: (error: Error) => void;
}): DbClient {
  const pool = new pg.Pool({
    connectionString: options.appUrl,
    max: options.maxConnections,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', options.onError);
  // While somebody works on a connection the pool does not listen. That it died, their statement tells them.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = drizzle(pool);
  db.transaction = (fn, config) =>
    againAfterDeadlock(() => onConnection(pool, (one) => one.transaction(fn, config)));
  return { db, pool, close: () => pool.end() };
}

const known = new WeakMap<pg.PoolClient, Db>();

/** Gives the connection back whatever happens: Drizzle's own way keeps one for good on which BEGIN fails. */
async function onConnection<T>(pool: pg.Pool, work: (one: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const one = known.get(client) ?? drizzle(client);
    known.set(client, one);
    return await work(one);
  } finally {
    client.release();
  }
}

/** Who is asking, and in which workspace: what row-level security looks at. */
export type TenantContext = { userId: string; tenantId: string; workspaceId: string };

/**
 * Runs fn in a transaction that sees one workspace. The settings are local to the transaction, so a
 * pooled connection carries nothing over to whoever uses it next.
 */
export function inTenant<T>(
  db: Db,
  context: TenantContext,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await enterTenant(tx, context);
    return fn(tx);
  });
}

/** Points an open transaction at one workspace. */
export async function enterTenant(tx: Tx, context: TenantContext): Promise<void> {
  await tx.execute(sql`select set_config('app.user_id', ${context.userId}, true),
    set_config('app.tenant_id', ${context.tenantId}, true),
    set_config('app.workspace_id', ${context.workspaceId}, true)`);
}

/** Runs fn in a transaction that sees what a signed-in person sees before entering a workspace. */
export function asUser<T>(db: Db, userId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await enterUser(tx, userId);
    return fn(tx);
  });
}

/** Points an open transaction at a person, and at no workspace. */
export async function enterUser(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`select set_config('app.user_id', ${userId}, true),
    set_config('app.tenant_id', '', true), set_config('app.workspace_id', '', true)`);
}

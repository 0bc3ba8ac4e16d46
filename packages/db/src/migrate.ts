import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle', import.meta.url));
const MIGRATION_LOCK = 0x67_65_6b_6f;

/** Connection strings of the roles that run Geko; only migrations and the CLI use the owner's. */
export type AppUrls = {
  /** geko_app: owns nothing, walled by row-level security. */
  appUrl: string;
  /** geko_jobs: owns the job queue's schema, sees no table of ours. */
  jobsUrl: string;
};

/**
 * Brings the database to the newest schema and makes the roles that run on it. Safe to run by
 * several processes at once and any number of times. The owner needs CREATEROLE; the passwords of
 * the roles are derived from the owner's connection string, so that every replica agrees on them.
 */
export async function migrate({ ownerUrl }: { ownerUrl: string }): Promise<AppUrls> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const appUrl = await undisturbed(() => ensureLogin(sql, ownerUrl, 'geko_app'));
    await undisturbed(
      () => sql`alter role geko_app set idle_in_transaction_session_timeout = '60s'`,
    );
    const jobsUrl = await undisturbed(() => ensureLogin(sql, ownerUrl, 'geko_jobs'));
    for (const role of ['geko_system', 'geko_keeper', 'geko_vault']) {
      await undisturbed(() => ensureSightedRole(sql, role));
    }
    await runMigrations(drizzle(sql), { migrationsFolder: MIGRATIONS });
    await ensureJobSchema(sql);
    return { appUrl, jobsUrl };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The application's connection string; of use once the database has been migrated. */
export function appUrlOf(ownerUrl: string): string {
  return loginOf(ownerUrl, 'geko_app').href;
}

/** The owner's address with another login, whose password follows from the owner's. */
function loginOf(ownerUrl: string, role: string): URL {
  const url = new URL(ownerUrl);
  const password = createHmac('sha256', `${url.username}:${url.password}`)
    .update(role)
    .digest('base64url');
  url.username = role;
  url.password = password;
  return url;
}

type Sql = ReturnType<typeof postgres>;

/** internal_error ("tuple concurrently updated"), unique_violation, duplicate_object. */
const DISTURBED = ['XX000', '23505', '42710'];
const MOST_TRIES = 20;

/**
 * Roles belong to the whole server, but our lock reaches one database: the same roles may be made at the same moment for
 * another database of ours. Then the step is taken again.
 */
async function undisturbed<T>(step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      const isDisturbed = error instanceof postgres.PostgresError && DISTURBED.includes(error.code);
      if (!isDisturbed || tries === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * tries));
    }
  }
}

async function roleExists(sql: Sql, role: string): Promise<boolean> {
  return (await sql`select 1 from pg_roles where rolname = ${role}`).length > 0;
}

async function ensureLogin(sql: Sql, ownerUrl: string, role: string): Promise<string> {
  const { href, pathname, password } = loginOf(ownerUrl, role);
  const verb = (await roleExists(sql, role)) ? 'alter' : 'create';
  await sql.unsafe(`${verb} role ${role} login nocreatedb nocreaterole password '${password}'`);
  const database = (pathname.slice(1) || new URL(ownerUrl).username).replaceAll('"', '');
  await sql.unsafe(`grant connect on database "${database}" to ${role}`);
  return href;
}

/**
 * The roles that see across tenants, without a login. The owner may act as them, but does not inherit
 * their sight: SET ROLE is a decision.
 */
async function ensureSightedRole(sql: Sql, role: string): Promise<void> {
  if (!(await roleExists(sql, role))) await sql.unsafe(`create role ${role} nologin`);
  const [version] = await sql<
    { number: number }[]
  >`select current_setting('server_version_num')::int as number`;
  const options = (version?.number ?? 0) >= 160_000 ? ' with set true, inherit false' : '';
  await sql.unsafe(`grant ${role} to current_user${options}`);
}

async function ensureJobSchema(sql: Sql): Promise<void> {
  const [found] = await sql`select 1 from pg_namespace where nspname = 'pgboss'`;
  if (found) return;
  await sql`grant geko_jobs to current_user`;
  await sql`create schema pgboss authorization geko_jobs`;
}

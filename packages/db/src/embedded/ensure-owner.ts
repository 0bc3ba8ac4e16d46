import pg from 'pg';

/** Address of a database on this machine's embedded server. */
export function localUrl(place: {
  user: string;
  password: string;
  port: number;
  database: string;
}): string {
  return `postgres://${place.user}:${place.password}@127.0.0.1:${place.port}/${place.database}`;
}

/** Asks the server behind `url` which folder it serves; null when it cannot be reached or refuses us. */
export async function askDataDirectory(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory ?? null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes the role `geko_owner`, which owns the tables and runs migrations but is no superuser and obeys row-level
 * security, and its database `geko`. Safe to repeat.
 * @param adminUrl a superuser's address.
 */
export async function ensureOwner(adminUrl: string, ownerPassword: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query(`select 1 from pg_roles where rolname = 'geko_owner'`);
    const traits = 'login createrole createdb nosuperuser nobypassrls';
    const verb = role.rowCount === 0 ? 'create' : 'alter';
    await client.query(
      `${verb} role geko_owner ${traits} password ${client.escapeLiteral(ownerPassword)}`,
    );
    const database = await client.query(`select 1 from pg_database where datname = 'geko'`);
    if (database.rowCount === 0) await client.query('create database geko owner geko_owner');
  } finally {
    await client.end();
  }
}

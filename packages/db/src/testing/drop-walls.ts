import postgres from 'postgres';

/** Takes row-level security off every table of a test's database, as its owner. Returns their names. */
export async function dropWalls(ownerUrl: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    const walled = await sql<{ name: string }[]>`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relrowsecurity order by 1`;
    for (const { name } of walled) {
      await sql`alter table ${sql(name)} disable row level security, no force row level security`;
    }
    return walled.map(({ name }) => name);
  } finally {
    await sql.end();
  }
}

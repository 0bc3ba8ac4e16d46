import postgres from 'postgres';

/** A digest of each table, by its name: "<rows> rows <sum of the rows' hashes>", whatever their order. */
export type Digests = Record<string, string>;

/** Counters of calls, which every call moves. */
const unread = ['rate_limits'];

type Table = { name: string; columns: string[]; isWalled: boolean };

/**
 * Digests of all tables: the rows of a tenant, from the workspaces that the first of its people belongs to, and those of
 * its people; else the whole table. New tables join by themselves, since their columns say which rows are whose.
 */
export async function openDigests(
  ownerUrl: string,
  { tenantId, team }: { tenantId: string; team: string[] },
): Promise<{ read(): Promise<Digests>; close(): Promise<void> }> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const tables = await sql<Table[]>`
    select c.relname as name, c.relrowsecurity or has_table_privilege('geko_system', c.oid, 'select') as "isWalled",
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as columns
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and not c.relname = any(${unread}) order by 1`;
  const team_ = `any(array['${team.join("','")}']::uuid[])`;
  const theirs = `in (select m.workspace_id from workspace_members m where m.user_id = '${team[0] ?? ''}')`;
  const whose = ({ name, columns }: Table): string => {
    if (name === 'tenants') return `t.id = '${tenantId}'`;
    if (name === 'workspaces') return `t.tenant_id = '${tenantId}' and t.id ${theirs}`;
    if (name === 'users') return `t.id = ${team_}`;
    if (columns.includes('workspace_id'))
      return `t.tenant_id = '${tenantId}' and t.workspace_id ${theirs}`;
    if (columns.includes('tenant_id')) return `t.tenant_id = '${tenantId}'`;
    return columns.includes('user_id') ? `t.user_id = ${team_}` : 'true';
  };
  const all = (some: Table[]) =>
    some
      .map(
        (table) => `select '${table.name}' as name, count(*) || ' rows '
          || coalesce(sum(hash_record_extended(t, 0))::text, '') as digest
          from ${table.name} t where ${whose(table)}`,
      )
      .join(' union all ');
  const [walled, open] = [tables.filter((t) => t.isWalled), tables.filter((t) => !t.isWalled)];
  return {
    async read() {
      const rows = await sql.begin(async (tx) => {
        // Prepared: to plan such a query takes as long as to run it.
        const digest = (some: Table[]) =>
          tx.unsafe<{ name: string; digest: string }[]>(all(some), [], { prepare: true });
        const people = await digest(open);
        await tx`set local role geko_system`;
        return [...people, ...(await digest(walled))];
      });
      return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
    },
    close: () => sql.end(),
  };
}

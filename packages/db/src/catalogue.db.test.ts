import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { definers, keptTables, unwalled } from './testing/known-openings.ts';
import { openWalls, ours, type Walls } from './testing/open-walls.ts';
import { isTight, type Policy } from './testing/tight-policy.ts';

/** The settings that a definer may bring beside its search path: they change no answer. */
const PLANNING = new Set([
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
]);

let walls: Walls;
beforeAll(async () => {
  walls = await openWalls(inject('ownerUrl'));
});
afterAll(() => walls.close());

type Relation = {
  name: string;
  kind: string;
  has_rls: boolean;
  is_forced: boolean;
  options: string[] | null;
};

/** Tables, views and materialised views that the application could read across tenants. */
async function openRelations(): Promise<string[]> {
  const { rows } = await walls.owner.query<Relation>(`
    select n.nspname || '.' || c.relname as name, c.relkind as kind, c.relrowsecurity as has_rls,
      c.relforcerowsecurity as is_forced, c.reloptions as options
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ours} order by 1`);
  expect(rows.length).toBeGreaterThan(20);
  const policies = await walls.column<string>(`
    select distinct schemaname || '.' || tablename as value from pg_policies
    where 'geko_app' = any(roles) and permissive = 'PERMISSIVE'`);
  const open = rows.filter(({ name, kind, has_rls, is_forced, options }) => {
    if (kind === 'v') return !options?.includes('security_invoker=true');
    if (kind === 'm' || kind === 'f') return true;
    return !(has_rls && is_forced && policies.includes(name));
  });
  return open.map(({ name }) => name).toSorted();
}

/** Policies that let more through than the rows of the context, or let anybody else in. */
async function loosePolicies(): Promise<string[]> {
  const { rows } = await walls.owner.query<Policy>(`
    select tablename || '.' || policyname as name, roles::text[] as roles, cmd, qual, with_check
    from pg_policies order by 1`);
  expect(rows.length).toBeGreaterThan(30);
  return rows.filter((policy) => !isTight(policy, keptTables)).map(({ name }) => name);
}

/** Tenant tables without the wall of their workspace. */
async function tablesWithoutWall(): Promise<string[]> {
  return walls.column<string>(`
    select c.relname as value from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (c.relname = 'tenants' or exists (
      select 1 from pg_attribute t where t.attrelid = c.oid and t.attname in ('tenant_id', 'workspace_id')
        and not t.attisdropped))
      and not exists (select 1 from pg_policies p where p.tablename = c.relname
        and p.policyname in ('workspace_wall', 'tenant_wall'))`);
}

/** Definer functions that lack a line, have another owner or caller than it says, or no fixed search path. */
async function looseDefiners(): Promise<string[]> {
  const { rows } = await walls.owner.query<{
    name: string;
    owner: string;
    config: string[] | null;
    callers: string[];
  }>(`
    select n.nspname || '.' || p.proname || '(' || replace(oidvectortypes(p.proargtypes), ', ', ',') || ')' as name,
      r.rolname as owner, p.proconfig as config,
      array(select coalesce(g.rolname, 'public')::text
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        left join pg_roles g on g.oid = a.grantee where a.grantee <> p.proowner order by 1) as callers
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
    where p.prosecdef and ${ours} order by 1`);
  expect(rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(Object.keys(definers)) as string[],
  );
  return rows
    .filter(({ name, owner, config, callers }) => {
      const promised = definers[name];
      const [path, ...more] = config ?? [];
      const isPinned =
        path === 'search_path=public, pg_temp' && more.every((each) => PLANNING.has(each));
      return !(promised?.owner === owner && callers.join() === promised.callers.join() && isPinned);
    })
    .map(({ name }) => name);
}

test('every table, view and materialised view is walled off or has its line', async () => {
  expect(await openRelations()).toEqual(Object.keys(unwalled).toSorted());
});

test('every policy for the application asks the context, and none is for everybody', async () => {
  expect(await loosePolicies()).toEqual([]);
});

test('the keeper sees the tables that it keeps, each by its line', async () => {
  expect(
    await walls.column(
      `select tablename as value from pg_policies where 'geko_keeper' = any(roles) order by 1`,
    ),
  ).toEqual(keptTables);
});

test('every tenant table has the wall of its workspace', async () => {
  expect(await tablesWithoutWall()).toEqual([]);
});

test('every definer function has its line, a fixed search path and no public caller', async () => {
  expect(await looseDefiners()).toEqual([]);
});

const columns = 'tenant_id uuid, workspace_id uuid, id int';
const forced = (table: string) =>
  `alter table ${table} enable row level security; alter table ${table} force row level security;`;
const context =
  '(select context_tenant()) = tenant_id and (select context_workspace()) = workspace_id';
const pinned = 'security definer set search_path = public, pg_temp';

/** What somebody could add by mistake, and which of the questions above must find it. */
const leaks: [string, () => Promise<string[]>, string, string][] = [
  ['a bare table', openRelations, 'public.leak', `create table leak (id int)`],
  [
    'a table of a new schema',
    openRelations,
    'more.leak',
    `create schema more; create table more.leak (id int)`,
  ],
  [
    'walls that the owner walks through',
    openRelations,
    'public.leak',
    `create table leak (${columns}); alter table leak enable row level security;
     create policy workspace_wall on leak to geko_app using (${context})`,
  ],
  [
    'walls without a policy',
    openRelations,
    'public.leak',
    `create table leak (${columns}); ${forced('leak')}`,
  ],
  [
    'a wall that was taken down',
    openRelations,
    'public.messages',
    `alter table messages disable row level security`,
  ],
  [
    'a view with the eyes of its owner',
    openRelations,
    'public.leak',
    `create view leak as select * from messages`,
  ],
  [
    'a materialised view',
    openRelations,
    'public.leak',
    `create materialized view leak as select id from messages`,
  ],
  [
    'a policy that lets all through',
    loosePolicies,
    'leak.workspace_wall',
    `create table leak (${columns}); create policy workspace_wall on leak to geko_app using (true)`,
  ],
  [
    'a policy that asks only for the tenant',
    loosePolicies,
    'leak.workspace_wall',
    `create table leak (${columns});
     create policy workspace_wall on leak to geko_app using ((select context_tenant()) = tenant_id)`,
  ],
  [
    'a policy for everybody',
    loosePolicies,
    'messages.more',
    `create policy more on messages for select using (${context})`,
  ],
  [
    'a policy by which a person may write',
    loosePolicies,
    'messages.more',
    `create policy more on messages to geko_app using ((select context_user()) = workspace_id)`,
  ],
  [
    'a tenant table whose wall has another name',
    tablesWithoutWall,
    'leak',
    `create table leak (${columns}); ${forced('leak')} create policy mine on leak to geko_app using (${context})`,
  ],
  [
    'a definer function without a line',
    looseDefiners,
    'public.leak()',
    `create function leak() returns int language sql ${pinned} as 'select 1'`,
  ],
  [
    'another form of one that has its line',
    looseDefiners,
    'system.tenant_of(text)',
    `create function system.tenant_of(text) returns int language sql ${pinned} as 'select 1'`,
  ],
  [
    'one that loses its search path',
    looseDefiners,
    'system.tenant_of(uuid)',
    `set local role geko_system; alter function system.tenant_of(uuid) reset all; reset role`,
  ],
  [
    'one that opens to the public',
    looseDefiners,
    'system.tenant_of(uuid)',
    `set local role geko_system; grant execute on function system.tenant_of(uuid) to public; reset role`,
  ],
  [
    'one that the job queue may call',
    looseDefiners,
    'system.tenant_of(uuid)',
    `set local role geko_system; grant execute on function system.tenant_of(uuid) to geko_jobs; reset role`,
  ],
  [
    'the trigger of the chain in the hands of the application',
    looseDefiners,
    'system.chain_audit()',
    `set local role geko_keeper; grant execute on function system.chain_audit() to geko_app; reset role`,
  ],
  [
    'one that another role owns than it should',
    looseDefiners,
    'system.tenant_of(uuid)',
    `set local role geko_system; drop function system.tenant_of(uuid); reset role;
     create function system.tenant_of(uuid) returns int language sql ${pinned} as 'select 1';
     revoke all on function system.tenant_of(uuid) from public;
     grant execute on function system.tenant_of(uuid) to geko_app`,
  ],
  [
    'a table more that the keeper sees',
    loosePolicies,
    'usage_corrections.keeper_keeps',
    `create policy keeper_keeps on usage_corrections to geko_keeper using (true)`,
  ],
  [
    'a policy by which the reading role may write',
    loosePolicies,
    'messages.more',
    `create policy more on messages to geko_system using (true)`,
  ],
];

test.each(leaks)('%s would be found', async (_, find, name, statements) => {
  expect(await find()).not.toContain(name);
  await walls.owner.query('begin');
  try {
    await walls.owner.query(statements);
    expect(await find()).toContain(name);
  } finally {
    await walls.owner.query('rollback');
  }
});

test('the functions that see every tenant return no content', async () => {
  const app = new pg.Client(walls.database.appUrl);
  await app.connect();
  try {
    const { rows } = await app.query(`
      select (select jsonb_agg(e) from system.expired_leases(1000) e) as leases,
        (select jsonb_agg(o) from system.overview('-infinity') o) as overview,
        (select jsonb_agg(p) from system.workspaces_to_purge(1000) p) as purge,
        (select jsonb_agg(l) from system.expired_lots('infinity', 1000) l) as lots,
        (select jsonb_agg(n) from system.unmailed_notices(1000) n) as notices,
        (select jsonb_agg(w) from system.live_workspaces('00000000-0000-0000-0000-000000000000', 1000) w) as live`);
    expect(JSON.stringify(rows)).not.toMatch(/alpha|beta/u);
  } finally {
    await app.end();
  }
});

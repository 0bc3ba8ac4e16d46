import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openWalls, ours, type Walls } from './testing/open-walls.ts';
import { isTight, type Policy } from './testing/tight-policy.ts';

/** Tables that no policy walls off, and why that is right. Anything else must have its wall. */
const unwalled: Record<string, string> = {
  'public.users': 'people are global: sign-in looks for an address before any workspace is known',
  'public.sessions': 'a session is found by the hash of its token before anybody is known',
  'public.user_avatars': "a person's own, who is global",
  'public.user_totp': 'asked for at sign-in, before any workspace is known; sealed',
  'public.recovery_codes': 'asked for at sign-in, before any workspace is known; hashes only',
  'public.user_identities': 'sign-in looks for an account elsewhere before anybody is known',
  'public.one_time_tokens': 'a link in a mail is found by the hash of its token; hashes only',
  'public.mail_outbox': 'mails go to people, also to those of no workspace; sealed',
  'public.rate_limits': 'counts tries by address and account; holds nothing of a workspace',
  'public.model_catalog': 'one catalogue for the installation, which operators keep',
  'public.model_prices': 'one price book for the installation, which operators only add to',
  'public.model_candidates': 'imported price lists, which operators judge',
  'public.markups': 'of plans and of the installation; those of a workspace stand behind its wall',
  'public.plan_overrides': 'plans are those of the installation',
  'public.model_fallbacks': 'which models stand in for which, which operators say',
  'public.provider_keys': 'one pool of keys for the installation, without their secrets',
  'public.provider_switches': 'which providers are on, for the installation',
  'public.provider_key_hours':
    'sums by provider key, of the installation; no workspace, no content',
  'vault.provider_secrets': 'sealed; the application has no right to it but by three functions',
  'public.system_config': 'settings of the installation; the application can only read them',
  'public.heartbeats': 'signs of life of our own processes',
  'drizzle.__drizzle_migrations':
    'the migrator keeps it; the application has no right to its schema',
};

type Definer = {
  owner: 'geko_system' | 'geko_keeper' | 'geko_vault';
  callers: string[];
  why: string;
};

const reads = (why: string): Definer => ({ owner: 'geko_system', callers: ['geko_app'], why });
const keeps = (why: string, callers = ['geko_app']): Definer => ({
  owner: 'geko_keeper',
  callers,
  why,
});

const locks = (why: string): Definer => ({ owner: 'geko_vault', callers: ['geko_app'], why });

/** The one setting that a definer may bring beside its search path: it changes no answer. */
const KEPT_PLANS = 'plan_cache_mode=force_generic_plan';

/** Functions that run as a role which sees every tenant, whose they are, who may call them, and why that is right. */
const definers: Record<string, Definer> = {
  'system.expired_leases(integer)': reads(
    'the sweeper asks which turns of anybody lost their process; ids only',
  ),
  'system.find_api_key(text)': reads(
    'a program shows a key before any workspace is known; found by the hash of all of it',
  ),
  'system.tenant_of(uuid)': reads("an operator's change of plan names a workspace only"),
  'system.overview(timestamp with time zone)': reads("the operator's counts and sums, no content"),
  'system.workspace_overview(timestamp with time zone,timestamp with time zone,uuid,integer)':
    reads("the operator's list of workspaces, no content"),
  'system.fair_use_passed(timestamp with time zone,integer)': reads(
    'the operator sees who goes on beyond their plan: news of limits, no content',
  ),
  'system.find_invitation(text)': reads(
    'whoever holds a token sees what it invites to, before they belong there',
  ),
  'system.share_workspace(uuid,uuid)': reads("colleagues see each other's pictures; yes or no"),
  'system.expired_lots(timestamp with time zone,integer)': reads(
    'the expiry job asks whose credit has run out; ids only',
  ),
  'system.unmailed_notices(integer)': reads('the mail job asks what is to be told; ids only'),
  'system.live_workspaces(uuid,integer)': reads(
    'news of the catalogue go to every workspace; ids and plans only',
  ),
  'system.workspace_markups()': reads("the operator's list of special prices, no content"),
  'system.month_of_calls(timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer)':
    reads("the operator's replay of a month: figures of calls, no content"),
  'system.workspaces_to_purge(integer)': reads('the purge job asks what is due; ids only'),
  'system.tenant_used(text,timestamp with time zone,timestamp with time zone)': reads(
    "a new limit on a company begins with what all of its workspaces used: a sum, of the context's company",
  ),
  'system.workspaces_of_company()': reads(
    "news of a company's limit go to each of its workspaces; ids of the context's company only",
  ),
  'system.tell_tenant_limits()': {
    owner: 'geko_system',
    callers: [],
    why: "a trigger's: every workspace of a company hears that one of its limits changed; ids only",
  },
  'system.chain_audit()': keeps(
    "a trigger's: it moves the heads of the audit chains, which nobody may write",
    [],
  ),
  'system.expire_audit(integer)': keeps('deletes audit lines older than the setting, no others'),
  'system.delete_ended_invitations()': keeps('deletes invitations that ended 30 days ago'),
  'system.delete_old_notices()': keeps('deletes notices that are older than 90 days'),
  'system.take_hold(text[],text[],text[],text[],timestamp with time zone[],timestamp with time zone[],text[],integer[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint,bigint,bigint,timestamp with time zone,uuid,integer,integer,uuid,integer,uuid,text,integer,text,integer,integer)':
    keeps("holds on the limits and the wallet of the context's workspace"),
  'system.book_call(jsonb,date,timestamp with time zone,integer,text[],text[],jsonb,uuid[],bigint[],bigint[],uuid,text[],bigint[],uuid[])':
    keeps("books a call of the context's workspace, whose hold is there"),
  'system.sum_key_hours(timestamp with time zone)': keeps(
    'sums receipts by provider key and hour: figures only',
  ),
  'vault.keep_secret(uuid,text)': locks('lays a sealed secret into the vault'),
  'vault.wipe_secret(uuid)': locks('takes a secret out of the vault'),
  'vault.read_secrets()': locks('the server opens them with a key that the database does not have'),
  'system.purge_workspace(uuid)': keeps(
    'empties a workspace that was deleted 30 days ago, no other',
  ),
};

/** The tables that geko_keeper sees whole, so that its functions can do what no login may. */
const keptTables = [
  'api_keys',
  'audit_heads',
  'audit_logs',
  'conversations',
  'credit_lots',
  'holds',
  'invitations',
  'ledger_balances',
  'ledger_journals',
  'limit_requests',
  'limits',
  'messages',
  'notice_reads',
  'notices',
  'quotas',
  'role_permissions',
  'tenant_quotas',
  'token_usage',
  'turn_parts',
  'turns',
  'usage_daily',
  'workspace_icons',
  'workspace_members',
  'workspace_models',
  'workspace_roles',
  'workspaces',
];

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
        path === 'search_path=public, pg_temp' && more.every((each) => each === KEPT_PLANS);
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

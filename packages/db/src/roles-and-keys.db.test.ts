import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWalls, ours, type Walls } from './testing/open-walls.ts';

let walls: Walls;
let owner: Walls['owner'];
let tenantTables: Walls['tenantTables'];
beforeAll(async () => {
  walls = await openWalls(inject('ownerUrl'));
  ({ owner, tenantTables } = walls);
});
afterAll(() => walls.close());

const column = <T>(query: string, values?: unknown[]) => walls.column<T>(query, values);

/** What belongs to people, who are global. */
const people = [
  'users',
  'sessions',
  'user_avatars',
  'user_totp',
  'recovery_codes',
  'user_identities',
  'one_time_tokens',
  'mail_outbox',
];

describe('the roles', () => {
  test('a transaction of the application that says nothing for a minute is ended, also through a pooler', async () => {
    const { rows } = await walls.database.pool.query('show idle_in_transaction_session_timeout');
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
  });

  test.each(['geko_app', 'geko_jobs', 'geko_system', 'geko_keeper', 'geko_vault'])(
    '%s has no power over the server',
    async (role) => {
      const { rows } = await owner.query(
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1`,
        [role],
      );
      expect(rows).toEqual([
        {
          rolsuper: false,
          rolbypassrls: false,
          rolcreaterole: false,
          rolcreatedb: false,
          rolreplication: false,
        },
      ]);
      const memberOf = await column<string>(
        `select g.rolname as value from pg_auth_members m join pg_roles r on r.oid = m.member
       join pg_roles g on g.oid = m.roleid where r.rolname = $1`,
        [role],
      );
      expect(memberOf).toEqual([]);
    },
  );

  test('geko_app owns nothing and can make nothing', async () => {
    const owned = await column<string>(`
      select classid::regclass::text || ' ' || objid::text as value from pg_shdepend
      where refobjid = 'geko_app'::regrole and deptype = 'o'`);
    expect(owned).toEqual([]);
    const schemas = await column<string>(`
      select n.nspname as value from pg_namespace n
      where has_schema_privilege('geko_app', n.oid, 'create') and ${ours}`);
    expect(schemas).toEqual([]);
    expect(
      await column(
        `select has_database_privilege('geko_app', current_database(), 'create') as value`,
      ),
    ).toEqual([false]);
  });

  test('geko_jobs reads no table of ours, and geko_system no password and no session', async () => {
    const readable = (role: string) =>
      column<string>(
        `select c.relname as value from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('public', 'drizzle', 'system')
           and has_schema_privilege($1, n.oid, 'usage') and has_table_privilege($1, c.oid, 'select')`,
        [role],
      );
    expect(await readable('geko_jobs')).toEqual([]);
    const system = await readable('geko_system');
    expect(system).toEqual(expect.arrayContaining(['token_usage']));
    for (const table of people) expect(system).not.toContain(table);
  });

  test('geko_system and geko_keeper cannot log in; only the owner may act as them, and does not inherit', async () => {
    for (const role of ['geko_system', 'geko_keeper', 'geko_vault']) {
      expect(
        await column(`select rolcanlogin as value from pg_roles where rolname = $1`, [role]),
      ).toEqual([false]);
      const { rows } = await owner.query(
        `select r.rolname = current_user as is_owner, m.inherit_option, m.set_option
         from pg_auth_members m join pg_roles r on r.oid = m.member
         where m.roleid = $1::regrole and m.set_option`,
        [role],
      );
      expect(rows).toEqual([{ is_owner: true, inherit_option: false, set_option: true }]);
    }
  });

  test('geko_vault alone reads what is sealed: no other role, and no login', async () => {
    const readers = await column<string>(
      `select r.rolname as value from pg_roles r where r.rolname like 'geko%'
       and has_table_privilege(r.oid, 'vault.provider_secrets', 'select') order by 1`,
    );
    expect(readers).toEqual(['geko_vault']);
    await expect(walls.database.pool.query('select * from vault.provider_secrets')).rejects.toThrow(
      'permission denied',
    );
  });

  test('geko_keeper holds these rights and no other, and owns these functions', async () => {
    const rights = await column<string>(`
      select c.relname || ': ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as value
      from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
      where a.grantee = 'geko_keeper'::regrole and ${ours} group by c.relname order by 1`);
    const content = [
      'api_keys',
      'conversations',
      'invitations',
      'limit_requests',
      'limits',
      'messages',
      'notice_reads',
      'notices',
      'role_permissions',
      'turn_parts',
      'turns',
      'workspace_icons',
      'workspace_members',
      'workspace_models',
      'workspace_roles',
    ];
    expect(rights).toEqual(
      [
        'audit_heads: insert, select, update',
        'audit_logs: delete, insert, select',
        'system_config: select',
        'tenant_limits: select',
        'workspaces: select, update',
        ...content.map((table) => `${table}: delete, select`),
        ...['ledger_balances', 'provider_key_hours', 'quotas', 'tenant_quotas', 'usage_daily'].map(
          (table) => `${table}: insert, select, update`,
        ),
        'credit_lots: select, update',
        'holds: delete, insert, select, update',
        // What it may see of them is their age and their place, not what they say.
        'idempotent_requests: delete',
        'licence_devices: delete',
        'workspace_wanted_models: delete',
        'licences: delete',
        'ledger_journals: insert, select',
        'token_usage: insert, select',
      ].toSorted(),
    );
    const schemas = await column<string>(`
      select n.nspname || ': ' || lower(a.privilege_type) as value
      from pg_namespace n, aclexplode(n.nspacl) a where a.grantee = 'geko_keeper'::regrole order by 1`);
    expect(schemas).toEqual(['public: usage', 'system: usage']);
    const owned = await column<string>(`
      select case classid when 'pg_proc'::regclass then objid::regprocedure::text
        else classid::regclass::text || ' ' || objid::text end as value
      from pg_shdepend where refobjid = 'geko_keeper'::regrole and deptype = 'o'
        and dbid = (select oid from pg_database where datname = current_database()) order by 1`);
    expect(owned.map((name) => name.replace(/(take_hold)\(.*/u, '$1(…)'))).toEqual([
      'system.book_call(jsonb)',
      'system.book_calls(jsonb)',
      'system.chain_audit()',
      'system.count_blanks()',
      'system.delete_ended_invitations()',
      'system.delete_old_idempotent_requests()',
      'system.delete_old_notices()',
      'system.expire_audit(integer)',
      'system.purge_workspace(uuid)',
      'system.recall_blanks(jsonb)',
      'system.release_hold(uuid)',
      'system.renew_leases(jsonb)',
      'system.return_blanks(jsonb)',
      'system.settle_calls(jsonb)',
      'system.sum_key_hours(timestamp with time zone)',
      'system.take_blocks(jsonb)',
      'system.take_hold(…)',
    ]);
  });

  test('the owner itself obeys the walls', async () => {
    const { rows } = await owner.query(
      `select rolsuper, rolbypassrls from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
    for (const table of tenantTables) {
      expect(await column(`select count(*)::int as value from ${table}`)).toEqual([0]);
    }
  });
});

describe('the keys', () => {
  /** The tables above a workspace's own: the ids of two are the keys that the others carry. */
  const roots: Record<string, string[]> = {
    tenants: ['id'],
    workspaces: ['tenant_id', 'id'],
    // One row a tenant: its workspaces share the chain.
    audit_heads: ['tenant_id'],
    // On all workspaces of a tenant together.
    tenant_limits: ['tenant_id', 'id'],
    tenant_quotas: ['tenant_id'],
    stripe_customers: ['tenant_id'],
  };

  test('every primary key of a tenant table leads with tenant and workspace', async () => {
    const { rows } = await owner.query<{ name: string; columns: string[] }>(`
      select c.conrelid::regclass::text as name,
        array(select a.attname::text from unnest(c.conkey) with ordinality k(n, i)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by k.i) as columns
      from pg_constraint c where c.contype = 'p' and c.connamespace = 'public'::regnamespace`);
    const keys = new Map(rows.map(({ name, columns }) => [name, columns]));
    for (const table of tenantTables) {
      const leading = roots[table] ?? ['tenant_id', 'workspace_id'];
      expect({ table, key: keys.get(table)?.slice(0, leading.length) }).toEqual({
        table,
        key: leading,
      });
    }
  });

  test('every foreign key between tenant tables carries tenant and workspace', async () => {
    const { rows } = await owner.query<{ name: string; target: string; pairs: string[] }>(`
      select c.conrelid::regclass::text as name, c.confrelid::regclass::text as target,
        array(select a.attname || '=' || f.attname from unnest(c.conkey, c.confkey) k(n, m)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n
          join pg_attribute f on f.attrelid = c.confrelid and f.attnum = k.m) as pairs
      from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`);
    const anchored = new Set<string>();
    for (const { name, target, pairs } of rows) {
      if (!tenantTables.includes(name) || !tenantTables.includes(target)) continue;
      const workspace = target === 'workspaces' ? 'workspace_id=id' : 'workspace_id=workspace_id';
      const expected = target === 'tenants' ? ['tenant_id=id'] : ['tenant_id=tenant_id', workspace];
      expect({ name, target, pairs }).toEqual({
        name,
        target,
        pairs: expect.arrayContaining(expected) as string[],
      });
      anchored.add(name);
    }
    expect([...anchored].toSorted()).toEqual(
      tenantTables.filter((name) => name !== 'tenants').toSorted(),
    );
  });

  test('every unique index of a tenant table leads with the tenant', async () => {
    const leaders = await column<string>(
      `
      select i.indrelid::regclass::text || '.' || c.relname as value from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indisunique and i.indrelid::regclass::text = any($1) and a.attname <> 'tenant_id'`,
      [tenantTables],
    );
    expect(leaders.toSorted()).toEqual([
      // Found by the hash of the secret or token, before the tenant is known.
      'api_keys.api_keys_hash',
      'invitations.invitations_token_hash_unique',
      // Stripe names an invoice by our id, or by its own.
      'invoices.invoices_id',
      'invoices.invoices_stripe',
      // A shop names its sale, and no tenant.
      'licences.licences_sale',
      // Stripe names what went back by its own id.
      'money_backs.money_backs_money',
      // Stripe names a payment by its own id, or by what the money moved by.
      'payments.payments_id',
      'payments.payments_money',
      // And a plan's invoice, and a subscription.
      'plan_invoices.plan_invoices_stripe',
      'plan_subscriptions.plan_subscriptions_id',
      'plan_subscriptions.plan_subscriptions_subscription',
      // And a customer.
      'stripe_customers.stripe_customers_customer',
      'tenants.tenants_pkey',
      'workspaces.workspaces_id_unique',
    ]);
  });
});

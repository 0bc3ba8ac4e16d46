import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { asUser, inTenant, type Tx } from './client.ts';
import { ledgerEntries, ledgerJournals } from './schema/money.ts';
import { seedCatalogue } from './seed/seed-catalogue.ts';
import { fillWorkspace, type FilledWorkspace } from './testing/fill-workspace.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

/** Tables that no policy walls off, and why that is right. Anything else must have its wall. */
const unwalled: Record<string, string> = {
  'public.users': 'people are global: sign-in looks for an address before any workspace is known',
  'public.sessions': 'a session is found by the hash of its token before anybody is known',
  'public.rate_limits': 'counts tries by address and account; holds nothing of a workspace',
  'public.model_catalog': 'one catalogue for the installation; the application can only read it',
  'public.model_prices': 'one price book for the installation; the application can only read it',
  'public.system_config': 'settings of the installation; the application can only read them',
  'public.heartbeats': 'signs of life of our own processes',
  'drizzle.__drizzle_migrations':
    'the migrator keeps it; the application has no right to its schema',
};

/** Functions that run as geko_system and so see every tenant, and why that is right. */
const definers: Record<string, string> = {
  'system.expired_leases(integer)':
    'the sweeper asks which turns of anybody lost their process; ids only',
  'system.tenant_of(uuid)': "an operator's change of plan names a workspace only",
  'system.overview(timestamp with time zone)': "the operator's counts and sums, no content",
  'system.workspace_overview(timestamp with time zone,timestamp with time zone,uuid,integer)':
    "the operator's list of workspaces, no content",
};

/** Tables whose rows never change: by privilege for the application, by trigger for everybody. */
const appendOnly = [
  'token_usage',
  'ledger_journals',
  'ledger_entries',
  'audit_logs',
  'model_prices',
];

type Relation = {
  name: string;
  kind: string;
  has_rls: boolean;
  is_forced: boolean;
  options: string[] | null;
};

let database: TestDatabase;
let owner: pg.Client;
let a: FilledWorkspace;
let b: FilledWorkspace;
let tenantTables: string[];

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: 1 });
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  a = await fillWorkspace(database.db, 'alpha');
  b = await fillWorkspace(database.db, 'beta');
  owner = new pg.Client(database.ownerUrl);
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (c.relname = 'tenants' or exists (
      select 1 from pg_attribute t where t.attrelid = c.oid and t.attname in ('tenant_id', 'workspace_id')
        and not t.attisdropped))
    order by 1`);
  tenantTables = rows.map(({ name }) => name);
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

const column = async <T>(query: string, values: unknown[] = []): Promise<T[]> =>
  (await owner.query<{ value: T }>(query, values)).rows.map(({ value }) => value);

const ours = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`;

describe('the catalogue', () => {
  test('every table, view and materialised view is walled off or has its line', async () => {
    const { rows } = await owner.query<Relation>(`
      select n.nspname || '.' || c.relname as name, c.relkind as kind, c.relrowsecurity as has_rls,
        c.relforcerowsecurity as is_forced, c.reloptions as options
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ours} order by 1`);
    const policies = await column<string>(`
      select distinct schemaname || '.' || tablename as value from pg_policies
      where 'geko_app' = any(roles) and permissive = 'PERMISSIVE'`);
    const open = rows.filter(({ name, kind, has_rls, is_forced, options }) => {
      if (kind === 'v') return !options?.includes('security_invoker=true');
      if (kind === 'm' || kind === 'f') return true;
      return !(has_rls && is_forced && policies.includes(name));
    });
    expect(open.map(({ name }) => name).toSorted()).toEqual(Object.keys(unwalled).toSorted());
    expect(rows.length).toBeGreaterThan(20);
  });

  test('every policy for the application asks the context, and none is for everybody', async () => {
    const { rows } = await owner.query<{
      name: string;
      roles: string[];
      cmd: string;
      qual: string | null;
      with_check: string | null;
    }>(`
      select tablename || '.' || policyname as name, roles::text[] as roles, cmd, qual, with_check
      from pg_policies order by 1`);
    expect(rows.length).toBeGreaterThan(30);
    for (const { name, roles, cmd, qual, with_check: check } of rows) {
      if (roles.includes('geko_system')) {
        expect({ name, roles, cmd }).toEqual({ name, roles: ['geko_system'], cmd: 'SELECT' });
        continue;
      }
      expect({ name, roles }).toEqual({ name, roles: ['geko_app'] });
      // Alone in a sub-select, so that it is read once a statement and not once a row.
      const asks = (rule: string | null, what: string) =>
        expect(`${name}: ${String(rule)}`).toMatch(
          new RegExp(`SELECT (public\\.)?context_${what}\\(\\)`, 'u'),
        );
      if (name.startsWith('tenants.tenant_wall')) {
        asks(qual, 'tenant');
        asks(check, 'tenant');
      } else if (name.endsWith('.workspace_wall')) {
        for (const rule of [qual, check]) {
          asks(rule, 'tenant');
          asks(rule, 'workspace');
        }
      } else {
        expect({ name, cmd }).toEqual({ name, cmd: 'SELECT' });
        asks(qual, 'user');
      }
    }
  });

  test('every walled table has the wall of its workspace', async () => {
    const walled = await column<string>(
      `select tablename as value from pg_policies where policyname in ('workspace_wall', 'tenant_wall') order by 1`,
    );
    expect(walled.toSorted()).toEqual(tenantTables.toSorted());
  });

  test('every definer function has its line, a fixed search path and no public caller', async () => {
    const { rows } = await owner.query<{
      name: string;
      owner: string;
      config: string[] | null;
      is_public: boolean;
    }>(`
      select n.nspname || '.' || p.proname || '(' || replace(oidvectortypes(p.proargtypes), ', ', ',') || ')' as name,
        r.rolname as owner, p.proconfig as config, has_function_privilege('public', p.oid, 'execute') as is_public
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
      where p.prosecdef and ${ours} order by 1`);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(definers).toSorted());
    for (const { name, ...facts } of rows) {
      expect({ name, ...facts }).toEqual({
        name,
        owner: 'geko_system',
        config: ['search_path=public, pg_temp'],
        is_public: false,
      });
    }
  });

  test('the functions that see every tenant return no content', async () => {
    const app = new pg.Client(database.appUrl);
    await app.connect();
    try {
      const { rows } = await app.query(`
        select (select jsonb_agg(e) from system.expired_leases(1000) e) as leases,
          (select jsonb_agg(o) from system.overview('-infinity') o) as overview`);
      expect(JSON.stringify(rows)).not.toMatch(/alpha|beta/u);
    } finally {
      await app.end();
    }
  });
});

describe('the roles', () => {
  test.each(['geko_app', 'geko_jobs', 'geko_system'])(
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
    expect(system).not.toEqual(expect.arrayContaining(['users']));
    expect(system).not.toEqual(expect.arrayContaining(['sessions']));
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
  /** The two tables above a workspace's own: their ids are the keys that the others carry. */
  const roots: Record<string, string[]> = { tenants: ['id'], workspaces: ['tenant_id', 'id'] };

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
    expect(leaders.toSorted()).toEqual(['tenants.tenants_pkey', 'workspaces.workspaces_id_unique']);
  });
});

const countAll = async (tx: Tx, tables: string[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await tx.execute<{ n: number }>(
      sql.raw(`select count(*)::int as n from ${table}`),
    );
    counts[table] = rows[0]?.n ?? -1;
  }
  return counts;
};

const nothing = () => Object.fromEntries(tenantTables.map((table) => [table, 0]));

describe('the context', () => {
  test('a workspace sees its own row of every table and no other', async () => {
    for (const [own, mark, foreign] of [
      [a, 'alpha', b],
      [b, 'beta', a],
    ] as const) {
      await inTenant(database.db, own, async (tx) => {
        for (const table of tenantTables) {
          const { rows } = await tx.execute<{ row: string }>(
            sql.raw(`select to_jsonb(t)::text as row from ${table} t`),
          );
          expect({ table, isEmpty: rows.length === 0 }).toEqual({ table, isEmpty: false });
          for (const { row } of rows) {
            expect(row).toContain(own.tenantId);
            expect(row).not.toContain(foreign.tenantId);
            expect(row).not.toContain(foreign.workspaceId);
            expect(row).not.toContain(mark === 'alpha' ? 'beta' : 'alpha');
          }
        }
      });
    }
  });

  test('without a context nothing is there', async () => {
    await database.db.transaction(async (tx) => {
      expect(await countAll(tx, tenantTables)).toEqual(nothing());
    });
  });

  test('half a context, or one of two tenants, sees nothing', async () => {
    for (const context of [
      { ...a, workspaceId: b.workspaceId, userId: randomUUID() },
      { ...b, workspaceId: a.workspaceId, userId: randomUUID() },
    ]) {
      await inTenant(database.db, context, async (tx) => {
        const seen = await countAll(tx, tenantTables);
        // The tenant's own name is all that a tenant without a workspace shows.
        expect({ ...seen, tenants: 0 }).toEqual(nothing());
      });
    }
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.workspace_id', ${a.workspaceId}, true)`);
      expect(await countAll(tx, tenantTables)).toEqual(nothing());
    });
  });

  test('a person outside a workspace sees their memberships and no more', async () => {
    await asUser(database.db, a.userId, async (tx) => {
      const lists = ['tenants', 'workspaces', 'workspace_members', 'workspace_subscriptions'];
      expect(await countAll(tx, tenantTables)).toEqual({
        ...nothing(),
        ...Object.fromEntries(lists.map((table) => [table, 1])),
      });
    });
    await asUser(database.db, randomUUID(), async (tx) => {
      expect(await countAll(tx, tenantTables)).toEqual(nothing());
    });
  });

  test('entering a workspace as somebody who does not belong there changes nothing', async () => {
    await database.db.transaction(async (tx) => {
      const { rows } = await tx.execute(
        sql`select * from enter_workspace(${b.userId}::uuid, ${a.workspaceId}::uuid)`,
      );
      expect(rows).toEqual([]);
      const seen = await countAll(tx, tenantTables);
      expect(seen['conversations']).toBe(0);
      expect(seen['workspaces']).toBe(1);
      const { rows: own } = await tx.execute<{ id: string }>(sql`select id from workspaces`);
      expect(own).toEqual([{ id: b.workspaceId }]);
    });
  });

  test('no row can be written into, moved into or taken from another workspace', async () => {
    for (const table of tenantTables) {
      const move = table === 'tenants' ? `id = '${b.tenantId}'` : `tenant_id = '${b.tenantId}'`;
      const into = inTenant(database.db, a, (tx) =>
        tx.execute(sql.raw(`update ${table} set ${move}`)),
      );
      await expect(into, table).rejects.toMatchObject({ cause: { code: '42501' } });
      const foreign = table === 'tenants' ? 'id' : 'tenant_id';
      const taken = await inTenant(database.db, a, async (tx) => {
        const { rows } = await tx.execute<{ can: boolean }>(
          sql`select has_table_privilege(${table}, 'update') as can`,
        );
        if (rows[0]?.can !== true) return 0;
        const where = `where ${foreign} = '${b.tenantId}'`;
        const set = `set ${foreign} = ${foreign}`;
        return (await tx.execute(sql.raw(`update ${table} ${set} ${where}`))).rowCount;
      });
      expect({ table, taken }).toEqual({ table, taken: 0 });
    }
    const insert = inTenant(database.db, a, (tx) =>
      tx.execute(sql`insert into conversations (tenant_id, workspace_id, id, user_id, title)
        values (${b.tenantId}, ${b.workspaceId}, ${randomUUID()}, ${a.userId}, 'x')`),
    );
    await expect(insert).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  test('two tenants on one connection, 500 times interleaved, never see each other', async () => {
    const run = async (own: FilledWorkspace, fails: boolean) => {
      const seen = inTenant(database.db, own, async (tx) => {
        const { rows } = await tx.execute<{ id: string }>(sql`select id from conversations`);
        if (fails) throw new Error('rolled back');
        return rows.map(({ id }) => id);
      });
      if (fails) await expect(seen).rejects.toThrow('rolled back');
      else expect(await seen).toEqual([own.conversationId]);
    };
    const bare = async () => {
      const { rows } = await database.pool.query('select id from conversations');
      expect(rows).toEqual([]);
    };
    const rounds = Array.from({ length: 500 }, (_, i) => [
      run(i % 2 === 0 ? a : b, i % 7 === 3),
      bare(),
    ]);
    await Promise.all(rounds.flat());
    expect(database.pool.totalCount).toBe(1);
  });

  test('settings end with their transaction, also one that failed', async () => {
    const settings = async () => {
      const { rows } = await database.pool.query<Record<string, string | null>>(`
        select current_setting('app.tenant_id', true) as tenant, current_setting('app.workspace_id', true) as workspace,
          current_setting('app.user_id', true) as person`);
      return Object.values(rows[0] ?? {}).map((value) => value || null);
    };
    const unset = [null, null, null];
    await inTenant(database.db, a, () => Promise.resolve());
    expect(await settings()).toEqual(unset);
    await inTenant(database.db, a, (tx) => tx.execute(sql`select 1 / 0`)).catch(() => undefined);
    expect(await settings()).toEqual(unset);
    await asUser(database.db, a.userId, () => Promise.resolve());
    expect(await settings()).toEqual(unset);
    await database.db.transaction((tx) =>
      tx.execute(sql`select * from enter_workspace(${a.userId}::uuid, ${a.workspaceId}::uuid)`),
    );
    expect(await settings()).toEqual(unset);
  });
});

describe('append-only tables', () => {
  const changes = (table: string) => [
    `update ${table} set ${table === 'model_prices' ? 'version = version' : 'tenant_id = tenant_id'}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ];

  test('these tables have the triggers, all of them switched on', async () => {
    const triggered = await column<string>(`
      select tgrelid::regclass::text as value from pg_trigger
      where tgname in ('append_only', 'no_truncate') and tgenabled = 'O' group by 1 having count(*) = 2`);
    expect(triggered.toSorted()).toEqual(appendOnly.toSorted());
  });

  test.each([...appendOnly, 'turn_parts'])(
    '%s gives the application no right to change',
    async (table) => {
      for (const change of changes(table)) {
        const tried = inTenant(database.db, a, (tx) => tx.execute(sql.raw(change)));
        await expect(tried, change).rejects.toMatchObject({ cause: { code: '42501' } });
      }
    },
  );

  test.each(appendOnly)('%s refuses its owner too', async (table) => {
    for (const change of changes(table)) {
      await owner.query('begin');
      try {
        // Else the owner would find no row to change, and the trigger would have nothing to refuse.
        await owner.query(`alter table ${table} no force row level security`);
        await expect(owner.query(change), change).rejects.toMatchObject({ code: '23001' });
      } finally {
        await owner.query('rollback');
      }
    }
  });
});

describe('journals', () => {
  type Line = { account: 'provider_cost' | 'provider_payable'; amountNano: bigint };

  const post = (lines: Line[], then: (tx: Tx) => Promise<unknown> = () => Promise.resolve()) => {
    const { tenantId, workspaceId } = a;
    const journalId = randomUUID();
    return inTenant(database.db, a, async (tx) => {
      const createdAt = new Date();
      await tx.insert(ledgerJournals).values({
        tenantId,
        workspaceId,
        id: journalId,
        kind: 'usage',
        operationId: randomUUID(),
        createdAt,
      });
      for (const [index, line] of lines.entries()) {
        await tx
          .insert(ledgerEntries)
          .values({ tenantId, workspaceId, journalId, line: index + 1, ...line });
      }
      await then(tx);
      return journalId;
    });
  };

  const cost = (amountNano: bigint): Line => ({ account: 'provider_cost', amountNano });
  const payable = (amountNano: bigint): Line => ({ account: 'provider_payable', amountNano });

  test('a journal that sums to zero is posted, also when written line by line', async () => {
    await expect(post([cost(7n), cost(1n), payable(-8n)])).resolves.toEqual(expect.any(String));
  });

  test.each([
    ['one nano too much', [cost(8n), payable(-7n)]],
    ['one side only', [cost(1n)]],
    ['beyond int8 together', [cost(2n ** 62n), cost(2n ** 62n)]],
  ])('a journal with %s is refused at commit', async (_, lines) => {
    await expect(post(lines)).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('a posted journal takes no further line that unbalances it', async () => {
    const { tenantId, workspaceId, journalId } = a;
    const more = inTenant(database.db, a, (tx) =>
      tx.insert(ledgerEntries).values({ tenantId, workspaceId, journalId, line: 3, ...cost(1n) }),
    );
    await expect(more).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('leaving the workspace before the commit does not get an unbalanced journal through', async () => {
    const left = post([cost(1n)], (tx) =>
      tx.execute(sql`select set_config('app.tenant_id', '', true)`),
    );
    await expect(left).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('one operation has one journal', async () => {
    const again = inTenant(database.db, a, (tx) =>
      tx.insert(ledgerJournals).values({
        tenantId: a.tenantId,
        workspaceId: a.workspaceId,
        id: randomUUID(),
        kind: 'usage',
        operationId: a.turnId,
        createdAt: new Date(),
      }),
    );
    await expect(again).rejects.toMatchObject({ cause: { code: '23505' } });
  });
});

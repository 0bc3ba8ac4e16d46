import { randomUUID } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTenant } from './client.ts';
import { openWalls, type Walls } from './testing/open-walls.ts';

let walls: Walls;
let database: Walls['database'];
let a: Walls['a'];
let b: Walls['b'];
beforeAll(async () => {
  walls = await openWalls(inject('ownerUrl'));
  ({ database, a, b } = walls);
});
afterAll(() => walls.close());

type Line = { id: string; seq: number; hash: string; created_at: Date };

/** As geko_system: every tenant's heads and lines. */
async function system<T extends object>(query: string): Promise<T[]> {
  await walls.owner.query('begin; set local role geko_system');
  try {
    return (await walls.owner.query<T>(query)).rows;
  } finally {
    await walls.owner.query('rollback');
  }
}
const state = () =>
  system(`select (select jsonb_agg(h order by tenant_id) from audit_heads h) as heads,
    (select jsonb_agg(l order by tenant_id, seq) from audit_logs l) as lines`);
const headOf = async (tenantId: string) => {
  const [head] = await system<{ seq: string; hash: string }>(
    `select last_seq as seq, last_hash as hash from audit_heads where tenant_id = '${tenantId}'`,
  );
  return { seq: Number(head?.seq), hash: head?.hash };
};
const asApp = (statement: SQL) => inTenant(database.db, a, (tx) => tx.execute(statement));

/** An insert by the application, with what it might set beside. */
const insert = (more: Record<string, SQL> = {}) => {
  const values: Record<string, SQL> = {
    tenant_id: sql`${a.tenantId}`,
    workspace_id: sql`${a.workspaceId}`,
    id: sql`${randomUUID()}`,
    actor_id: sql`${a.userId}`,
    action: sql`'workspace.rename'`,
    object_kind: sql`'workspace'`,
    object_id: sql`${a.workspaceId}`,
    request_id: sql`'test'`,
    created_at: sql`now()`,
    ...more,
  };
  const names = Object.keys(values).map((name) => sql.identifier(name));
  return sql`insert into audit_logs (${sql.join(names, sql`, `)})
    values (${sql.join(Object.values(values), sql`, `)})`;
};

describe('the application', () => {
  test('cannot choose the place or the hash of a line', async () => {
    const before = await headOf(a.tenantId);
    const id = randomUUID();
    await asApp(insert({ id: sql`${id}`, seq: sql`1`, hash: sql`'forged'` }));
    const [line] = await system<Line>(`select * from audit_logs where id = '${id}'`);
    expect(Number(line?.seq)).toBe(before.seq + 1);
    expect(line?.hash).toMatch(/^[0-9a-f]{64}$/u);
    expect(await headOf(a.tenantId)).toEqual({ seq: before.seq + 1, hash: line?.hash });
  });

  test('may lie about the time, which moves no line: the place tells the order', async () => {
    const before = await headOf(a.tenantId);
    for (const at of ['1999-01-01T00:00:00.1239Z', '2999-01-01']) {
      await asApp(insert({ created_at: sql`${at}::timestamptz` }));
    }
    expect((await headOf(a.tenantId)).seq).toBe(before.seq + 2);
    const [{ at } = { at: '' }] = await system<{ at: string }>(
      `select (created_at at time zone 'UTC')::text as at from audit_logs where tenant_id = '${a.tenantId}'
       and seq = ${before.seq + 1}`,
    );
    expect(at).toBe('1999-01-01 00:00:00.123');
    await expect(asApp(insert({ created_at: sql`'infinity'` }))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('infinity') as string },
    });
  });

  test.each<[string, () => SQL]>([
    ['updates a line', () => sql`update audit_logs set after = 'x'`],
    ['deletes lines', () => sql`delete from audit_logs`],
    ['truncates the lines', () => sql`truncate audit_logs`],
    ['updates its head', () => sql`update audit_heads set last_seq = 0`],
    ['inserts a head', () => sql`insert into audit_heads (tenant_id) values (${b.tenantId})`],
    ['deletes its head', () => sql`delete from audit_heads`],
    ['truncates the heads', () => sql`truncate audit_heads`],
    ['switches the trigger off', () => sql`alter table audit_logs disable trigger chain_audit`],
    [
      'makes itself a replica, where triggers sleep',
      () => sql`set session_replication_role = replica`,
    ],
    ['becomes the keeper', () => sql`set role geko_keeper`],
    ['becomes the keeper by name only', () => sql`select set_config('role', 'geko_keeper', true)`],
    ['makes the chain’s trigger its own', () => sql`create temp table mine (like audit_logs);`],
    ['replaces the trigger’s function', () => sql`drop function system.chain_audit()`],
    [
      'writes into another tenant',
      () => insert({ tenant_id: sql`${b.tenantId}`, workspace_id: sql`${b.workspaceId}` }),
    ],
  ])('that %s changes nothing', async (what, statement) => {
    const before = await state();
    const tried = inTenant(database.db, a, async (tx) => {
      await tx.execute(statement());
      if (what.startsWith('makes the chain')) {
        await tx.execute(sql`create trigger t before insert on mine for each row
          execute function system.chain_audit()`);
      }
    });
    await expect(tried).rejects.toMatchObject({ cause: { code: '42501' } });
    expect(await state()).toEqual(before);
  });

  test('a line that is there already moves no head, also when the conflict is to be ignored', async () => {
    const id = randomUUID();
    await asApp(insert({ id: sql`${id}` }));
    const before = await state();
    const again = insert({ id: sql`${id}` });
    for (const statement of [
      again,
      sql`${again} on conflict do nothing`,
      sql`${again} on conflict (tenant_id, workspace_id, id) do nothing`,
    ]) {
      await expect(asApp(statement)).rejects.toMatchObject({ cause: { code: '23505' } });
    }
    expect(await state()).toEqual(before);
  });
});

describe('the content of a line', () => {
  const facts = ['', 'true', 'owner,admin', randomUUID(), 'gpt-5.4-mini', 'a'.repeat(2_000)];
  const content = [
    'Ada Lovelace',
    'ada@example.com',
    'Secret',
    'naïve',
    'ſ',
    'a\nb',
    'a\n',
    '<b>',
    "'",
    '"',
    '=1+1',
    'a'.repeat(2_001),
  ];
  const fields = ['object_id', 'before', 'after'];

  test.each(fields)('%s holds ids, flags and names of fields', async (field) => {
    for (const fact of facts) await asApp(insert({ [field]: sql`${fact}` }));
    expect(facts.length).toBeGreaterThan(0);
  });

  test.each(fields.flatMap((field) => content.map((text) => [field, text.slice(0, 20), text])))(
    '%s does not hold %j',
    async (field, _, text) => {
      const before = await state();
      await expect(asApp(insert({ [field ?? '']: sql`${text}` }))).rejects.toMatchObject({
        cause: { code: '23514' },
      });
      expect(await state()).toEqual(before);
    },
  );
});

describe('the purge', () => {
  const purge = async (workspaceId: string) => {
    const { rows } = await database.pool.query<{ purged: boolean }>(
      'select system.purge_workspace($1) as purged',
      [workspaceId],
    );
    return rows[0]?.purged;
  };
  const counts = () =>
    system<{ table: string; n: number }>(
      walls.tenantTables
        .map((table) => {
          const column = table === 'tenants' ? 'id' : 'tenant_id';
          return `select '${table}' as table, count(*)::int as n from ${table} where ${column} = '${a.tenantId}'`;
        })
        .join(' union all '),
    );

  test('spares a workspace that is not deleted, or not for 30 days, and one that is not there', async () => {
    const before = await counts();
    expect(await purge(a.workspaceId)).toBe(false);
    expect(await purge(randomUUID())).toBe(false);
    await asApp(sql`update workspaces set deleted_at = now() - interval '29 days 23 hours'`);
    expect(await purge(a.workspaceId)).toBe(false);
    expect(await counts()).toEqual(before);
  });

  test('takes the content, leaves books, usage and audit, and runs once', async () => {
    const foreign = await system(
      `select count(*)::int from messages where tenant_id = '${b.tenantId}'`,
    );
    await asApp(sql`update workspaces set deleted_at = now() - interval '31 days'`);
    expect(await purge(a.workspaceId)).toBe(true);
    expect(await purge(a.workspaceId)).toBe(false);
    const left = (await counts()).filter(({ n }) => n > 0).map(({ table }) => table);
    expect(left.toSorted()).toEqual([
      'audit_heads',
      'audit_logs',
      'automatic_top_ups',
      'credit_lots',
      'credit_notes',
      'holds',
      'invoice_lines',
      'invoiced_journals',
      'invoices',
      'ledger_balances',
      'ledger_journals',
      'money_backs',
      'payments',
      'plan_invoices',
      'plan_subscriptions',
      'promo_redemptions',
      'quotas',
      'stripe_customers',
      'tenant_limits',
      'tenant_quotas',
      'tenants',
      'token_usage',
      'usage_corrections',
      'usage_daily',
      'workspace_subscriptions',
      'workspaces',
    ]);
    expect(
      await system(`select name, icon_id from workspaces where id = '${a.workspaceId}'`),
    ).toEqual([{ name: 'Deleted workspace', icon_id: null }]);
    expect(
      await system(`select count(*)::int from messages where tenant_id = '${b.tenantId}'`),
    ).toEqual(foreign);
  });
});

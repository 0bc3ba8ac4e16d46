import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { asUser, inTenant, type Tx } from './client.ts';
import type { FilledWorkspace } from './testing/fill-workspace.ts';
import { openWalls, type Walls } from './testing/open-walls.ts';

let walls: Walls;
let database: Walls['database'];
let a: Walls['a'];
let b: Walls['b'];
let tenantTables: Walls['tenantTables'];
beforeAll(async () => {
  walls = await openWalls(inject('ownerUrl'));
  ({ database, a, b, tenantTables } = walls);
});
afterAll(() => walls.close());

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
        // All that a tenant without a workspace shows: its name, the end of its audit chain, the limits on all of it,
        // who it is at Stripe.
        expect(seen).toEqual({
          ...nothing(),
          tenants: 1,
          audit_heads: 1,
          tenant_limits: 1,
          tenant_quotas: 1,
          stripe_customers: 1,
        });
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

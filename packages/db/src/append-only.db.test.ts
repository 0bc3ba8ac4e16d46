import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTenant, type Tx } from './client.ts';
import { ledgerEntries, ledgerJournals } from './schema/money.ts';
import { openWalls, type Walls } from './testing/open-walls.ts';

/** Tables whose rows never change: by privilege for the application, by trigger for everybody. */
const appendOnly = [
  'token_usage',
  'usage_corrections',
  'ledger_journals',
  'ledger_entries',
  'audit_logs',
  'model_prices',
];

let walls: Walls;
let database: Walls['database'];
let owner: Walls['owner'];
let a: Walls['a'];
beforeAll(async () => {
  walls = await openWalls(inject('ownerUrl'));
  ({ database, owner, a } = walls);
});
afterAll(() => walls.close());

const column = <T>(query: string, values?: unknown[]) => walls.column<T>(query, values);

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

  /** Each of the statements writes some lines. */
  const postIn = (
    statements: Line[][],
    then: (tx: Tx) => Promise<unknown> = () => Promise.resolve(),
  ) => {
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
      let line = 0;
      for (const lines of statements) {
        await tx.insert(ledgerEntries).values(
          lines.map((facts) => ({
            tenantId,
            workspaceId,
            journalId,
            line: (line += 1),
            ...facts,
          })),
        );
      }
      await then(tx);
      return journalId;
    });
  };

  const post = (lines: Line[], then?: (tx: Tx) => Promise<unknown>) => postIn([lines], then);

  const cost = (amountNano: bigint): Line => ({ account: 'provider_cost', amountNano });
  const payable = (amountNano: bigint): Line => ({ account: 'provider_payable', amountNano });

  test('a journal that sums to zero is posted', async () => {
    await expect(post([cost(7n), cost(1n), payable(-8n)])).resolves.toEqual(expect.any(String));
  });

  test('no statement leaves it off zero, also where the next one would mend it', async () => {
    await expect(postIn([[cost(8n)], [payable(-8n)]])).rejects.toMatchObject({
      cause: { code: '23514' },
    });
  });

  test.each([
    ['one nano too much', [cost(8n), payable(-7n)]],
    ['one side only', [cost(1n)]],
    ['beyond int8 together', [cost(2n ** 62n), cost(2n ** 62n)]],
  ])('a journal with %s is refused', async (_, lines) => {
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

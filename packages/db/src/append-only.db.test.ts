import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inTenant } from './client.ts';
import { ledgerEntries, ledgerJournals } from './schema/money.ts';
import { openWalls, type Walls } from './testing/open-walls.ts';

/** Tables whose rows never change: by privilege for the application, by trigger for everybody. */
const appendOnly = [
  'token_usage',
  'usage_corrections',
  'ledger_journals',
  'audit_logs',
  'model_prices',
  'invoice_lines',
  'invoiced_journals',
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
  type Entries = Pick<typeof ledgerJournals.$inferInsert, 'accounts' | 'amountsNano' | 'lotIds'>;
  const entries = (...amountsNano: bigint[]): Entries => ({
    accounts: amountsNano.map((amount) => (amount < 0n ? 'provider_payable' : 'provider_cost')),
    amountsNano,
    lotIds: amountsNano.map(() => null),
  });
  const post = (posted: Entries, operationId: string = randomUUID()) =>
    inTenant(database.db, a, (tx) =>
      tx.insert(ledgerJournals).values({
        tenantId: a.tenantId,
        workspaceId: a.workspaceId,
        id: randomUUID(),
        kind: 'usage',
        operationId,
        createdAt: new Date(),
        ...posted,
      }),
    );

  test('one that sums to zero is posted', async () => {
    await expect(post(entries(7n, 1n, -8n))).resolves.toMatchObject({ rowCount: 1 });
  });

  test.each([
    ['one nano too much', entries(8n, -7n)],
    ['one side only', entries(1n)],
    ['amounts that are beyond int8 together', entries(2n ** 62n, 2n ** 62n)],
    ['no entries', entries()],
    ['an account without an amount', { ...entries(8n, -8n), amountsNano: [0n] }],
    ['an amount without an account', { ...entries(8n, -8n), accounts: ['provider_cost' as const] }],
    ['fewer lots than amounts', { ...entries(8n, -8n), lotIds: [null] }],
  ])('one with %s is refused', async (_, posted) => {
    await expect(post(posted)).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('an amount that is nothing is refused', async () => {
    const { tenantId, workspaceId } = a;
    const posted = inTenant(database.db, a, (tx) =>
      tx.execute(sql`insert into ledger_journals
        (tenant_id, workspace_id, id, kind, operation_id, accounts, amounts_nano, lot_ids, created_at)
        values (${tenantId}, ${workspaceId}, ${randomUUID()}, 'usage', ${randomUUID()}, '{revenue,wallet}',
          '{null,0}', '{null,null}', now())`),
    );
    await expect(posted).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  test('one operation has one journal', async () => {
    await expect(post(entries(8n, -8n), a.turnId)).rejects.toMatchObject({
      cause: { code: '23505' },
    });
  });

  test('their entries can be read a row each, by their own workspace alone, and not changed', async () => {
    const { journalId } = a;
    const read = (who: typeof a) =>
      inTenant(database.db, who, (tx) =>
        tx.select().from(ledgerEntries).where(eq(ledgerEntries.journalId, journalId)),
      );
    expect(await read(a)).toMatchObject([
      { line: 1, account: 'provider_cost', amountNano: 5n, lotId: null },
      { line: 2, account: 'provider_payable', amountNano: -5n, lotId: null },
    ]);
    expect(await read(walls.b)).toEqual([]);
    for (const change of [
      'update ledger_entries set line = 3',
      'delete from ledger_entries',
      'insert into ledger_entries (line) values (1)',
    ]) {
      const tried = inTenant(database.db, a, (tx) => tx.execute(sql.raw(change)));
      await expect(tried, change).rejects.toMatchObject({ cause: { code: '55000' } });
    }
  });
});

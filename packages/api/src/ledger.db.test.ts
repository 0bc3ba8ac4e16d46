import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { fillAllBooks, type AllBooks } from './testing/all-books.ts';
import { openBooks, type Books } from './testing/books.ts';
import { openTamper, type Tamper } from './testing/tamper.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

/** Columns that no figure depends on, and why a change of them goes unseen. Every other one is watched. */
const unwatched: Record<string, string> = {
  'token_usage.conversation_id': 'where it was asked for; no amount follows from it',
  'token_usage.key_alias': 'which key paid the provider',
  'token_usage.time_to_first_token_ms': 'a measurement',
  'token_usage.duration_ms': 'a measurement',
  'token_usage out of the wallet.raw_usage': 'it said nothing, and says nothing in other words',
  'ledger_journals.id': 'its place among the transactions',
  'ledger_journals of an expiry.operation_id': 'an id of its own, which is nothing else’s',
  'ledger_journals of an expiry.created_at': 'a time',
  'token_usage of pictures.raw_usage': 'it said nothing, and says nothing in other words',
  'usage_corrections of speech.raw_usage': 'it said nothing, and says nothing in other words',
  'holds of pictures.amounts': 'given back; only the plan’s counters ask what was held on them',
  'holds of a recording.id': 'an id of its own, which is nothing else’s yet',
  'holds.lease_until': 'a time',
  'holds.created_at': 'a time',
  'holds.settled_at': 'a time, of which only that it is there follows from anything',
  'tenant_quotas.period_end': 'a time; a company has no zone of its own',
  'credit_lots.kind': 'a promise and a purchase of the same side of the books',
  'credit_lots.priority': 'the order in which lots are spent, decided when they were granted',
  'credit_lots.expires_at': 'a time',
  'credit_lots.granted_by': 'a name',
  'model_prices.effective_from': 'a time',
  'model_prices.cache_write_nano': 'no call here wrote to a cache',
  'model_prices of pictures and speech.cached_input_nano': 'no tokens',
  'model_prices of pictures and speech.input_nano': 'no tokens',
  'model_prices of pictures and speech.output_nano': 'no tokens',
  'model_prices.reasoning_nano': 'null: reasoning is billed as output',
  'model_prices.tiers': 'none here, and none put in their place',
  'model_prices of the model.image_nano': 'no picture was made by it',
  'model_prices of the model.characters_nano': 'nothing was spoken by it',
  'model_prices of the model.minute_nano': 'nothing was heard by it',
};

let house: TestHouse;
let books: Books;
let tamper: Tamper;
let all: AllBooks;

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 3_600_000 });
  books = await openBooks(house);
  all = await fillAllBooks(house);
  tamper = openTamper(house.database.ownerUrl, {
    tables: [...new Set(targets.map(([table]) => table))],
    workspaceId: all.person.workspaceId,
  });
});
afterAll(async () => {
  await all.leave();
  await tamper.close();
  await books.close();
  await house.close();
});

type Which = (sql: postgres.Sql) => postgres.PendingQuery<postgres.Row[]>;
const journalOf = (sql: postgres.Sql, kind: string) =>
  sql`(select id from ledger_journals where kind = ${kind}
    and (kind <> 'usage' or operation_id = ${all.postpaidId})
    and (kind <> 'correction' or operation_id in (select id from usage_corrections where usage_id = ${all.creditId}))
    and (kind <> 'grant' or operation_id = ${all.lotId}))`;

/** One row of each kind that verification answers for. */
const targets: [table: string, row: string, which: Which][] = [
  ['token_usage', 'on the invoice', (sql) => sql`id = ${all.postpaidId}`],
  ['token_usage', 'out of the wallet', (sql) => sql`id = ${all.creditId}`],
  ['token_usage', 'of pictures', (sql) => sql`id = ${all.picturesId}`],
  ['usage_corrections', 'of speech', (sql) => sql`usage_id = ${all.speechId}`],
  ['usage_corrections', 'of an estimate', (sql) => sql`usage_id = ${all.creditId}`],
  ['holds', 'settled', (sql) => sql`id = ${all.includedId}`],
  ['holds', 'open on the plan', (sql) => sql`id = ${all.includedRunningId}`],
  ['holds', 'open on the wallet', (sql) => sql`id = ${all.creditRunningId}`],
  ['holds', 'of pictures', (sql) => sql`id = ${all.picturesId}`],
  ['holds', 'of a recording', (sql) => sql`id = ${all.hearingId}`],
  ['quotas', 'of the plan', (sql) => sql`subject = 'plan' and meter = 'tokens'`],
  ['quotas', 'of the workspace', (sql) => sql`subject = 'workspace'`],
  ['quotas', 'of a member', (sql) => sql`subject like 'member:%'`],
  ['tenant_quotas', 'of the company', (sql) => sql`meter = 'tokens'`],
  ...['a usage', 'a correction', 'a grant', 'an expiry'].map((kind): (typeof targets)[number] => [
    'ledger_journals',
    `of ${kind}`,
    (sql) => sql`id = ${journalOf(sql, kind.split(' ')[1] ?? '')}`,
  ]),
  ['ledger_balances', 'of the wallet', (sql) => sql`account = 'wallet'`],
  ['ledger_balances', 'of revenue', (sql) => sql`account = 'revenue'`],
  ['credit_lots', 'with a hold', (sql) => sql`id = ${all.lotId}`],
  ['credit_lots', 'expired', (sql) => sql`id = ${all.expiredLotId}`],
  ['usage_daily', 'on the invoice', (sql) => sql`funding = 'postpaid' and model_id = 'gpt-5-nano'`],
  [
    'usage_daily',
    'of pictures and speech',
    (sql) => sql`funding = 'postpaid' and model_id = 'easel'`,
  ],
  ['usage_daily', 'corrected', (sql) => sql`funding = 'credits'`],
  ['model_prices', 'of the model', (sql) => sql`model_id = 'gpt-5-nano'`],
  ['model_prices', 'of pictures and speech', (sql) => sql`model_id = 'easel'`],
];

/** Another value of the same type, a nano-dollar or a token away; of a journal's amounts, one that still sums to zero. */
function otherValue(sql: postgres.Sql, column: string, type: string) {
  const name = sql(column);
  if (type === '_text') {
    return sql`coalesce(array_replace(${name}, ${name}[1], ${name}[1] || 'x'), array['x'])`;
  }
  if (type === '_int8') return sql`array[${name}[1] + 1, ${name}[2] - 1] || ${name}[3:]`;
  if (type === '_uuid') return sql`array_fill(gen_random_uuid(), array[cardinality(${name})])`;
  if (type === 'uuid') return sql`gen_random_uuid()`;
  if (type === 'jsonb') return sql`case when ${name} = '[]' then '[{}]' else '[]'::jsonb end`;
  if (type === 'boolean') return sql`not ${name}`;
  if (type === 'text') return sql`coalesce(${name}, '') || 'x'`;
  if (type === 'date') return sql`${name} + 1`;
  if (type.startsWith('timestamp')) return sql`${name} + interval '1 day'`;
  return sql`coalesce(${name}, 0) + 1`;
}

test('the books of real calls, of every funding, corrected and running, agree', async () => {
  expect(await tamper.problemsAfter(() => Promise.resolve())).toEqual([]);
  for (const id of [all.includedRunningId, all.creditRunningId]) {
    expect((await books.turn(id)).holds).toMatchObject([{ status: 'held' }]);
  }
  expect((await books.turn(all.creditId)).journals).toBe(1);
  const filled = await books.sql<{ name: string; rows: number }[]>`
    select 'corrections' as name, count(*)::int as rows from usage_corrections union all
    select 'lots', count(*)::int from credit_lots union all
    select 'company', count(*)::int from tenant_quotas order by 1`;
  expect(filled.filter(({ rows }) => rows === 0)).toEqual([]);
});

describe.each(targets)('%s %s', (table, row, which) => {
  test('a change of any column is reported, or refused', async () => {
    const columns = await tamper.sql<{ column: string; type: string }[]>`
      select column_name as column, case data_type when 'ARRAY' then udt_name else data_type end as type
      from information_schema.columns
      where table_schema = 'public' and table_name = ${table}`;
    expect(columns.length).toBeGreaterThan(3);
    const unseen: string[] = [];
    for (const { column, type } of columns) {
      const problems = await tamper.problemsAfter(async (sql) => {
        const changed =
          await sql`update ${sql(table)} set ${sql(column)} = ${otherValue(sql, column, type)}
          where ${which(sql)}`;
        expect(changed.count).toBe(1);
      });
      if (problems !== 'refused' && problems.length === 0) unseen.push(column);
    }
    const isKnown = (column: string) =>
      [`${table}.${column}`, `${table} ${row}.${column}`].some((name) => name in unwatched);
    expect(unseen.filter((column) => !isKnown(column))).toEqual([]);
  });

  test('a row that is gone is reported, or refused', async () => {
    const problems = await tamper.problemsAfter(async (sql) => {
      const gone = await sql`delete from ${sql(table)} where ${which(sql)}`;
      expect(gone.count).toBe(1);
    });
    expect(problems).not.toEqual([]);
  });
});

describe('forgeries that add up', () => {
  const paidJournal = (sql: postgres.Sql) => journalOf(sql, 'usage');
  const mends = (sql: postgres.Sql, account: string, by: number) =>
    sql`update ledger_balances set amount_nano = amount_nano + ${by} where account = ${account}`;

  test('a cost and its payable, both a nano higher, and their balances', async () => {
    const problems = await tamper.problemsAfter(async (sql) => {
      await sql`update ledger_journals set amounts_nano = array(select e.amount + case e.account
          when 'provider_cost' then 1 when 'provider_payable' then -1 else 0 end
          from unnest(accounts, amounts_nano) with ordinality as e(account, amount, line) order by e.line)
        where id = ${paidJournal(sql)}`;
      await mends(sql, 'provider_cost', 1);
      await mends(sql, 'provider_payable', -1);
    });
    expect(problems).toEqual([expect.stringContaining(`receipt ${all.postpaidId}: journal`)]);
  });

  test('a cost and its payable, both out of their journal, and their balances', async () => {
    const problems = await tamper.problemsAfter(async (sql) => {
      const [{ cost } = { cost: 0 }] = await sql<{ cost: number }[]>`
        update ledger_journals set accounts = accounts[3:], amounts_nano = amounts_nano[3:], lot_ids = lot_ids[3:]
        where id = ${paidJournal(sql)}
        returning (select cost_nano::int from token_usage where id = operation_id) as cost`;
      await mends(sql, 'provider_cost', -cost);
      await mends(sql, 'provider_payable', cost);
    });
    expect(problems).toEqual([expect.stringContaining(`receipt ${all.postpaidId}: journal`)]);
  });

  test('a charge given back behind the ledger: lot, balance and the wallet after every journal since', async () => {
    const problems = await tamper.problemsAfter(async (sql) => {
      await sql`update credit_lots set remaining_nano = remaining_nano + 7 where id = ${all.lotId}`;
      await mends(sql, 'wallet', -7);
      await sql`update ledger_journals set wallet_after_nano = wallet_after_nano + 7 where operation_id = ${all.creditId}`;
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^balance of wallet/u),
        expect.stringMatching(/^lot .*remaining/u),
        expect.stringMatching(/^wallet of workspace/u),
      ]),
    );
  });

  test('a journal of a call that never was', async () => {
    const id = randomUUID();
    const problems = await tamper.problemsAfter(async (sql) => {
      await sql`insert into ledger_journals
          (tenant_id, workspace_id, id, kind, operation_id, accounts, amounts_nano, lot_ids, created_at)
        select tenant_id, workspace_id, ${id}, 'usage', gen_random_uuid(), '{revenue,revenue}', '{1,-1}', '{null,null}',
          now()
        from ledger_journals where id = ${paidJournal(sql)}`;
    });
    expect(problems).toEqual([`journal ${id} has no receipt`]);
  });

  test('a call without a trace, receipt, journal and hold all gone: its turn still tells of it', async () => {
    const problems = await tamper.problemsAfter(async (sql) => {
      await sql`delete from ledger_journals where operation_id = ${all.postpaidId}`;
      await sql`delete from token_usage where id = ${all.postpaidId}`;
      await sql`delete from holds where id = ${all.postpaidId}`;
    });
    expect(problems).toContain(`turn ${all.postpaidId} is closed without a receipt`);
    expect(problems).toContainEqual(expect.stringMatching(/^day .*postpaid: requests is 1/u));
    expect(problems).toContainEqual(expect.stringMatching(/^balance of receivable/u));
  });

  test('the hold of a running call, gone or smaller', async () => {
    for (const change of [
      (sql: postgres.Sql) => sql`delete from holds where id = ${all.includedRunningId}`,
      (sql: postgres.Sql) =>
        sql`update holds set amounts = '[]' where id = ${all.includedRunningId}`,
    ]) {
      const problems = await tamper.problemsAfter(change);
      expect(problems).toContainEqual(expect.stringMatching(/^counter plan tokens .*: held/u));
      expect(problems).toContainEqual(expect.stringMatching(/^counter tenant tokens .*: held/u));
    }
  });

  test('counts, and all that follows from them, other than the provider said', async () => {
    const problems = await tamper.problemsAfter(
      (sql) =>
        sql`update token_usage set raw_usage = raw_usage || '{"completion_tokens": 3}' where id = ${all.postpaidId}`,
    );
    expect(problems).toEqual([
      `receipt ${all.postpaidId}: its counts are not those of the provider's own words`,
    ]);
  });
});

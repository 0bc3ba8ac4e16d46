import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';
import { openBooks, type Books } from './testing/books.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

/** The tables that verification answers for. */
const tables = [
  'token_usage',
  'holds',
  'quotas',
  'ledger_journals',
  'ledger_entries',
  'model_prices',
];

/** Columns that no sum depends on, and why a change of them goes unseen. Every other one is watched. */
const unwatched: Record<string, string> = {
  'token_usage.conversation_id': 'where it was asked for; no amount follows from it',
  'token_usage.provider': 'the price names its model',
  'token_usage.raw_usage': "the provider's own words, kept as evidence beside the counts",
  'token_usage.is_estimated': 'a mark beside the counts',
  'token_usage.key_alias': 'which key paid the provider',
  'token_usage.time_to_first_token_ms': 'a measurement',
  'token_usage.duration_ms': 'a measurement',
  'token_usage.created_at': 'a time',
  'token_usage.outcome': 'decides amounts only where nothing was delivered',
  'holds.lease_until': 'a time',
  'holds.created_at': 'a time',
  'holds.settled_at': 'a time',
  'ledger_journals.created_at': 'a time',
  'model_prices.effective_from': 'a time',
  'model_prices.cache_write_nano': 'no call here wrote to a cache',
  'model_prices.reasoning_nano': 'null: reasoning is billed as output',
  'model_prices.tiers': 'none here, and none put in their place',
};

let house: TestHouse;
let books: Books;
let owner: postgres.Sql;
let person: TestPerson;
/** A call that was paid for, one that the plan included, one that still runs. */
let turnId: string;
let includedId: string;
let runningId: string;
let running: AbortController;

const send = (id: string, script: string, signal?: AbortSignal) =>
  person.post(
    '/api/chat',
    {
      workspaceId: person.workspaceId,
      conversationId: randomUUID(),
      modelId: 'gpt-5-nano',
      message: { id, text: `Say it. [[fake: ${script}]]` },
    },
    signal && { signal },
  );

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 60_000 });
  books = await openBooks(house);
  owner = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  person = await registerPerson(house);
  includedId = randomUUID();
  await readStream(await send(includedId, 'reply=30 delay=0'));
  await house.setPlan(person, 'paygo');
  turnId = randomUUID();
  await readStream(await send(turnId, 'reply=30 reasoning=9 cached=4 delay=0'));
  await house.setPlan(person, 'free');
  runningId = randomUUID();
  running = new AbortController();
  await send(runningId, 'fault=hang-after reply=40 tokens=10 delay=0', running.signal);
});
afterAll(async () => {
  running.abort();
  await owner.end();
  await books.close();
  await house.close();
});

/**
 * What verification finds after a change that no program of ours can make: as the owner, with walls and triggers
 * taken down. Then all is as before. 'refused' when the database does not take even that.
 */
async function problemsAfter(
  change: (sql: postgres.Sql) => Promise<unknown>,
): Promise<string[] | 'refused'> {
  await owner.unsafe('begin');
  try {
    for (const table of tables) {
      if (table !== 'model_prices')
        await owner`alter table ${owner(table)} no force row level security`;
      await owner`alter table ${owner(table)} disable trigger user`;
    }
    const refusal = await change(owner).then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal instanceof postgres.PostgresError && refusal.code.startsWith('23'))
      return 'refused';
    if (refusal instanceof Error) throw refusal;
    await owner`set local role geko_system`;
    return (await verifyLedger({ sql: owner, workspaceId: person.workspaceId })).problems;
  } finally {
    await owner.unsafe('rollback');
  }
}

/** The row of a table to tamper with: of the paid call, or of the counter. */
const whichRow: Record<string, (sql: postgres.Sql) => postgres.PendingQuery<postgres.Row[]>> = {
  token_usage: (sql) => sql`id = ${turnId}`,
  holds: (sql) => sql`id = ${includedId}`,
  quotas: (sql) => sql`subject = 'workspace' and meter = 'tokens'`,
  ledger_journals: (sql) => sql`operation_id = ${turnId}`,
  ledger_entries: (sql) =>
    sql`line = 1 and journal_id = (select id from ledger_journals where operation_id = ${turnId})`,
  model_prices: (sql) => sql`model_id = 'gpt-5-nano'`,
};
const rowOf = (table: string, sql: postgres.Sql) => whichRow[table]?.(sql) ?? sql`false`;

/** Another value of the same type. */
function otherValue(sql: postgres.Sql, column: string, type: string) {
  const name = sql(column);
  if (type === 'uuid') return sql`gen_random_uuid()`;
  if (type === 'jsonb') return sql`'[]'::jsonb`;
  if (type === 'boolean') return sql`not ${name}`;
  if (type === 'text') return sql`${name} || 'x'`;
  if (type.startsWith('timestamp')) return sql`${name} + interval '1 day'`;
  return sql`${name} + 1`;
}

test('the books of real calls, paid, included and running, agree', async () => {
  expect(await problemsAfter(() => Promise.resolve())).toEqual([]);
  const facts = await books.turn(turnId);
  expect(BigInt(facts.usage[0]?.chargeNano ?? 0)).toBeGreaterThan(0n);
  const [hold] = await owner.begin(async (tx) => {
    await tx`set local role geko_system`;
    return tx<{ status: string }[]>`select status from holds where id = ${runningId}`;
  });
  expect(hold?.status).toBe('held');
});

describe.each(tables)('%s', (table) => {
  test('a change of any column is reported, or refused', async () => {
    const columns = await owner<{ column: string; type: string }[]>`
      select column_name as column, data_type as type from information_schema.columns
      where table_schema = 'public' and table_name = ${table}`;
    expect(columns.length).toBeGreaterThan(4);
    const unseen: string[] = [];
    for (const { column, type } of columns) {
      const problems = await problemsAfter(async (sql) => {
        const changed =
          await sql`update ${sql(table)} set ${sql(column)} = ${otherValue(sql, column, type)}
          where ${rowOf(table, sql)}`;
        expect(changed.count).toBe(1);
      });
      if (problems !== 'refused' && problems.length === 0) unseen.push(`${table}.${column}`);
    }
    const known = Object.keys(unwatched).filter((name) => name.startsWith(`${table}.`));
    expect(unseen.toSorted()).toEqual(known.toSorted());
  });

  test('a row that is gone is reported, or refused', async () => {
    const problems = await problemsAfter(async (sql) => {
      const gone = await sql`delete from ${sql(table)} where ${rowOf(table, sql)}`;
      expect(gone.count).toBe(1);
    });
    expect(problems).not.toEqual([]);
  });
});

describe('forgeries that add up', () => {
  const journalOf = (sql: postgres.Sql) =>
    sql`(select id from ledger_journals where operation_id = ${turnId})`;

  test('a cost and its payable, both a nano higher', async () => {
    const problems = await problemsAfter(
      (
        sql,
      ) => sql`update ledger_entries set amount_nano = amount_nano + case when amount_nano > 0 then 1 else -1 end
        where journal_id = ${journalOf(sql)} and account in ('provider_cost', 'provider_payable')`,
    );
    expect(problems).toEqual([expect.stringContaining(`receipt ${turnId}: journal`)]);
  });

  test('two more lines in a journal', async () => {
    const problems = await problemsAfter(
      (sql) => sql`insert into ledger_entries
        select tenant_id, workspace_id, journal_id, line + 50, account, case line when 1 then 5 else -5 end
        from ledger_entries where journal_id = ${journalOf(sql)} and line <= 2`,
    );
    expect(problems).toEqual([expect.stringContaining(`receipt ${turnId}: journal`)]);
  });

  test('a journal of a call that never was', async () => {
    const id = randomUUID();
    const problems = await problemsAfter(
      (
        sql,
      ) => sql`insert into ledger_journals (tenant_id, workspace_id, id, kind, operation_id, created_at)
        select tenant_id, workspace_id, ${id}, 'usage', gen_random_uuid(), now()
        from ledger_journals where id = ${journalOf(sql)}`,
    );
    expect(problems).toEqual([`journal ${id} has no receipt`]);
  });

  test('a call without a trace: receipt, journal, entries and hold all gone', async () => {
    const problems = await problemsAfter(async (sql) => {
      await sql`delete from ledger_entries where journal_id = ${journalOf(sql)}`;
      await sql`delete from ledger_journals where operation_id = ${turnId}`;
      await sql`delete from token_usage where id = ${turnId}`;
      await sql`delete from holds where id = ${turnId}`;
    });
    // On a plan without limits nothing counted it; the turn itself still tells of it.
    expect(problems).toEqual([`turn ${turnId} is closed without a receipt`]);
  });

  test('the hold of a running call, gone or smaller', async () => {
    for (const change of [
      (sql: postgres.Sql) => sql`delete from holds where id = ${runningId}`,
      (sql: postgres.Sql) => sql`update holds set amounts = '[]' where id = ${runningId}`,
    ]) {
      const problems = await problemsAfter(change);
      expect(problems).toEqual(
        expect.arrayContaining([expect.stringMatching(/^counter workspace tokens .*: held/u)]),
      );
    }
  });
});

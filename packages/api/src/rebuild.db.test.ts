import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rebuildTenant, rebuildWorkspace } from '@geko/services/ledger/rebuild-ledger';
import type { Rebuilt } from '@geko/services/ledger/rebuilt';
import { fillAllBooks, type AllBooks } from './testing/all-books.ts';
import { openBooks, type Books } from './testing/books.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let all: AllBooks;
let app: postgres.Sql;
let owner: postgres.Sql;
let tenantId: string;

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 3_600_000 });
  books = await openBooks(house);
  all = await fillAllBooks(house);
  app = postgres(house.database.appUrl, { max: 1, onnotice: () => undefined });
  owner = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  const [place] = await books.sql<{ tenant: string }[]>`
    select tenant_id as tenant from workspaces where id = ${all.person.workspaceId}`;
  tenantId = place?.tenant ?? '';
});
afterAll(async () => {
  await all.leave();
  await Promise.all([app.end(), owner.end()]);
  await books.close();
  await house.close();
});

async function rebuild(): Promise<Rebuilt[]> {
  const { workspaceId } = all.person;
  return [
    ...(await rebuildWorkspace(app, { tenantId, workspaceId })),
    ...(await rebuildTenant(app, { tenantId, workspaceIds: [workspaceId] })),
  ];
}

/** As the owner, with the wall of the table taken down. */
async function bend(
  table: string,
  change: (sql: postgres.ISql) => Promise<{ count: number }>,
): Promise<void> {
  await owner.begin(async (sql) => {
    await sql`alter table ${sql(table)} no force row level security`;
    expect((await change(sql)).count).toBe(1);
    await sql`alter table ${sql(table)} force row level security`;
  });
}

test('books that agree stay as they are', async () => {
  expect(await rebuild()).toEqual([]);
});

type Bent = [table: string, figure: string, which: string];
const figures: Bent[] = [
  ['usage_daily', 'requests', "funding = 'postpaid' and model_id = 'gpt-5-nano'"],
  ...['images', 'characters', 'seconds'].map((name): Bent => [
    'usage_daily',
    name,
    "model_id = 'easel'",
  ]),
  ...['input', 'cached_input', 'cache_write', 'output', 'reasoning'].map((name): Bent => [
    'usage_daily',
    `${name}_tokens`,
    "funding = 'credits'",
  ]),
  ...['cost', 'charge', 'absorbed'].map((name): Bent => [
    'usage_daily',
    `${name}_nano`,
    "funding = 'included'",
  ]),
  ...['used', 'held'].flatMap((name): Bent[] => [
    ['quotas', name, "subject = 'plan' and meter = 'tokens'"],
    ['quotas', name, "subject = 'workspace'"],
    ['quotas', name, "subject like 'member:%'"],
    ['tenant_quotas', name, "meter = 'tokens'"],
  ]),
  ['credit_lots', 'remaining_nano', 'remaining_nano > held_nano + 1'],
  ['credit_lots', 'held_nano', 'held_nano > 0'],
  ['ledger_balances', 'amount_nano', "account = 'wallet'"],
  ['ledger_balances', 'amount_nano', "account = 'provider_payable'"],
];

test.each(figures)('%s.%s where %s, one less, is healed', async (table, figure, which) => {
  await bend(
    table,
    (sql) =>
      sql`update ${sql(table)} set ${sql(figure)} = greatest(${sql(figure)} - 1, ${table === 'ledger_balances' ? -1e18 : 0}::numeric)
        + case when ${sql(figure)} = 0 then 1 else 0 end where ${sql.unsafe(which)}`,
  );
  expect(await books.problems(all.person.workspaceId)).not.toEqual([]);
  const [healed, ...more] = await rebuild();
  expect(more).toEqual([]);
  expect(healed?.before).not.toBe(healed?.after);
  expect(await books.problems(all.person.workspaceId)).toEqual([]);
  expect(await rebuild()).toEqual([]);
});

describe('a row that is gone', () => {
  test.each([
    ['usage_daily', "funding = 'postpaid' and model_id = 'gpt-5-nano'"],
    ['usage_daily', "model_id = 'easel'"],
    ['quotas', "subject = 'plan' and meter = 'tokens'"],
    ['quotas', "subject = 'workspace'"],
    ['tenant_quotas', "meter = 'tokens'"],
    ['ledger_balances', "account = 'wallet'"],
  ])('%s comes back', async (table, which) => {
    const before = await books.sql`select * from ${books.sql(table)} t order by t::text`;
    await bend(table, (sql) => sql`delete from ${sql(table)} where ${sql.unsafe(which)}`);
    expect((await rebuild()).length).toBeGreaterThan(0);
    const after = await books.sql`select * from ${books.sql(table)} t order by t::text`;
    expect([...after]).toEqual([...before]);
    expect(await books.problems(all.person.workspaceId)).toEqual([]);
  });
});

test('while calls run, it changes nothing that is right and loses nothing', async () => {
  const { person } = all;
  let isOver = false;
  const rebuilding = (async () => {
    const changed: Rebuilt[] = [];
    while (!isOver) changed.push(...(await rebuild()));
    return changed;
  })();
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      const response = await person.post('/api/chat', {
        workspaceId: person.workspaceId,
        conversationId: crypto.randomUUID(),
        modelId: 'gpt-5-nano',
        message: { id: crypto.randomUUID(), text: 'Say it. [[fake: reply=5 delay=2]]' },
      });
      if (response.ok) await readStream(response);
      else await response.text();
    }),
  );
  isOver = true;
  expect(await rebuilding).toEqual([]);
  expect(await books.problems(person.workspaceId)).toEqual([]);
});

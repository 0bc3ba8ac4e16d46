import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { InvoiceDetails, InvoicePage, InvoicesRun } from '@geko/contracts/invoices';
import type { TenantContext } from '@geko/db/client';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { addPostpaidUse, type PostpaidCall } from '@geko/services/testing/postpaid-use';
import { openBooks, type Books } from './testing/books.ts';
import type { InvoiceWork } from './testing/invoice-process.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import { startTestStripe } from './testing/test-stripe.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many calls a month has that is invoiced. */
    invoicedCalls: number;
  }
}

const models = ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-4o-mini', 'gpt-4.1'];
const NOW = '2026-11-01T01:07:00.000Z';

let house: TestHouse;
let stripe: FakeStripe;
let rail: StripeRail;
let books: Books;
beforeAll(async () => {
  ({ stripe, rail } = await startTestStripe());
  // The calls are booked, not made: there is no provider whose log could be held against them.
  house = await openTestHouse(inject('ownerUrl'), {
    stripe: rail,
    providerUrl: 'http://127.0.0.1:1',
  });
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
  await stripe.close();
});

async function placeOf({ userId, workspaceId }: TestPerson): Promise<TenantContext> {
  const { sql } = books;
  const [row] = await sql<{ id: string }[]>`
    select tenant_id as id from workspaces where id = ${workspaceId}`;
  return { userId, workspaceId, tenantId: row?.id ?? '' };
}

/** Calls of October, some of them of its first and last moments, and one of November. */
function octoberCalls(count: number): PostpaidCall[] {
  const start = Date.parse('2026-10-01T00:00:00Z');
  const step = (31 * 86_400_000 - 1) / (count - 1);
  return Array.from({ length: count }, (_, nth) => ({
    modelId: models[nth % models.length] ?? '',
    at: new Date(Math.floor(start + nth * step)),
    inputTokens: 1_000 + ((nth * 7919) % 40_000),
    outputTokens: 1 + ((nth * 104_729) % 3_000),
  }));
}

/** A worker that begins the monthly job. */
function startProcess(): ChildProcess {
  const file = fileURLToPath(new URL('testing/invoice-process.ts', import.meta.url));
  const child = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const work: InvoiceWork = {
    appUrl: house.database.appUrl,
    stripe: {
      secretKey: stripe.secretKey,
      baseUrl: stripe.url,
      webhookSecret: stripe.webhookSecret,
    },
    now: NOW,
  };
  child.send(work);
  return child;
}

async function runProcess(): Promise<InvoicesRun> {
  const [done] = (await once(startProcess(), 'message')) as [InvoicesRun];
  return done;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const rowsIn = async (table: 'invoices' | 'invoice_lines' | 'invoiced_journals') => {
  const [row] = await books.sql<{ rows: number }[]>`
    select count(*)::int as rows from ${books.sql(table)}`;
  return row?.rows ?? -1;
};

const invoicesAtStripe = () =>
  stripe.events().filter(({ type }) => type === 'invoice.created').length;

test('a month of calls over five models is one invoice that says what the ledger says, however often and however badly it is made', async () => {
  const owner = await registerPerson(house);
  const place = await placeOf(owner);
  const calls = octoberCalls(inject('invoicedCalls'));
  const november = { ...octoberCalls(2)[0], at: new Date('2026-11-01T00:00:00Z') } as PostpaidCall;
  await addPostpaidUse(house.database.db, place, [...calls, november]);

  // Killed while its transaction waits to post: nothing of it is there.
  const holder = await house.database.pool.connect();
  await holder.query('begin');
  await holder.query(
    `select set_config('app.tenant_id', $1, true), set_config('app.workspace_id', $2, true)`,
    [place.tenantId, place.workspaceId],
  );
  await holder.query('select lock_money()');
  const first = startProcess();
  const isWaiting = async () => {
    const [row] = await books.sql<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted`;
    return row?.waiting ?? 0;
  };
  await expect.poll(isWaiting, { timeout: 120_000 }).toBe(1);
  await kill(first);
  await holder.query('rollback');
  holder.release();
  expect([await rowsIn('invoices'), await rowsIn('invoiced_journals')]).toEqual([0, 0]);

  // Killed while the lines go to Stripe: the draft is there, and half of it is at Stripe.
  stripe.fault({ kind: 'slow', ms: 1_500, on: 'POST /v1/invoiceitems', times: 1 });
  const second = startProcess();
  await expect.poll(invoicesAtStripe, { timeout: 120_000 }).toBe(1);
  await kill(second);
  expect(await rowsIn('invoices')).toBe(1);
  const [draft] = stripe.events().filter(({ type }) => type === 'invoice.created');
  const draftId = (draft?.data.object as { id: string } | undefined)?.id ?? '';
  expect(stripe.find('invoice', draftId)).toMatchObject({ status: 'draft', lines: { data: [] } });

  const runs = [
    ...(await Promise.all([runProcess(), runProcess(), runProcess()])),
    await runProcess(),
  ];
  expect(runs.map(({ made }) => made)).toEqual([0, 0, 0, 0]);
  expect(await rowsIn('invoices')).toBe(1);
  expect(invoicesAtStripe()).toBe(1);

  const { workspaceId } = owner;
  const { data: list } = await owner.query<InvoicePage>('invoices.list', { workspaceId });
  const [{ id, state, number } = { id: '', state: null, number: '' }] = list.items;
  expect([list.items.length, state]).toEqual([1, 'open']);
  expect(number).toMatch(/^[0-9A-F]{8}-0001$/u);
  const { data: invoice } = await owner.query<InvoiceDetails>('invoices.get', { workspaceId, id });
  const ledger = await books.sql<{ model: string; calls: number; nano: string; input: number }[]>`
    select u.model_id as model, count(*)::int as calls, sum(e.amount_nano)::text as nano, sum(u.input_tokens)::int as input
    from ledger_entries e join ledger_journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
      join token_usage u on u.workspace_id = j.workspace_id and u.id = j.operation_id
    where e.workspace_id = ${workspaceId} and e.account = 'receivable' and j.kind = 'usage' and j.created_at < '2026-11-01Z'
    group by 1 order by 1`;
  expect(ledger).toHaveLength(5);
  expect(
    invoice.lines
      .map(({ modelId, calls: count, amountNano, inputTokens }) => ({
        model: modelId,
        calls: count,
        nano: amountNano,
        input: inputTokens,
      }))
      .toSorted((a, b) => (a.model < b.model ? -1 : 1)),
  ).toEqual([...ledger]);
  const sum = ledger.reduce((nano, row) => nano + BigInt(row.nano), 0n);
  expect(invoice.totalNano).toBe(sum.toString());
  expect(BigInt(invoice.totalCents) * (NANO_PER_USD / 100n) - sum).toBe(
    BigInt(invoice.roundingNano),
  );
  expect(invoice.lines.reduce((count, line) => count + line.calls, 0)).toBe(calls.length);

  const there = stripe.find('invoice', draftId);
  expect(there).toMatchObject({ status: 'open', total: invoice.totalCents });
  expect(there?.lines.data.reduce((cents, line) => cents + line.amount, 0)).toBe(
    invoice.totalCents,
  );
  expect(await books.problems()).toEqual([]);
  const told = await books.sql<{ kind: string }[]>`
    select kind from notices where workspace_id = ${workspaceId} and kind like 'invoice%'`;
  expect(told.map(({ kind }) => kind)).toEqual(['invoice_open']);
}, 300_000);

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ConversationDetail } from '@geko/contracts/chat';
import { NO_UNITS } from '@geko/contracts/meters';
import type { ReceiptPage, UsageReport } from '@geko/contracts/usage';
import { addLot } from '@geko/services/wallet/add-lot';
import { openBooks, type Books } from './testing/books.ts';
import { ask, correct, disagreements } from './testing/late-usage.ts';
import { transactionsOf } from './testing/money-calls.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const MODEL = 'gpt-5-nano';

const someone = async (planId: 'free' | 'paygo') => {
  const person = await registerPerson(house);
  await house.setPlan(person, planId);
  return person;
};
const reportOf = async (person: TestPerson) =>
  (await person.query<UsageReport>('usage.report', { workspaceId: person.workspaceId })).data;
const countersOf = async ({ workspaceId }: TestPerson) =>
  Object.fromEntries(
    (await books.counters(workspaceId)).map(({ subject, meter, used, held }) => [
      `${subject} ${meter}`,
      { used, held },
    ]),
  );

/** Credit in the wallet, and a plan that has nothing left: the next call is paid from it. */
async function payByCredit(
  person: TestPerson,
  lots: { kind: 'trial' | 'purchased'; nano: bigint }[],
) {
  const { rows } = await house.database.pool.query<{ tenant: string }>(
    'select system.tenant_of($1) as tenant',
    [person.workspaceId],
  );
  await house.inWorkspaceOf(person, async (tx) => {
    const tenantId = rows[0]?.tenant ?? '';
    const place = { tx, tenantId, workspaceId: person.workspaceId, now: new Date() };
    for (const { kind, nano } of lots) {
      await addLot(
        { ...place, newId: randomUUID },
        { id: randomUUID(), kind, amountNano: nano, expiresAt: null, grantedBy: null },
      );
    }
    await tx.execute(sql`insert into quotas
        (tenant_id, workspace_id, subject, meter, period, period_start, period_end, used)
      select tenant_id, id, 'plan', 'tokens', 'month', date_trunc('month', now(), time_zone),
        (date_trunc('month', now() at time zone time_zone) + interval '1 month') at time zone time_zone, 50000
      from workspaces where id = ${person.workspaceId}`);
  });
}
const lotsOf = ({ workspaceId }: TestPerson) =>
  books.sql<{ kind: string; remaining: bigint }[]>`
    select kind, remaining_nano::text as remaining from credit_lots
    where workspace_id = ${workspaceId} order by priority, created_at`;

test('an estimate is corrected everywhere: receipt, chat, report, journal; a second time nothing changes', async () => {
  const person = await someone('paygo');
  const { workspaceId } = person;
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=40');
  expect(estimate).toMatchObject({ isEstimated: true, isCorrected: false, correction: null });
  const corrected = await correct(house, person, estimate.turnId, {
    inputTokens: 7,
    cachedInputTokens: 2,
    outputTokens: 31,
    reasoningTokens: 4,
  });
  expect(corrected).toMatchObject({
    turnId: estimate.turnId,
    isEstimated: false,
    isCorrected: true,
    correction: {
      at: expect.any(String) as string,
      totalTokens: estimate.totalTokens,
      units: NO_UNITS,
      costNano: estimate.costNano,
      chargeNano: estimate.chargeNano,
    },
    totalTokens: 44,
    funding: 'postpaid',
    priceVersion: estimate.priceVersion,
    at: estimate.at,
  });
  expect(BigInt(corrected?.costNano ?? 0)).not.toBe(BigInt(estimate.costNano));
  const page = await person.query<ReceiptPage>('usage.receipts', { workspaceId });
  expect(page.data.items).toHaveLength(1);
  expect(page.data.items[0]).toMatchObject(corrected ?? {});
  const chat = await person.query<ConversationDetail>('chat.get', {
    workspaceId,
    conversationId: page.data.items[0]?.conversationId,
  });
  expect(chat.data.messages.at(-1)?.turn?.receipt).toEqual(corrected);
  const { totals } = await reportOf(person);
  expect(totals).toEqual({
    requests: 1,
    tokens: 44,
    images: 0,
    characters: 0,
    seconds: 0,
    costNano: corrected?.costNano,
    chargeNano: corrected?.chargeNano,
  });
  expect(await disagreements(books.sql, workspaceId)).toEqual([]);
  expect(await books.problems(workspaceId)).toEqual([]);

  const again = { inputTokens: 7, cachedInputTokens: 2, outputTokens: 31, reasoningTokens: 4 };
  expect(await correct(house, person, estimate.turnId, again)).toBeNull();
  expect(await correct(house, person, estimate.turnId, { outputTokens: 9 })).toBeNull();
  expect(await reportOf(person)).toMatchObject({ totals });
  expect(
    (await books.sql`select from usage_corrections where workspace_id = ${workspaceId}`).length,
  ).toBe(1);
});

test('what was no estimate, or is not there, stays as it is', async () => {
  const person = await someone('paygo');
  const receipt = await ask(person, MODEL, 'reply=12');
  expect(receipt.isEstimated).toBe(false);
  expect(await correct(house, person, receipt.turnId, { outputTokens: 1 })).toBeNull();
  expect(await correct(house, person, randomUUID(), { outputTokens: 1 })).toBeNull();
  const stranger = await someone('paygo');
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=12');
  expect(await correct(house, stranger, estimate.turnId, { outputTokens: 1 })).toBeNull();
  // Half a word of the provider is an estimate still, and may be corrected once more.
  const half = await correct(house, person, estimate.turnId, {
    outputTokens: null,
    inputTokens: 3,
  });
  expect(half).toMatchObject({ isEstimated: true, isCorrected: true });
  const whole = await correct(house, person, estimate.turnId, { outputTokens: 6, inputTokens: 3 });
  expect(whole).toMatchObject({ isEstimated: false, totalTokens: 9 });
  expect(await disagreements(books.sql, person.workspaceId)).toEqual([]);
});

test('of a call that failed what was not delivered is the operator’s, also where it is told later', async () => {
  const person = await someone('paygo');
  const estimate = await ask(person, MODEL, 'fault=error-chunk tokens=5 reply=40');
  expect(estimate).toMatchObject({ outcome: 'failed', isEstimated: true, absorbedNano: '0' });
  const corrected = await correct(house, person, estimate.turnId, {
    inputTokens: estimate.usage.inputTokens,
    outputTokens: 40,
  });
  expect(corrected).toMatchObject({
    isEstimated: false,
    usage: { outputTokens: 40 },
    overshootTokens: 35,
    chargeNano: estimate.chargeNano,
    costNano: (BigInt(estimate.costNano) + BigInt(corrected?.absorbedNano ?? 0)).toString(),
  });
  expect(BigInt(corrected?.absorbedNano ?? 0)).toBeGreaterThan(0n);
  expect(await disagreements(books.sql, person.workspaceId)).toEqual([]);
  expect(await books.problems(person.workspaceId)).toEqual([]);
});

test('limits count what was really used: the plan’s, and those that people have set', async () => {
  const person = await someone('free');
  const { workspaceId } = person;
  await person.mutate('limits.create', {
    workspaceId,
    subject: { kind: 'workspace' },
    meter: 'tokens',
    cap: 90_000,
    period: 'week',
    anchorAt: null,
    overflow: 'block',
    id: randomUUID(),
  });
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=60');
  const names = ['plan tokens', `plan:model:${MODEL} tokens`, 'workspace tokens'];
  const before = await countersOf(person);
  for (const name of names) {
    expect(before[name]).toEqual({ used: estimate.totalTokens, held: 0 });
  }
  await correct(house, person, estimate.turnId, { inputTokens: 4, outputTokens: 9 });
  const after = await countersOf(person);
  for (const name of names) expect(after[name]).toEqual({ used: 13, held: 0 });
  expect(after['plan requests']).toEqual({ used: 1, held: 0 });
  // A counter that somebody has set lower in the meantime does not fall below zero.
  const next = await ask(person, MODEL, 'fault=no-usage reply=60');
  await house.inWorkspaceOf(person, (tx) => tx.execute(sql`update quotas set used = 2`));
  await correct(house, person, next.turnId, { inputTokens: 1, outputTokens: 1 });
  expect((await countersOf(person))['plan tokens']).toEqual({ used: 0, held: 0 });
  expect(await disagreements(books.sql, workspaceId)).toEqual([]);
});

test('credit goes back to the lots it came from, or is taken as far as there is some', async () => {
  const person = await someone('free');
  // 60 tokens of output at $0.40 a million are $0.000024, and 15 % on top.
  await payByCredit(person, [
    { kind: 'trial', nano: 20_000n },
    { kind: 'purchased', nano: 1_000_000_000n },
  ]);
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=60');
  expect(estimate).toMatchObject({ funding: 'credits', isEstimated: true, markupBps: 1500 });
  expect(BigInt(estimate.chargeNano) > 20_000n).toBe(true);
  expect((await lotsOf(person))[0]).toMatchObject({ kind: 'trial', remaining: '0' });
  // Less than the trial's part: all of the purchased part goes back, and some of the trial's.
  const less = await correct(house, person, estimate.turnId, { inputTokens: 10, outputTokens: 10 });
  const lessNano = BigInt(less?.chargeNano ?? 0);
  expect(lessNano > 0n && lessNano < 20_000n).toBe(true);
  expect(await lotsOf(person)).toMatchObject([
    { kind: 'trial', remaining: String(20_000n - lessNano) },
    { kind: 'purchased', remaining: '1000000000' },
  ]);
  // More: taken from what is free now.
  const second = await ask(person, MODEL, 'fault=no-usage reply=20');
  const more = await correct(house, person, second.turnId, { inputTokens: 10, outputTokens: 200 });
  expect(BigInt(more?.chargeNano ?? 0) > BigInt(second.chargeNano)).toBe(true);
  expect(more?.absorbedNano).toBe('0');
  // Each line of the wallet leads to the receipt that it is about, that of a correction to the one it set right.
  const lines = (await transactionsOf(person)).filter(({ kind }) => kind !== 'grant');
  expect(lines.map(({ kind, turnId }) => `${kind} ${turnId}`)).toEqual([
    `correction ${second.turnId}`,
    `usage ${second.turnId}`,
    `correction ${estimate.turnId}`,
    `usage ${estimate.turnId}`,
  ]);
  expect(await disagreements(books.sql, person.workspaceId)).toEqual([]);
});

test('what no credit is left for is absorbed, and shown so', async () => {
  const person = await someone('free');
  await payByCredit(person, [{ kind: 'purchased', nano: 1_000_000_000n }]);
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=20');
  // The rest of the wallet is spent elsewhere meanwhile.
  await house.inWorkspaceOf(person, async (tx) => {
    await tx.execute(sql`update credit_lots set remaining_nano = 100`);
    await tx.execute(sql`select post_journal(${randomUUID()}, 'expiry', ${randomUUID()}, now(), '{wallet,breakage}',
        array[x.left_over - 100, 100 - x.left_over], array[x.id, null])
      from (select l.id, 1000000000 - ${estimate.chargeNano}::bigint as left_over from credit_lots l) x`);
  });
  const corrected = await correct(house, person, estimate.turnId, {
    inputTokens: 10,
    outputTokens: 400,
  });
  expect(corrected).toMatchObject({
    chargeNano: String(BigInt(estimate.chargeNano) + 100n),
    absorbedNano: String(BigInt(corrected?.costNano ?? 0) - BigInt(corrected?.chargeNano ?? 0)),
  });
  expect(corrected?.lines.reduce((sum, { chargeNano }) => sum + BigInt(chargeNano), 0n)).toBe(
    BigInt(corrected?.chargeNano ?? 0),
  );
  expect((await lotsOf(person))[0]?.remaining).toBe('0');
  expect(await disagreements(books.sql, person.workspaceId)).toEqual([]);
});

test('of many who correct the same call at once, one does', async () => {
  const person = await someone('paygo');
  const estimate = await ask(person, MODEL, 'fault=no-usage reply=30');
  const corrections = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      correct(house, person, estimate.turnId, { inputTokens: 4, outputTokens: index + 1 }),
    ),
  );
  expect(corrections.filter((receipt) => receipt !== null)).toHaveLength(1);
  expect(await disagreements(books.sql, person.workspaceId)).toEqual([]);
});

test('daily sums are those of the receipts, however settlements and corrections come together', async () => {
  const free = await someone('free');
  const people = [await someone('paygo'), free];
  for (const [index, person] of people.entries()) {
    const timeZone = ['Pacific/Kiritimati', 'Etc/GMT+12'][index];
    await house.inWorkspaceOf(person, (tx) =>
      tx.execute(sql`update workspaces set time_zone = ${timeZone}`),
    );
  }
  await payByCredit(free, [{ kind: 'purchased', nano: 5_000_000_000n }]);
  await Promise.all(
    people.flatMap((person) =>
      Array.from({ length: 9 }, async (_, index) => {
        const model = index % 2 === 0 ? MODEL : 'gemini-2.5-flash-lite';
        const script = index % 3 === 0 ? 'reply=11' : `fault=no-usage reply=${10 + index}`;
        const { turnId } = await ask(person, model, script);
        await correct(house, person, turnId, { inputTokens: index, outputTokens: 40 - index });
      }),
    ),
  );
  for (const { workspaceId } of people) {
    expect(await disagreements(books.sql, workspaceId)).toEqual([]);
    const rows = await books.sql`select from usage_corrections where workspace_id = ${workspaceId}`;
    expect(rows.length).toBe(6);
  }
});

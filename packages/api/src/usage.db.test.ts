import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AdminOverview, AdminUsers, AdminWorkspaces } from '@geko/contracts/admin';
import type { Receipt } from '@geko/contracts/receipt';
import type { ReceiptPage, UsageReport } from '@geko/contracts/usage';
import { openBooks, type Books } from './testing/books.ts';
import { openSweepWorld, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let world: SweepWorld;
let books: Books;
/** Receipts as they came over the stream, by who asked. */
const receipts: { role: 'owner' | 'editor'; receipt: Receipt }[] = [];

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  books = await openBooks(house);
  await house.setPlan(await world.signIn('owner'), 'paygo');
  for (const [role, modelId, script] of [
    ['owner', 'gpt-5-nano', 'reply=30 reasoning=7 cached=3'],
    ['editor', 'gpt-5-nano', 'reply=12'],
    ['editor', 'claude-haiku-4-5', 'reply=25 cacheWrite=4'],
    ['owner', 'gpt-5.2', 'fault=no-usage reply=20'],
    ['editor', 'gpt-5.2', 'fault=usage-zero reply=9'],
  ] as const) {
    const person = await world.signIn(role);
    const { chunks } = await readStream(await send(person, modelId, script));
    const receipt = chunks.find(({ type }) => type === 'data-receipt')?.data as Receipt;
    receipts.push({ role, receipt });
  }
  await house.provider.log.idle();
});
afterAll(async () => {
  await books.close();
  await world.close();
  await house.close();
});

const send = (person: TestPerson, modelId: string, script: string) =>
  person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: randomUUID(),
    modelId,
    message: { id: randomUUID(), text: `Hello [[fake: ${script}]]` },
  });

const sumOf = (all: Receipt[]) => ({
  requests: all.length,
  tokens: all.reduce((sum, { totalTokens }) => sum + totalTokens, 0),
  images: 0,
  characters: 0,
  seconds: 0,
  costNano: String(all.reduce((sum, { costNano }) => sum + BigInt(costNano), 0n)),
  chargeNano: String(all.reduce((sum, { chargeNano }) => sum + BigInt(chargeNano), 0n)),
});
const receiptsOf = (role: 'owner' | 'editor' | 'all') =>
  receipts.filter((each) => role === 'all' || each.role === role).map(({ receipt }) => receipt);

const reportOf = async (person: TestPerson, filter: Record<string, unknown> = {}) => {
  const { data } = await person.query<UsageReport>('usage.report', {
    workspaceId: person.workspaceId,
    ...filter,
  });
  return data;
};
const NOTHING = sumOf([]);

test('a receipt is what the provider told, class by class, at list price and the plan’s markup', async () => {
  expect(receipts).toHaveLength(5);
  for (const { receipt } of receipts) {
    const entry = house.provider.log
      .entries()
      .find(({ headers }) => headers['x-geko-hold'] === receipt.turnId);
    const { usage } = receipt;
    const input =
      (usage.inputTokens ?? 0) + (usage.cachedInputTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
    const isZero = receipt.totalTokens === 0;
    expect(receipt.isEstimated).toBe(entry?.usageReported === null);
    if (!receipt.isEstimated && !isZero) expect(input).toBe(entry?.promptTokens);
    if (!isZero)
      expect((usage.outputTokens ?? 0) + (usage.reasoningTokens ?? 0)).toBe(
        (entry?.outputTokensSent ?? 0) + (entry?.reasoningTokens ?? 0),
      );
    for (const line of receipt.lines) {
      if ('unit' in line) throw new Error('a chat has tokens only');
      const exact = BigInt(line.tokens) * BigInt(line.priceNanoPerMillion);
      const off = BigInt(line.costNano) * 1_000_000n - exact;
      expect(off <= 500_000n && off >= -500_000n).toBe(true);
      const chargeOff = BigInt(line.chargeNano) * 1_000_000n * 2n - exact * 3n;
      expect(chargeOff <= 1_000_000n && chargeOff >= -1_000_000n).toBe(true);
    }
    expect(receipt.lines.reduce((sum, { costNano }) => sum + BigInt(costNano), 0n)).toBe(
      BigInt(receipt.costNano),
    );
    expect(receipt.lines.reduce((sum, { chargeNano }) => sum + BigInt(chargeNano), 0n)).toBe(
      BigInt(receipt.chargeNano),
    );
  }
  const [first] = receiptsOf('owner');
  expect(first?.usage).toMatchObject({
    outputTokens: 30,
    reasoningTokens: 7,
    cachedInputTokens: 3,
  });
});

test('the month’s report is the sum of the receipts, by day, model, member and funding', async () => {
  const owner = await world.signIn('owner');
  const report = await reportOf(owner);
  const today = new Date().toISOString().slice(0, 10);
  expect(report).toMatchObject({
    from: `${today.slice(0, 7)}-01`,
    scope: 'workspace',
    timeZone: 'UTC',
    bucket: 'day',
    totals: sumOf(receiptsOf('all')),
    before: NOTHING,
  });
  expect(report.series.at(-1)).toEqual({ start: today, ...sumOf(receiptsOf('all')) });
  expect(report.series).toHaveLength(Number(today.slice(8)));
  const ids = [...new Set(receiptsOf('all').map(({ modelId }) => modelId))];
  expect(report.byModel.map(({ modelId }) => modelId).toSorted()).toEqual(ids.toSorted());
  for (const { modelId, modelName, ...sums } of report.byModel) {
    const those = receiptsOf('all').filter((receipt) => receipt.modelId === modelId);
    expect({ ...sums, modelName }).toEqual({ ...sumOf(those), modelName: those[0]?.modelName });
  }
  const costs = report.byModel.map(({ costNano }) => Number(costNano));
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  const { userId: ownerId } = world.members.owner;
  const { userId: editorId } = world.members.editor;
  expect(
    Object.fromEntries(
      report.byMember.map(({ userId, userName, ...sums }) => [
        userId,
        { ...sums, isNamed: userName !== '' },
      ]),
    ),
  ).toEqual({
    [ownerId]: { ...sumOf(receiptsOf('owner')), isNamed: true },
    [editorId]: { ...sumOf(receiptsOf('editor')), isNamed: true },
  });
  expect(report.byFunding).toEqual([{ funding: 'postpaid', ...sumOf(receiptsOf('all')) }]);
});

test('the report is of any span, beside the span before it', async () => {
  const owner = await world.signIn('owner');
  const all = sumOf(receiptsOf('all'));
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  const inRange = (range: object) => reportOf(owner, { range });
  expect(await inRange({ kind: 'day' })).toMatchObject({ from: today, to: today, totals: all });
  // Nothing that is still to come has a bar.
  expect(await inRange({ kind: 'day', on: tomorrow })).toMatchObject({
    totals: NOTHING,
    before: all,
    series: [],
    byModel: [],
    byMember: [],
    byFunding: [],
  });
  expect((await inRange({ kind: 'week' })).totals).toEqual(all);
  const year = await inRange({ kind: 'year' });
  expect(year).toMatchObject({ bucket: 'month', totals: all });
  expect(year.series).toHaveLength(now.getUTCMonth() + 1);
  expect(year.series.at(-1)).toEqual({ start: `${today.slice(0, 7)}-01`, ...all });
  const february = await inRange({ kind: 'month', on: '2025-02-11' });
  expect(february).toMatchObject({ from: '2025-02-01', to: '2025-02-28', totals: NOTHING });
  expect(february.series).toHaveLength(28);
  const custom = { kind: 'custom', from: today, to: tomorrow };
  expect(await inRange(custom)).toMatchObject({ from: today, to: tomorrow, totals: all });
  for (const range of [
    { kind: 'custom', from: tomorrow, to: today },
    { kind: 'custom', from: '2015-01-01', to: today },
    { kind: 'custom', from: '0001-01-01', to: '0001-01-02' },
    { kind: 'month', on: '2026-02-30' },
    { kind: 'decade' },
  ]) {
    const { workspaceId } = owner;
    expect((await owner.query('usage.report', { workspaceId, range })).status).toBe(400);
  }
});

test('report and receipts narrow to a member, a model and a funding', async () => {
  const owner = await world.signIn('owner');
  const { workspaceId } = owner;
  const editorId = world.members.editor.userId;
  const nano = receiptsOf('editor').filter(({ modelId }) => modelId === 'gpt-5-nano');
  for (const [filter, those] of [
    [{ userId: editorId }, receiptsOf('editor')],
    [{ userId: editorId, modelId: 'gpt-5-nano' }, nano],
    [{ funding: 'postpaid' }, receiptsOf('all')],
    [{ funding: 'included' }, []],
    [{ modelId: 'no-such-model' }, []],
    [{ userId: randomUUID() }, []],
    [{ userId: 'no id' }, []],
  ] as const) {
    expect((await reportOf(owner, filter)).totals).toEqual(sumOf([...those]));
    const page = await owner.query<ReceiptPage>('usage.receipts', {
      workspaceId,
      ...filter,
      range: { kind: 'day' },
    });
    expect(page.data.items.map(({ turnId }) => turnId)).toEqual(
      those.map(({ turnId }) => turnId).toReversed(),
    );
  }
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const page = await owner.query<ReceiptPage>('usage.receipts', {
    workspaceId,
    range: { kind: 'day', on: yesterday },
  });
  expect(page.data.items).toEqual([]);
});

test('who may not see the workspace’s use sees their own, in the report and in the receipts', async () => {
  for (const [role, own] of [
    ['editor', receiptsOf('editor')],
    ['viewer', []],
    ['admin', receiptsOf('all')],
  ] as const) {
    const person = await world.signIn(role);
    const { workspaceId } = person;
    const report = await reportOf(person);
    expect(report).toMatchObject({
      scope: role === 'admin' ? 'workspace' : 'own',
      totals: sumOf([...own]),
    });
    const page = await person.query<ReceiptPage>('usage.receipts', { workspaceId });
    expect(page.data.items.map(({ turnId }) => turnId)).toEqual(
      own.map(({ turnId }) => turnId).toReversed(),
    );
    if (role !== 'admin') {
      // Whose use it is that they ask for changes nothing of what they may see.
      const asked = { userId: world.members.owner.userId };
      expect(await reportOf(person, asked)).toMatchObject({
        scope: 'own',
        totals: NOTHING,
        byMember: [],
      });
      const theirs = await person.query<ReceiptPage>('usage.receipts', { workspaceId, ...asked });
      expect(theirs.data.items).toEqual([]);
      expect(report.byMember).toEqual([]);
    }
    // Whose conversation it is not, they cannot open.
    for (const item of page.data.items) expect(item.conversationId === null).toBe(role === 'admin');
  }
});

test('receipts page by page are all of them, newest first, each as it was streamed', async () => {
  const owner = await world.signIn('owner');
  const { workspaceId } = owner;
  const found: ReceiptPage['items'] = [];
  let cursor: string | null = null;
  do {
    const page: { data: ReceiptPage } = await owner.query<ReceiptPage>('usage.receipts', {
      workspaceId,
      limit: 2,
      cursor,
    });
    expect(page.data.items.length).toBeLessThanOrEqual(2);
    found.push(...page.data.items);
    cursor = page.data.nextCursor;
  } while (cursor !== null);
  const streamed = receiptsOf('all').toReversed();
  expect(found).toHaveLength(streamed.length);
  expect(found).toMatchObject(streamed);
});

test('the receipt of one answer is found by its turn, by whoever may see it', async () => {
  const [mine] = receiptsOf('editor');
  const theirs = receiptsOf('all').find(({ turnId }) => turnId !== mine?.turnId);
  const find = async (role: 'owner' | 'editor', turnId: string | undefined) => {
    const person = await world.signIn(role);
    const { workspaceId } = person;
    const page = await person.query<ReceiptPage>('usage.receipts', { workspaceId, turnId });
    return page.data.items.map((item) => item.turnId);
  };
  expect(await find('owner', mine?.turnId)).toEqual([mine?.turnId]);
  expect(await find('editor', mine?.turnId)).toEqual([mine?.turnId]);
  expect(await find('editor', theirs?.turnId)).toEqual([]);
  expect(await find('owner', 'no id')).toEqual([]);
});

test('a month begins where the workspace is, not where the server is', async () => {
  const person = await world.signIn('owner');
  const move = (timeZone: string) =>
    house.inWorkspaceOf(person, (tx) =>
      tx.execute(sql`update workspaces set time_zone = ${timeZone}`),
    );
  // The two ends of the world are 26 hours apart: on most days one of them has another date than UTC.
  for (const timeZone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC']) {
    await move(timeZone);
    const report = await reportOf(person);
    const local = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
      new Date(),
    );
    expect(report).toMatchObject({ timeZone, from: `${local.slice(0, 7)}-01` });
    expect(report.series.at(-1)?.start).toBe(local);
  }
});

test('the operator’s page counts tenants, people and today’s use, and names no content', async () => {
  const operator = await world.signIn('operator');
  const overview = await operator.query<AdminOverview>('admin.overview');
  const [counts] = await books.sql<{ tenants: number; workspaces: number }[]>`
    select (select count(*)::int from tenants) as tenants, (select count(*)::int from workspaces) as workspaces`;
  const rows = await books.sql<
    { cost: string; charge: string; requests: number; tokens: number }[]
  >`
    select sum(cost_nano)::text as cost, sum(charge_nano)::text as charge, count(*)::int as requests,
      sum(input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens)::int as tokens
    from token_usage`;
  expect(overview.data).toMatchObject({
    ...counts,
    users: 9,
    runningTurns: 0,
    today: {
      requests: rows[0]?.requests,
      tokens: rows[0]?.tokens,
      costNano: rows[0]?.cost,
      chargeNano: rows[0]?.charge,
    },
  });
  expect(overview.data.providers.find(({ id }) => id === 'openai')?.keys).toBe(1);

  const seen: AdminWorkspaces['items'] = [];
  let cursor: string | null = null;
  do {
    const page: { data: AdminWorkspaces } = await operator.query<AdminWorkspaces>(
      'admin.workspaces',
      { limit: 2, cursor },
    );
    seen.push(...page.data.items);
    cursor = page.data.nextCursor;
  } while (cursor !== null);
  expect(new Set(seen.map(({ workspaceId }) => workspaceId)).size).toBe(counts?.workspaces);
  const company = seen.find(({ workspaceId }) => workspaceId === world.workspaceId);
  const { tokens, costNano } = sumOf(receiptsOf('all'));
  expect(company).toMatchObject({
    members: 4,
    planId: 'paygo',
    tokensToday: tokens,
    costTodayNano: costNano,
  });

  const people = await operator.query<AdminUsers>('admin.users', { limit: 100 });
  expect(people.data.items).toHaveLength(9);
  expect(JSON.stringify([overview, seen, people])).not.toMatch(/argon2|Hello|\[\[fake/u);
});

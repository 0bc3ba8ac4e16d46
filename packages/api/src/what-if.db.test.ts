import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { planTable, type PlanId } from '@geko/contracts/plans';
import type { WhatIfResult } from '@geko/contracts/prices';
import { tokenUsage, usageCorrections } from '@geko/db/schema/money';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DOLLAR = 1_000_000_000n;

let house: TestHouse;
let operator: TestPerson;
const people = {} as Record<Exclude<PlanId, 'enterprise'>, TestPerson>;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  for (const planId of ['free', 'pro', 'paygo'] as const) {
    people[planId] = await registerPerson(house);
    await house.setPlan(people[planId], planId);
  }
});
afterAll(() => house.close());

type Call = {
  at: string;
  modelId?: string;
  tokens?: number;
  costNano?: bigint;
  chargeNano?: bigint;
  markupBps?: number;
  funding?: 'included' | 'credits' | 'postpaid';
};

const zeros = { cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** Calls as they would stand in the books; the ids of their receipts. */
async function book(person: TestPerson, calls: Call[]): Promise<string[]> {
  return house.inWorkspaceOf(person, async (tx) => {
    const { rows } = await tx.execute<{ tenant: string }>(
      `select system.tenant_of('${person.workspaceId}') as tenant`,
    );
    const place = { tenantId: rows[0]?.tenant ?? '', workspaceId: person.workspaceId };
    const ids: string[] = [];
    for (const call of calls) {
      const id = randomUUID();
      ids.push(id);
      const tokens = call.tokens ?? 100;
      await tx.insert(tokenUsage).values({
        ...place,
        ...zeros,
        id,
        userId: person.userId,
        modelId: call.modelId ?? 'gpt-5.2',
        provider: 'openai',
        priceVersion: 1,
        inputTokens: tokens,
        meteredTokens: tokens,
        overshootTokens: 0,
        rawUsage: null,
        isEstimated: false,
        lines: [],
        costNano: call.costNano ?? DOLLAR,
        chargeNano: call.chargeNano ?? 0n,
        absorbedNano: 0n,
        markupBps: call.markupBps ?? 0,
        funding: call.funding ?? 'included',
        outcome: 'finished',
        durationMs: 1,
        createdAt: new Date(call.at),
      });
    }
    return ids;
  });
}

async function ask(input: Record<string, unknown>): Promise<WhatIfResult> {
  const { data, error } = await operator.query<WhatIfResult>('money.whatIf', input);
  expect(error).toBeNull();
  return data;
}

const dollars = (result: WhatIfResult['actual']) =>
  Object.values(result).map((nano) => Number(BigInt(nano)) / Number(DOLLAR));

test('a month is replayed under other markups, plans and limits, and nothing changes', async () => {
  const paid = { chargeNano: (DOLLAR * 3n) / 2n, markupBps: 5_000, funding: 'postpaid' } as const;
  await book(people.paygo, [
    { at: '2026-08-31T23:59:59Z', ...paid },
    { at: '2026-09-01T00:00:00Z', ...paid },
    { at: '2026-09-30T23:59:59.999Z', ...paid },
    { at: '2026-10-01T00:00:00Z', ...paid },
  ]);
  const [corrected] = await book(people.paygo, [{ at: '2026-09-10T12:00:00Z', ...paid }]);
  await house.inWorkspaceOf(people.paygo, async (tx) => {
    const [usage] = await tx.select().from(tokenUsage).limit(1);
    if (!usage || corrected === undefined) throw new Error('the calls were not booked');
    await tx.insert(usageCorrections).values({
      ...zeros,
      tenantId: usage.tenantId,
      workspaceId: usage.workspaceId,
      id: randomUUID(),
      usageId: corrected,
      seq: 1,
      inputTokens: 200,
      meteredTokens: 200,
      overshootTokens: 0,
      rawUsage: null,
      isEstimated: false,
      lines: [],
      costNano: DOLLAR * 2n,
      chargeNano: DOLLAR * 3n,
      absorbedNano: 0n,
      createdAt: new Date('2026-09-11T00:00:00Z'),
    });
  });
  await book(people.free, [
    { at: '2026-09-05T00:00:00Z', modelId: 'gpt-5-nano', tokens: 30_000 },
    { at: '2026-09-06T00:00:00Z', modelId: 'gpt-5-nano', tokens: 30_000 },
  ]);
  await book(people.pro, [{ at: '2026-09-07T00:00:00Z' }]);

  const asNow = await ask({ month: '2026-09' });
  expect(asNow.calls).toBe(6);
  // Cost, revenue, margin: two calls on the invoice and a corrected one, and three that the plans include.
  expect(dollars(asNow.actual)).toEqual([7, 6, -1]);
  // The second call of the free workspace fits under no limit of today.
  expect(asNow.blockedCalls).toBe(1);
  expect(asNow.blocked).toEqual([
    {
      workspaceId: people.free.workspaceId,
      workspaceName: expect.any(String) as string,
      planId: 'free',
      calls: 1,
      by: 'workspace.tokens',
    },
  ]);
  expect(dollars(asNow.replayed)).toEqual([6, 6, 0]);

  const dearer = await ask({
    month: '2026-09',
    plans: {
      paygo: { ...planTable.paygo, postpaidMarkupBps: 10_000 },
      free: { ...planTable.free, limits: [] },
      pro: { ...planTable.pro, tiers: { ...planTable.pro.tiers, premium: 'locked' } },
    },
  });
  expect(dollars(dearer.replayed)).toEqual([6, 8, 2]);
  expect(dearer.blocked).toMatchObject([
    { workspaceId: people.pro.workspaceId, calls: 1, by: 'plan' },
  ]);

  const bySystem = await ask({
    month: '2026-09',
    systemMarkupBps: 2_500,
    plans: { paygo: { ...planTable.paygo, postpaidMarkupBps: null } },
  });
  expect(dollars(bySystem.replayed)).toEqual([6, 5, -1]);
  expect(await ask({ month: '2026-09' })).toEqual(asNow);
});

test('a month without calls, and more of them than are in memory at once', async () => {
  expect(await ask({ month: '2025-01' })).toEqual({
    month: '2025-01',
    calls: 0,
    actual: { costNano: '0', revenueNano: '0', marginNano: '0' },
    replayed: { costNano: '0', revenueNano: '0', marginNano: '0' },
    blocked: [],
    blockedCalls: 0,
  });
  const [first] = await book(people.pro, [{ at: '2026-03-01T00:00:00Z' }]);
  const columns = (
    await house.inWorkspaceOf(people.pro, (tx) =>
      tx.execute<{ names: string }>(
        `select string_agg(quote_ident(attname), ',' order by attnum) as names from pg_attribute
         where attrelid = 'token_usage'::regclass and attnum > 0 and attname not in ('id', 'created_at')`,
      ),
    )
  ).rows[0]?.names;
  await house.inWorkspaceOf(people.pro, (tx) =>
    tx.execute(
      `insert into token_usage (id, created_at, ${columns ?? ''})
       select gen_random_uuid(), timestamptz '2026-03-02 00:00Z' + n * interval '1 second', ${columns ?? ''}
       from token_usage, generate_series(1, 12000) n where id = '${first ?? ''}'`,
    ),
  );
  const month = await ask({ month: '2026-03' });
  expect(month.calls).toBe(12_001);
  // The counters of the plan let them all pass; it alerts.
  expect(month.blockedCalls).toBe(0);
  expect(month.actual.costNano).toBe((12_001n * DOLLAR).toString());
});

test('what is no month is refused', async () => {
  const answer = await operator.query('money.whatIf', { month: '2026-13' });
  expect(answer).toMatchObject({ status: 400, error: { field: 'month' } });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import type { UsageRange } from '@geko/contracts/usage';
import { inTenant, type TenantContext, type Tx } from '@geko/db/client';
import { tokenUsage } from '@geko/db/schema/money';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { localDay } from '@geko/domain/periods';
import type { Scope } from '../deps.ts';
import { makePlace } from '../testing/make-places.ts';
import { addUsageDay } from './add-usage-day.ts';
import { findReceipts } from './find-receipts.ts';
import { getUsage } from './get-usage.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
});
afterAll(() => database.drop());

const HOUR_MS = 3_600_000;

/** A call of one token of output, at a moment, on the books as its settlement leaves it. */
async function book(tx: Tx, place: TenantContext, at: Date, timeZone: string): Promise<void> {
  const figures = {
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 1,
    reasoningTokens: 0,
    characters: 2,
    seconds: 1,
    costNano: 3n,
    chargeNano: 4n,
    absorbedNano: 0n,
  };
  const call = { ...place, modelId: 'gpt-5-nano', funding: 'postpaid' as const };
  await tx.insert(tokenUsage).values({
    ...call,
    ...figures,
    id: randomUUID(),
    provider: 'openai',
    priceVersion: 1,
    lines: [],
    meteredTokens: 1,
    overshootTokens: 0,
    isEstimated: false,
    markupBps: 0,
    outcome: 'finished' as const,
    durationMs: 1,
    createdAt: at,
  });
  const counts = {
    inputTokens: 0n,
    cachedInputTokens: 0n,
    cacheWriteTokens: 0n,
    outputTokens: 1n,
    reasoningTokens: 0n,
    images: 0n,
    characters: 2n,
    seconds: 1n,
  };
  await addUsageDay(tx, {
    ...call,
    ...figures,
    ...counts,
    day: localDay({ at, timeZone }),
    requests: 1n,
  });
}

function scopeOf(tx: Tx, place: TenantContext, timeZone: string, now: Date): Scope {
  return {
    tx,
    now,
    newId: () => randomUUID(),
    request: { requestId: 'r', address: null, userAgent: null },
    caller: {
      ...place,
      apiKeyId: null,
      onlyModelIds: null,
      licenceTier: null,
      workspaceName: 'W',
      hasLocalModels: true,
      role: 'owner',
      roleId: 'owner',
      roleName: 'Owner',
      planId: 'paygo',
      plan: planTable.paygo,
      timeZone,
      iconId: null,
      createdAt: now,
      permissions: new Set(['usage:view:own', 'usage:view:workspace']),
    },
  };
}

// A day of 23 hours, one of 25, one without a midnight, one that never was, and zones at both ends of the world.
test.each([
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/Santiago', '2026-09-06'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kiritimati', '2026-01-01'],
  ['Etc/GMT+12', '2024-02-29'],
  ['Asia/Kathmandu', '2026-12-31'],
])('in %s around %s a day’s sums are those of its receipts, to the hour', async (timeZone, day) => {
  const place = await makePlace(database.db, 'paygo');
  const noon = Date.parse(`${day}T12:00:00Z`);
  await inTenant(database.db, place, async (tx) => {
    await tx.execute(sql`update workspaces set time_zone = ${timeZone}`);
    for (let hour = -36; hour < 36; hour += 1) {
      await book(tx, place, new Date(noon + hour * HOUR_MS), timeZone);
    }
    const scope = scopeOf(tx, place, timeZone, new Date(noon));
    // What Postgres makes of the same moments, which knows the zones from elsewhere.
    const { rows } = await tx.execute<{ day: string; calls: number }>(sql`
      select to_char(created_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, count(*)::int as calls
      from token_usage where workspace_id = ${place.workspaceId} group by 1 order by 1`);
    for (const { day: on, calls } of rows) {
      const range: UsageRange = { kind: 'day', on };
      const report = await getUsage(scope, { workspaceId: place.workspaceId, range });
      expect([on, report.totals]).toEqual([
        on,
        {
          requests: calls,
          tokens: calls,
          images: 0,
          characters: 2 * calls,
          seconds: calls,
          costNano: String(3 * calls),
          chargeNano: String(4 * calls),
        },
      ]);
      const receipts = await findReceipts(scope, { range }, { after: null, most: 100 });
      expect([on, receipts.length]).toEqual([on, calls]);
    }
    expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(72);
    const [first, last] = [rows[0]?.day ?? '', rows.at(-1)?.day ?? ''];
    const range: UsageRange = { kind: 'custom', from: first, to: last };
    const report = await getUsage(scope, { workspaceId: place.workspaceId, range });
    expect(report.totals.requests).toBe(72);
    expect(report.before.requests).toBe(0);
  });
});

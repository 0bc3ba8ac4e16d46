import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { tokenUsage } from '@geko/db/schema/money';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { fillWorkspace, type FilledWorkspace } from '@geko/db/testing/fill-workspace';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { outputBand } from './output-band.ts';

let database: TestDatabase;
let place: FilledWorkspace;
let stranger: FilledWorkspace;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: 2 });
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  place = await fillWorkspace(database.db, 'band');
  stranger = await fillWorkspace(database.db, 'stranger');
});
afterAll(() => database.drop());

type Answer = Partial<typeof tokenUsage.$inferInsert> & { outputTokens: number; minute: number };

/** Books answers; a later minute is a later answer. */
function book(where: FilledWorkspace, answers: readonly Answer[]): Promise<unknown> {
  const { tenantId, workspaceId, userId } = where;
  return inTenant(database.db, where, (tx) =>
    tx.insert(tokenUsage).values(
      answers.map(({ minute, ...answer }) => ({
        tenantId,
        workspaceId,
        id: randomUUID(),
        userId,
        modelId: 'gpt-5-mini',
        provider: 'openai',
        priceVersion: 1,
        inputTokens: 1,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        reasoningTokens: 0,
        meteredTokens: 1,
        overshootTokens: 0,
        isEstimated: false,
        lines: [],
        costNano: 0n,
        chargeNano: 0n,
        absorbedNano: 0n,
        markupBps: 0,
        funding: 'included' as const,
        outcome: 'finished' as const,
        durationMs: 1,
        createdAt: new Date(Date.UTC(2026, 10, 1, 0, minute)),
        ...answer,
      })),
    ),
  );
}

const bandOf = (who: { userId?: string; modelId?: string } = {}) =>
  inTenant(database.db, place, (tx) =>
    outputBand(tx, {
      ...place,
      userId: who.userId ?? place.userId,
      modelId: who.modelId ?? 'gpt-5-mini',
    }),
  );

test('without any answer it is a guess, and says so', async () => {
  expect(await bandOf({ userId: stranger.userId })).toEqual({
    p50Tokens: 300,
    p90Tokens: 1200,
    samples: 0,
  });
});

test('finished answers of this person by this model count, thinking included', async () => {
  await book(stranger, [{ outputTokens: 9_999, minute: 1 }]);
  await book(place, [
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90].map((outputTokens, minute) => ({
      outputTokens,
      minute,
    })),
    { outputTokens: 60, reasoningTokens: 40, minute: 9 },
    { outputTokens: 7_000, minute: 10, outcome: 'stopped' },
    { outputTokens: 8_000, minute: 11, outcome: 'failed' },
    { outputTokens: 9_000, minute: 12, userId: stranger.userId },
    { outputTokens: 5_000, minute: 13, modelId: 'gpt-5.2' },
  ]);
  expect(await bandOf()).toEqual({ p50Tokens: 50, p90Tokens: 90, samples: 10 });
});

test('a model that they never used takes the answers of all their models', async () => {
  // The eleven above, and the one that every filled workspace has, which is of no length.
  expect(await bandOf({ modelId: 'never-used' })).toEqual({
    p50Tokens: 50,
    p90Tokens: 100,
    samples: 12,
  });
});

test('only the last 200 count', async () => {
  await book(
    place,
    Array.from({ length: 200 }, (_, index) => ({ outputTokens: 1_000, minute: 100 + index })),
  );
  expect(await bandOf()).toEqual({ p50Tokens: 1_000, p90Tokens: 1_000, samples: 200 });
});

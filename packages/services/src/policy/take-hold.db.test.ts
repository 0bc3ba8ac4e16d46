import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { chooseOption } from '@geko/domain/choose-option';
import {
  anyCounters,
  anyLots,
  anyOptions,
  anyWanted,
  fillCase,
  freeLots,
  nameOf,
  NOW,
  readCase,
} from '../testing/hold-cases.ts';
import { makePlace } from '../testing/make-places.ts';
import { takeHold } from './take-hold.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
});
afterAll(() => database.drop());

const anyCase = anyCounters.chain((counters) =>
  fc.record({
    counters: fc.constant(counters),
    options: anyOptions(counters),
    lots: anyLots,
    wanted: anyWanted,
    isDryRun: fc.boolean(),
  }),
);

test('the database decides as the pure rules do, on any counters, ways to pay and lots, and holds to the unit', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ counters, options, lots, wanted, isDryRun }) => {
      const free = freeLots(lots);
      const expected = chooseOption({ options, counters, lots: free, wanted });
      for (const what of [
        expected === null ? 'refused' : `option ${expected.option}`,
        isDryRun ? 'dry' : 'taken',
        ...((expected?.lots.length ?? 0) > 0 ? ['of the wallet'] : []),
        ...(free.some(({ freeNano }) => freeNano < 0n) ? ['owed'] : []),
        ...(expected?.maxOutputTokens === wanted.desiredOutputTokens ? ['whole'] : ['clamped']),
      ]) {
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
      const place = await makePlace(database.db);
      const { answer, before, after } = await inTenant(database.db, place, async (tx) => {
        await fillCase(tx, place, { counters, lots });
        return {
          before: await readCase(tx, counters),
          answer: await takeHold(
            tx,
            { limits: [], counters: counters.map(nameOf), options },
            {
              wanted,
              now: NOW,
              hold: isDryRun
                ? null
                : { id: randomUUID(), modelId: 'm', inputTokens: 9, priceVersion: 1 },
            },
          ),
          after: await readCase(tx, counters),
        };
      });
      expect(answer.taken).toEqual(
        expected && { ...expected, amounts: answer.taken?.amounts, blank: null },
      );
      expect(answer.states).toEqual(counters.map(({ used, held }) => ({ used, held })));
      if (answer.walletNano !== null) {
        expect(answer.walletNano).toBe(free.reduce((sum, lot) => sum + lot.freeNano, 0n));
      }
      if (isDryRun || expected === null) {
        expect(after).toEqual(before);
        return;
      }
      const shares = options[expected.option]?.shares ?? [];
      const named = counters.filter((_, index) => shares[index] !== null);
      expect(answer.taken?.amounts.map(({ subject }) => subject)).toEqual(
        named.map(({ subject }) => subject),
      );
      for (const [index, { used, held }] of counters.entries()) {
        const share = shares[index] ?? { fixed: 0n, perOutput: 0n };
        const taken = share.fixed + share.perOutput * BigInt(expected.maxOutputTokens);
        expect(after.counters[index]).toEqual({ used, held: held + taken });
      }
      for (const { id, remaining, held } of lots) {
        const taken = expected.lots.find(({ lotId }) => lotId === id)?.amountNano ?? 0n;
        expect(after.lots.get(id)).toEqual({ remaining, held: held + taken });
      }
    }),
    { numRuns: 400 },
  );
  // Every kind of answer came up often; else the generator proves little.
  for (const what of [
    'refused',
    'option 0',
    'option 1',
    'of the wallet',
    'owed',
    'dry',
    'taken',
    'whole',
    'clamped',
  ]) {
    expect([what, (seen.get(what) ?? 0) > 15]).toEqual([what, true]);
  }
});

import { randomUUID } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Meter } from '@geko/contracts/meters';
import { inTenant, type Db, type TenantContext, type Tx } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import type { Admission } from '@geko/domain/admission';
import { chooseOption, type Option, type Wanted } from '@geko/domain/choose-option';
import { bareReceipt } from '../testing/bare-receipt.ts';
import {
  anyCounters,
  anyLots,
  anyWanted,
  type CaseCounter,
  fillCase,
  freeLots,
  nameOf,
  NOW,
  readCase,
} from '../testing/hold-cases.ts';
import { makePlace } from '../testing/make-places.ts';
import { bookCall } from './book-call.ts';
import { takeHold, type TakenHold } from './take-hold.ts';

const CONNECTIONS = 8;

let database: TestDatabase;
/** Without the product's second try after a deadlock: here one is an error. */
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: CONNECTIONS });
  db = drizzle(database.pool);
});
afterAll(() => database.drop());

/** What a call costs: by meter the same on every counter, as in the product. */
type Cost = { input: bigint; charge: bigint; chargePerToken: bigint };
const shareBy: Record<Meter, (cost: Cost) => { fixed: bigint; perOutput: bigint }> = {
  tokens: ({ input }) => ({ fixed: input, perOutput: 1n }),
  requests: () => ({ fixed: 1n, perOutput: 0n }),
  charge: ({ charge, chargePerToken }) => ({ fixed: charge, perOutput: chargePerToken }),
};

type Call = { cost: Cost; wanted: Wanted; turn: number; skip: number; settles: boolean };
const anyCall: fc.Arbitrary<Call> = fc.record({
  cost: fc.record({
    input: fc.bigInt({ min: 0n, max: 90n }),
    charge: fc.bigInt({ min: 0n, max: 90n }),
    chargePerToken: fc.bigInt({ min: 0n, max: 3n }),
  }),
  wanted: anyWanted,
  turn: fc.nat(),
  skip: fc.nat(),
  settles: fc.boolean(),
});

type Capped = CaseCounter & { cap: bigint | null };
const anyCapped = anyCounters.chain((counters) => {
  const anyRoom = fc.option(fc.bigInt({ min: 0n, max: 4_000n }), { freq: 6 });
  return fc.tuple(...counters.map(() => anyRoom)).map((rooms) =>
    counters.map((counter, index): Capped => {
      const room = rooms[index] ?? null;
      return { ...counter, cap: room === null ? null : counter.used + counter.held + room };
    }),
  );
});

/**
 * All counters of the company, of the workspace's all but one, in an order of the call's own: whoever names the same in
 * another order must not wait in a circle. Then the wallet, where the plan's are full.
 */
function admissionOf(
  { cost, turn, skip }: Call,
  counters: readonly Capped[],
): { admission: Admission; asked: Capped[] } {
  const at = counters.length === 0 ? 0 : turn % counters.length;
  const turned = [...counters.slice(at), ...counters.slice(0, at)];
  const skipped = counters.length === 0 ? undefined : turned[skip % counters.length];
  const asked = turned.filter((counter) => counter.scope === 'tenant' || counter !== skipped);
  const shares = asked.map(({ cap, meter }) => ({ cap, ...shareBy[meter](cost) }));
  const option = { funding: 'credits' as const, markupBps: 0 };
  const options: Option[] = [
    { ...option, shares, funds: null },
    {
      ...option,
      shares: asked.map(({ subject }, index) =>
        subject.startsWith('plan') ? null : (shares[index] ?? null),
      ),
      funds: { fixed: cost.charge, perOutput: cost.chargePerToken },
    },
  ];
  return { admission: { limits: [], counters: asked.map(nameOf), options }, asked };
}

type Taken = NonNullable<TakenHold['taken']>;

/** What a hold has taken of the counter at an index. */
function heldOn({ options }: Admission, taken: Taken | null, index: number): bigint {
  const share = taken === null ? null : options[taken.option]?.shares[index];
  return share ? share.fixed + share.perOutput * BigInt(taken?.maxOutputTokens ?? 0) : 0n;
}

/** Settles a hold with all that it held, as a call that used every token. */
async function settleWhole(
  tx: Tx,
  place: TenantContext,
  { id, cost, taken }: { id: string; cost: Cost; taken: Taken },
): Promise<void> {
  const usedOf = (meter: Meter) => {
    const { fixed, perOutput } = shareBy[meter](cost);
    return fixed + perOutput * BigInt(taken.maxOutputTokens);
  };
  const receipt = bareReceipt(place, {
    id,
    meteredTokens: Number(usedOf('tokens')),
    chargeNano: usedOf('charge'),
  });
  await bookCall(tx, {
    receipt,
    hold: taken,
    endedAt: NOW,
    localDay: '2026-11-15',
    requests: Number(usedOf('requests')),
    subjects: ['nobody'],
    spent: taken.lots,
    journal: { id: randomUUID(), entries: [] },
  });
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);

test('calls at once and settlements in between never pass a cap or a lot, refuse nobody who had room, and never wait in a circle', async () => {
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(
      anyCapped,
      anyLots,
      fc.array(anyCall, { minLength: 8, maxLength: 24 }),
      async (counters, lots, asked) => {
        calls += asked.length;
        const place = await makePlace(db);
        await inTenant(db, place, (tx) => fillCase(tx, place, { counters, lots }));
        const results = await Promise.all(
          asked.map(async ({ cost, wanted, settles, ...call }) => {
            const { admission, asked: own } = admissionOf(
              { cost, wanted, settles, ...call },
              counters,
            );
            const id = randomUUID();
            const hold = { id, modelId: 'm', inputTokens: 0, priceVersion: 1 };
            const { taken } = await inTenant(db, place, (tx) =>
              takeHold(tx, admission, { wanted, now: NOW, hold }),
            );
            if (settles && taken !== null) {
              await inTenant(db, place, (tx) => settleWhole(tx, place, { id, cost, taken }));
            }
            return { admission, own, wanted, taken, settles };
          }),
        );
        const after = await inTenant(db, place, (tx) => readCase(tx, counters));
        const sides = ([true, false] as const).map((isSettled) =>
          results.filter(({ taken, settles }) => taken !== null && settles === isSettled),
        );
        for (const [index, counter] of counters.entries()) {
          const [used = 0n, held = 0n] = sides.map((side) =>
            sum(
              side.map(({ admission, own, taken }) => {
                const at = own.indexOf(counter);
                return at === -1 ? 0n : heldOn(admission, taken, at);
              }),
            ),
          );
          const now = after.counters[index] ?? { used: 0n, held: 0n };
          expect(now).toEqual({ used: counter.used + used, held: counter.held + held });
          if (counter.cap !== null) expect(now.used + now.held <= counter.cap).toBe(true);
        }
        for (const lot of lots) {
          const [used = 0n, held = 0n] = sides.map((side) =>
            sum(
              side
                .flatMap(({ taken }) => taken?.lots ?? [])
                .filter(({ lotId }) => lotId === lot.id)
                .map(({ amountNano }) => amountNano),
            ),
          );
          const left = { remaining: lot.remaining - used, held: lot.held + held };
          expect(after.lots.get(lot.id)).toEqual(left);
        }
        // Nothing is given back here: whoever was refused would be refused at the end as well.
        const left = freeLots(lots.map((lot) => ({ ...lot, ...after.lots.get(lot.id) })));
        for (const { admission, own, wanted, taken } of results) {
          if (taken !== null) {
            const { minOutputTokens, desiredOutputTokens } = wanted;
            const least = Math.min(minOutputTokens, desiredOutputTokens);
            expect(taken.maxOutputTokens).toBeGreaterThanOrEqual(least);
            continue;
          }
          const states = own.map(
            (counter) => after.counters[counters.indexOf(counter)] ?? { used: 0n, held: 0n },
          );
          const { options } = admission;
          expect(chooseOption({ options, counters: states, lots: left, wanted })).toBeNull();
        }
      },
    ),
    { numRuns: 50 },
  );
  expect(calls).toBeGreaterThan(500);
});

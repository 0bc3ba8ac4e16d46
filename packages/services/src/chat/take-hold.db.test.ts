import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTenant, type Tx } from '@geko/db/client';
import { quotas } from '@geko/db/schema/money';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { fillWorkspace, type FilledWorkspace } from '@geko/db/testing/fill-workspace';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { affordableOutput, type CountedLimit } from '@geko/domain/affordable';

const CONNECTIONS = 8;

let database: TestDatabase;
let place: FilledWorkspace;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: CONNECTIONS });
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  place = await fillWorkspace(database.db, 'holds');
});
afterAll(() => database.drop());

/** A limit as the database takes it; used and held are what its counter says before. */
type Limit = Pick<CountedLimit, 'cap' | 'fixedAmount' | 'perOutputToken' | 'used' | 'held'> & {
  subject: string;
  meter: 'tokens' | 'requests';
  periodStart: Date;
};
type Ask = { desired: number; minimum: number };
type Counter = { subject: string; meter: string; used: string; held: string };
type Taken = { maxOutputTokens: number | null; counters: Counter[] };

const keyOf = ({ subject, meter }: { subject: string; meter: string }) => `${subject} ${meter}`;

const inWorkspace = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => inTenant(database.db, place, fn);

async function takeHold(tx: Tx, limits: Limit[], ask: Ask): Promise<Taken> {
  const wanted = limits.map((limit) => ({
    subject: limit.subject,
    meter: limit.meter,
    periodStart: limit.periodStart.toISOString(),
    cap: limit.cap?.toString() ?? null,
    fixed: limit.fixedAmount.toString(),
    perOutput: limit.perOutputToken.toString(),
  }));
  const minimum = Math.min(ask.minimum, ask.desired);
  const { rows } = await tx.execute<{ taken: Taken }>(
    sql`select take_hold(${JSON.stringify(wanted)}::jsonb, ${ask.desired}, ${minimum}) as taken`,
  );
  if (!rows[0]) throw new Error('take_hold gave no row');
  return rows[0].taken;
}

function insertCounters(tx: Tx, limits: Limit[]): Promise<unknown> {
  const { tenantId, workspaceId } = place;
  const values = limits.map(({ subject, meter, periodStart, used, held }) => {
    return { tenantId, workspaceId, subject, meter, periodStart, used, held };
  });
  return values.length === 0 ? Promise.resolve() : tx.insert(quotas).values(values);
}

async function readCounters(tx: Tx, limits: Limit[]): Promise<Limit[]> {
  const subjects = limits.map(({ subject }) => subject);
  const rows = await tx.select().from(quotas).where(inArray(quotas.subject, subjects));
  return limits.map((limit) => {
    const row = rows.find((each) => keyOf(each) === keyOf(limit));
    return { ...limit, used: row?.used ?? -1n, held: row?.held ?? -1n };
  });
}

/** What the pure rules say about the same limits. */
function oracle(limits: Limit[], { desired, minimum }: Ask): number | null {
  const named = limits.map((limit) => ({
    ...limit,
    name: keyOf(limit),
    resetsAt: limit.periodStart,
    softCap: null,
    overflow: 'block' as const,
  }));
  const result = affordableOutput({
    limits: named,
    desiredOutputTokens: desired,
    minOutputTokens: minimum,
  });
  return result.isAffordable ? result.maxOutputTokens : null;
}

const amountHeld = (limit: Limit, output: number) =>
  limit.fixedAmount + limit.perOutputToken * BigInt(output);

const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 60n }),
  fc.bigInt({ min: 0n, max: 3_000n }),
  fc.constant(2n ** 53n + 1n),
);
const anyLimits = fc
  .uniqueArray(
    fc.record({
      subject: fc.constantFrom('workspace', 'model:a', 'model:Z', 'model:ä'),
      meter: fc.constantFrom('tokens' as const, 'requests' as const),
      /** What the cap leaves beyond all that is fixed; null = no cap. Around nothing, and around the answers asked for. */
      room: fc.option(
        fc.bigInt({ min: -4n, max: 40n }).chain((few) => fc.constantFrom(few, few * 100n)),
        {
          freq: 8,
        },
      ),
      /** How often the fixed amount fits. */
      times: fc.constantFrom(1n, 1n, 3n, 9n),
      fixedAmount: amount,
      perOutputToken: fc.bigInt({ min: 0n, max: 3n }),
      used: amount,
      held: amount,
      hasCounter: fc.boolean(),
    }),
    { selector: keyOf, maxLength: 5 },
  )
  // A mark of its own gives every run counters of its own.
  .map((limits) => {
    const mark = randomUUID();
    const periodStart = new Date('2026-11-01T00:00:00Z');
    return limits.map(({ room, times, ...limit }) => {
      const [used, held] = limit.hasCounter ? [limit.used, limit.held] : [0n, 0n];
      const cap = room === null ? null : used + held + limit.fixedAmount * times + room;
      return { ...limit, subject: `${limit.subject}:${mark}`, periodStart, used, held, cap };
    });
  });
const anyAsk = fc.record({
  desired: fc.integer({ min: 1, max: 3_000 }),
  minimum: fc.integer({ min: 1, max: 100 }),
});

test('the database decides as the pure rules do, on any limits, and holds to the unit what it promised', async () => {
  const seen = { refused: 0, clamped: 0, whole: 0 };
  await fc.assert(
    fc.asyncProperty(anyLimits, anyAsk, async (limits, ask) => {
      const expected = oracle(limits, ask);
      if (expected === null) seen.refused += 1;
      else if (expected < ask.desired) seen.clamped += 1;
      else seen.whole += 1;
      const { taken, after } = await inWorkspace(async (tx) => {
        await insertCounters(
          tx,
          limits.filter(({ hasCounter }) => hasCounter),
        );
        return {
          taken: await takeHold(tx, limits, ask),
          after: await readCounters(tx, limits),
        };
      });
      expect(taken.maxOutputTokens).toBe(expected);
      const told = new Map(taken.counters.map((counter) => [keyOf(counter), counter]));
      expect(told.size).toBe(limits.length);
      for (const [index, limit] of limits.entries()) {
        expect(told.get(keyOf(limit))).toMatchObject({
          used: String(limit.used),
          held: String(limit.held),
        });
        const added = expected === null ? 0n : amountHeld(limit, expected);
        expect(after[index]).toMatchObject({ used: limit.used, held: limit.held + added });
      }
    }),
    { numRuns: 400 },
  );
  // All three answers came up often; else the generator proves little.
  expect(Math.min(seen.refused, seen.clamped, seen.whole)).toBeGreaterThan(20);
});

test('calls at once and settlements in between never pass a cap, and refuse nobody who had room', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLimits.filter((limits) => limits.length > 0),
      fc.array(fc.tuple(anyAsk, fc.boolean(), fc.nat()), { minLength: 8, maxLength: 24 }),
      async (limits, calls) => {
        await inWorkspace((tx) =>
          insertCounters(
            tx,
            limits.filter(({ hasCounter }) => hasCounter),
          ),
        );
        const results = await Promise.all(
          calls.map(async ([ask, isSettled, rotation]) => {
            // Whoever names the same limits in another order must not wait in a circle.
            const at = rotation % limits.length;
            const turned = [...limits.slice(at), ...limits.slice(0, at)];
            const { maxOutputTokens } = await inWorkspace((tx) => takeHold(tx, turned, ask));
            if (maxOutputTokens === null || !isSettled) return { ask, isSettled, maxOutputTokens };
            await inWorkspace((tx) => settle(tx, limits, maxOutputTokens));
            return { ask, isSettled, maxOutputTokens };
          }),
        );
        const after = await inWorkspace((tx) => readCounters(tx, limits));
        const admitted = results.filter(({ maxOutputTokens }) => maxOutputTokens !== null);
        for (const [index, limit] of limits.entries()) {
          const sumOf = (isSettled: boolean) =>
            admitted
              .filter((result) => result.isSettled === isSettled)
              .reduce((sum, result) => sum + amountHeld(limit, result.maxOutputTokens ?? 0), 0n);
          const now = after[index];
          expect(now).toMatchObject({
            used: limit.used + sumOf(true),
            held: limit.held + sumOf(false),
          });
          if (now && limit.cap !== null && admitted.length > 0) {
            expect(now.used + now.held <= limit.cap).toBe(true);
          }
        }
        for (const { ask, maxOutputTokens } of results) {
          if (maxOutputTokens === null) expect(oracle(after, ask)).toBeNull();
          else expect(maxOutputTokens).toBeGreaterThanOrEqual(Math.min(ask.minimum, ask.desired));
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** All that was held counts as used, in the order in which a settlement locks. */
async function settle(tx: Tx, limits: Limit[], output: number): Promise<void> {
  for (const limit of limits.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
    const amount = amountHeld(limit, output).toString();
    await tx
      .update(quotas)
      .set({
        held: sql`${quotas.held} - ${amount}::bigint`,
        used: sql`${quotas.used} + ${amount}::bigint`,
      })
      .where(and(eq(quotas.subject, limit.subject), eq(quotas.meter, limit.meter)));
  }
}

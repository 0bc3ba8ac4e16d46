import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Meter } from '@geko/contracts/meters';
import type { TenantContext, Tx } from '@geko/db/client';
import { quotas, tenantQuotas } from '@geko/db/schema/limits';
import { creditLots } from '@geko/db/schema/money';
import type { CounterState, FreeLot, Option, Wanted } from '@geko/domain/choose-option';
import type { Counter } from '@geko/domain/limits';

export const NOW = new Date('2026-11-15T12:00:00Z');
const PERIOD = {
  period: 'month' as const,
  periodStart: new Date('2026-11-01T00:00:00Z'),
  periodEnd: new Date('2026-12-01T00:00:00Z'),
};

/** A counter before the call; without a row nothing was counted on it yet. */
export type CaseCounter = Counter & CounterState & { hasRow: boolean };

/** Its name alone, as admission knows it. */
export function nameOf(counter: CaseCounter): Counter {
  const { scope, subject, meter, period, periodStart, periodEnd } = counter;
  return { scope, subject, meter, period, periodStart, periodEnd };
}

export type CaseLot = {
  id: string;
  priority: number;
  remaining: bigint;
  held: bigint;
  expiresAt: Date | null;
};

const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 60n }),
  fc.bigInt({ min: 0n, max: 3_000n }),
  fc.constant(2n ** 53n + 1n),
);
const anyName = fc.oneof(
  fc.constant({ scope: 'tenant' as const, subject: 'tenant' }),
  fc.record({
    scope: fc.constant('workspace' as const),
    subject: fc.constantFrom('plan', 'workspace', 'plan:model:a', 'model:Z', 'member:ä'),
  }),
);
const anyCounter = fc
  .tuple(
    anyName,
    fc.record({
      meter: fc.constantFrom<Meter[]>('tokens', 'requests', 'charge'),
      used: amount,
      held: amount,
      hasRow: fc.boolean(),
    }),
  )
  .map(([name, counter]) => ({ ...name, ...counter }));

/** Any counters of a company and of a workspace, no two alike. */
export const anyCounters: fc.Arbitrary<CaseCounter[]> = fc
  .uniqueArray(anyCounter, {
    selector: ({ subject, meter }) => `${subject} ${meter}`,
    maxLength: 5,
  })
  .map((counters) =>
    counters.map((counter) => {
      const counted = counter.hasRow ? {} : { used: 0n, held: 0n };
      return { ...counter, ...PERIOD, ...counted };
    }),
  );

/** Any wallet: empty lots, held ones, some that are owed, and some that expire about now. */
export const anyLots: fc.Arbitrary<CaseLot[]> = fc
  .array(
    fc.record({
      priority: fc.constantFrom(10, 20, 20, 40),
      free: fc.oneof(
        { arbitrary: fc.bigInt({ min: 0n, max: 2_000n }), weight: 5 },
        { arbitrary: fc.bigInt({ min: -900n, max: -1n }), weight: 1 },
      ),
      held: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 500n })),
      expiresAt: fc.constantFrom(
        null,
        ...[-1, 0, 1, 60_000].map((later) => new Date(NOW.getTime() + later)),
      ),
    }),
    { maxLength: 4 },
  )
  .map((lots) =>
    lots.map(({ free, ...lot }) => ({ ...lot, id: randomUUID(), remaining: free + lot.held })),
  );

/** What a cap leaves beyond all that is fixed; null = no cap. Around nothing, and around the answers asked for. */
const anyRoom = fc.option(
  fc.bigInt({ min: -4n, max: 40n }).chain((few) => fc.constantFrom(few, few * 100n)),
  { freq: 6 },
);

/** Any ways to pay, whose caps leave from nothing to a whole answer. */
export function anyOptions(counters: readonly CaseCounter[]): fc.Arbitrary<Option[]> {
  const share = ({ used, held }: CaseCounter) =>
    fc.option(
      fc
        .record({ room: anyRoom, fixed: amount, perOutput: fc.bigInt({ min: 0n, max: 3n }) })
        .map(({ room, fixed, perOutput }) => {
          return { cap: room === null ? null : used + held + fixed + room, fixed, perOutput };
        }),
      { freq: 6 },
    );
  const funds = fc.record({
    fixed: fc.bigInt({ min: 0n, max: 900n }),
    perOutput: fc.bigInt({ min: 0n, max: 3n }),
  });
  const option = fc.record({
    funding: fc.constant('credits' as const),
    markupBps: fc.constant(0),
    shares: fc.tuple(...counters.map(share)),
    funds: fc.option(funds, { freq: 2 }),
  });
  return fc.array(option, { maxLength: 3 });
}

export const anyWanted: fc.Arbitrary<Wanted> = fc.record({
  desiredOutputTokens: fc.integer({ min: 1, max: 3_000 }),
  minOutputTokens: fc.integer({ min: 1, max: 100 }),
  comfortableOutputTokens: fc.integer({ min: 1, max: 1_500 }),
});

/** Lots that can be spent, in the order of SPEC §7: priority, soonest expiry, those without one last. */
export function freeLots(lots: readonly CaseLot[]): FreeLot[] {
  const end = ({ expiresAt }: CaseLot) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return lots
    .filter((lot) => (lot.remaining !== 0n || lot.held > 0n) && end(lot) > NOW.getTime())
    .toSorted((a, b) => {
      if (a.priority !== b.priority) return a.priority - b.priority;
      if (end(a) !== end(b)) return end(a) < end(b) ? -1 : 1;
      return a.id < b.id ? -1 : 1;
    })
    .map(({ id, remaining, held }) => ({ lotId: id, freeNano: remaining - held }));
}

/** Puts the counters and lots of a case into a workspace. */
export async function fillCase(
  tx: Tx,
  { tenantId, workspaceId }: TenantContext,
  { counters, lots }: { counters: readonly CaseCounter[]; lots: readonly CaseLot[] },
): Promise<void> {
  for (const { hasRow, scope, ...counter } of counters) {
    if (!hasRow) continue;
    if (scope === 'tenant') await tx.insert(tenantQuotas).values({ tenantId, ...counter });
    else await tx.insert(quotas).values({ tenantId, workspaceId, ...counter });
  }
  for (const { id, priority, remaining, held, expiresAt } of lots) {
    const takenBackNano = held > remaining ? held - remaining : 0n;
    await tx.insert(creditLots).values({
      tenantId,
      workspaceId,
      id,
      priority,
      expiresAt,
      kind: 'bonus',
      grantedNano: remaining + takenBackNano + 1n,
      takenBackNano,
      remainingNano: remaining,
      heldNano: held,
      createdAt: NOW,
    });
  }
}

/** What a case has become: a counter without a row is null. */
export type CaseState = {
  counters: (CounterState | null)[];
  lots: Map<string, { remaining: bigint; held: bigint }>;
};

export async function readCase(tx: Tx, counters: readonly Counter[]): Promise<CaseState> {
  const own = await tx.select().from(quotas);
  const shared = await tx.select().from(tenantQuotas);
  const lots = await tx.select().from(creditLots);
  return {
    counters: counters.map(({ scope, subject, meter }) => {
      const row = (scope === 'tenant' ? shared : own).find(
        (each) => each.subject === subject && each.meter === meter,
      );
      return row ? { used: row.used, held: row.held } : null;
    }),
    lots: new Map(
      lots.map(({ id, remainingNano, heldNano }) => [
        id,
        { remaining: remainingNano, held: heldNano },
      ]),
    ),
  };
}

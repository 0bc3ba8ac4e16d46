import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  GRACE_DAYS,
  isNews,
  standingOf,
  type KnownSubscription,
  type Told,
} from './plan-standing.ts';

const DAY_MS = 86_400_000;
const dayAt = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * DAY_MS);

const known: KnownSubscription = {
  planId: 'pro',
  state: 'active',
  periodEndAt: dayAt(30),
  trialEndAt: null,
  isEnding: false,
  failedSince: null,
};

const standingAt = (
  day: number,
  change: Partial<KnownSubscription>,
  invoiceFailedSince: Date | null = null,
) => standingOf({ subscription: { ...known, ...change }, invoiceFailedSince, now: dayAt(day) });

describe('a standing', () => {
  test('without a subscription, or with one that nobody has paid, is none', () => {
    const none = { kind: 'none', planId: null, until: null, reminder: null, nextAt: null };
    expect(
      standingOf({ subscription: null, invoiceFailedSince: dayAt(0), now: dayAt(1) }),
    ).toMatchObject(none);
    for (const state of ['begun', 'incomplete'] as const) {
      expect(standingAt(0, { state })).toMatchObject(none);
    }
  });

  test('goes on until the end of a trial, or of the period where the plan is cancelled', () => {
    expect(standingAt(1, {})).toMatchObject({ kind: 'active', planId: 'pro', until: null });
    expect(standingAt(1, { isEnding: true })).toMatchObject({ kind: 'active', until: dayAt(30) });
    expect(standingAt(1, { state: 'trialing', trialEndAt: dayAt(14) })).toMatchObject({
      kind: 'trialing',
      planId: 'pro',
      until: dayAt(14),
    });
  });

  test('is grace for as long as it lasts, and each reminder is due on its day', () => {
    const failing = (day: number) => standingAt(day, { state: 'past_due', failedSince: dayAt(0) });
    const steps = Array.from({ length: GRACE_DAYS + 1 }, (_, day) => failing(day));
    expect(steps.map(({ reminder }) => reminder)).toEqual([
      ...Array<string>(3).fill('first'),
      ...Array<string>(4).fill('second'),
      ...Array<string>(5).fill('third'),
      ...Array<string>(2).fill('last'),
      null,
    ]);
    expect(steps.map(({ planId }) => planId)).toEqual([
      ...Array<string>(GRACE_DAYS).fill('pro'),
      null,
    ]);
    expect(steps.map(({ nextAt }) => nextAt)).toEqual([
      ...Array<Date>(3).fill(dayAt(3)),
      ...Array<Date>(4).fill(dayAt(7)),
      ...Array<Date>(5).fill(dayAt(12)),
      ...Array<Date>(2).fill(dayAt(GRACE_DAYS)),
      null,
    ]);
    expect(failing(GRACE_DAYS)).toMatchObject({
      kind: 'lapsed',
      failedSince: dayAt(0),
      until: null,
    });
  });

  test('is grace as well while an invoice for use is not paid, since whichever failed first', () => {
    expect(standingAt(5, {}, dayAt(4))).toMatchObject({
      kind: 'grace',
      planId: 'pro',
      until: dayAt(4 + GRACE_DAYS),
    });
    expect(
      standingAt(5, { state: 'past_due', failedSince: dayAt(2) }, dayAt(4)).failedSince,
    ).toEqual(dayAt(2));
    expect(standingAt(5, { state: 'ended' }, dayAt(4))).toMatchObject({
      kind: 'ended',
      reminder: null,
    });
  });
});

/** What happens to a subscription at Stripe, day by day. */
const happenings = ['renew', 'fail', 'pay', 'cancel', 'resume', 'end', 'nothing'] as const;

/** How Stripe has a subscription, and how far its life is; as packages/payments ranks it. */
type Life = KnownSubscription & { rank: number; askedAt: Date };

/**
 * Stripe, one step on. A trial becomes a plan when its days are over; who is cancelled ends with the period; what has
 * ended never changes again.
 */
function liveOn(life: Life, day: number, happening: (typeof happenings)[number]): Life {
  const now = dayAt(day);
  const next = { ...life, askedAt: now };
  if (life.state === 'ended') return next;
  const isOver = life.periodEndAt !== null && now >= life.periodEndAt;
  if (isOver && life.isEnding) return { ...next, state: 'ended', rank: 3 };
  if (life.state === 'trialing' && isOver) {
    return { ...next, state: 'active', rank: 2, periodEndAt: dayAt(day + 30) };
  }
  switch (happening) {
    case 'renew':
      return life.state === 'active' ? { ...next, periodEndAt: dayAt(day + 30) } : next;
    case 'fail':
      return life.state === 'active' ? { ...next, state: 'past_due', failedSince: now } : next;
    case 'pay':
      return life.state === 'past_due' ? { ...next, state: 'active', failedSince: null } : next;
    case 'cancel':
    case 'resume':
      return { ...next, isEnding: happening === 'cancel' };
    case 'end':
      return { ...next, state: 'ended', rank: 3 };
    case 'nothing':
      return next;
  }
}

/** What a person would say that a workspace has on a day, by counting the days that it has owed something. */
class Oracle {
  #daysOwing: number | null = null;
  see({ state }: Life): { planId: string | null; kind: string } {
    this.#daysOwing = state === 'past_due' ? (this.#daysOwing ?? -1) + 1 : null;
    if (state === 'ended') return { planId: null, kind: 'ended' };
    if (this.#daysOwing !== null) {
      return this.#daysOwing < 14
        ? { planId: 'pro', kind: 'grace' }
        : { planId: null, kind: 'lapsed' };
    }
    return { planId: 'pro', kind: state === 'trialing' ? 'trialing' : 'active' };
  }
}

const lives = fc.record({
  hasTrial: fc.boolean(),
  // On most days nothing happens: a failure is to last beyond its grace as well.
  days: fc.array(
    fc.oneof(
      { arbitrary: fc.constant('nothing' as const), weight: 30 },
      { arbitrary: fc.constantFrom(...happenings), weight: 4 },
      { arbitrary: fc.constant('fail' as const), weight: 2 },
    ),
    { minLength: 1, maxLength: 80, size: 'max' },
  ),
});

function tellLife({
  hasTrial,
  days,
}: {
  hasTrial: boolean;
  days: (typeof happenings)[number][];
}): Life[] {
  const first: Life = {
    ...known,
    state: hasTrial ? 'trialing' : 'active',
    trialEndAt: hasTrial ? dayAt(14) : null,
    periodEndAt: dayAt(hasTrial ? 14 : 30),
    rank: hasTrial ? 1 : 2,
    askedAt: dayAt(0),
  };
  const told = [first];
  for (const [index, happening] of days.entries()) {
    told.push(liveOn(told.at(-1) ?? first, index + 1, happening));
  }
  return told;
}

test('every day of every life stands as somebody who counts the days would say', () => {
  fc.assert(
    fc.property(lives, (life) => {
      const oracle = new Oracle();
      for (const [day, told] of tellLife(life).entries()) {
        const said = oracle.see(told);
        const standing = standingOf({
          subscription: told,
          invoiceFailedSince: null,
          now: dayAt(day),
        });
        expect({ day, planId: standing.planId, kind: standing.kind }).toEqual({ day, ...said });
        // Whoever is owed something is looked at again, and nobody else.
        expect(standing.nextAt !== null).toBe(said.kind === 'grace');
        if (standing.nextAt !== null) expect(standing.nextAt > dayAt(day)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('of two tellings of one moment the one that is further counts, and of two equal ones the later', () => {
  const [now, before] = [dayAt(2), dayAt(1)];
  expect(isNews({ rank: 2, askedAt: now }, { rank: 1, askedAt: now })).toBe(false);
  expect(isNews({ rank: 1, askedAt: now }, { rank: 2, askedAt: now })).toBe(true);
  expect(isNews({ rank: 2, askedAt: now }, { rank: 3, askedAt: before })).toBe(true);
  expect(isNews({ rank: 2, askedAt: now }, { rank: 2, askedAt: before })).toBe(false);
  expect(isNews({ rank: 2, askedAt: now }, { rank: 2, askedAt: now })).toBe(true);
  expect(isNews({ rank: 0, askedAt: null }, { rank: 0, askedAt: before })).toBe(true);
});

test('in whatever order a life is told, and however often, it only goes forward and ends where it is', () => {
  const tellings = lives.chain((life) => {
    const told = tellLife(life);
    const twice = [...told.keys(), ...told.keys()];
    const order = fc.shuffledSubarray(twice, { minLength: twice.length });
    return fc.record({ told: fc.constant(told), order });
  });
  fc.assert(
    fc.property(tellings, ({ told, order }) => {
      let kept: Told & { index: number } = { rank: 0, askedAt: null, index: -1 };
      for (const index of order) {
        const { rank, askedAt } = told[index] ?? { rank: 0, askedAt: dayAt(0) };
        if (!isNews(kept, { rank, askedAt })) continue;
        expect(rank).toBeGreaterThanOrEqual(kept.rank);
        expect(index).toBeGreaterThanOrEqual(kept.index);
        kept = { rank, askedAt, index };
      }
      expect(told[kept.index]).toEqual(told.at(-1));
    }),
    { numRuns: 500 },
  );
});

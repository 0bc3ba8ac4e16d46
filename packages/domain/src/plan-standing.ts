import type { SoldPlan, StandingKind, SubscriptionState } from '@geko/contracts/subscriptions';

const DAY_MS = 86_400_000;

/** How long a plan stays after a payment has failed. */
export const GRACE_DAYS = 14;

/** On which day after the failure which reminder goes out. */
const reminders = [
  { step: 'first', day: 0 },
  { step: 'second', day: 3 },
  { step: 'third', day: 7 },
  { step: 'last', day: 12 },
] as const;
export type DunningStep = (typeof reminders)[number]['step'];

/** What is known of a subscription at Stripe. */
export type KnownSubscription = {
  planId: SoldPlan;
  state: SubscriptionState;
  periodEndAt: Date | null;
  trialEndAt: Date | null;
  isEnding: boolean;
  failedSince: Date | null;
};

export type Standing = {
  kind: StandingKind;
  /** What the workspace has by it; null = nothing. */
  planId: SoldPlan | null;
  /** When the trial, the grace or the plan ends; null = it goes on. */
  until: Date | null;
  /** Since when payment is due; null = it is not. */
  failedSince: Date | null;
  /** The newest reminder that is due; earlier ones that nobody sent are not sent any more. null = none. */
  reminder: DunningStep | null;
  /** When time alone changes something of this; null = never. */
  nextAt: Date | null;
};

const calm = { until: null, failedSince: null, reminder: null, nextAt: null };

/**
 * What a workspace has of its subscription. A plan whose payment failed stays for GRACE_DAYS, whatever it is that was not
 * paid: the plan, or an invoice for use.
 * subscription: the one that runs, else the last one. invoiceFailedSince: since when an invoice for use is failing.
 */
export function standingOf({
  subscription,
  invoiceFailedSince,
  now,
}: {
  subscription: KnownSubscription | null;
  invoiceFailedSince: Date | null;
  now: Date;
}): Standing {
  if (subscription === null) return { ...calm, kind: 'none', planId: null };
  const { planId, state, failedSince, trialEndAt, periodEndAt, isEnding } = subscription;
  switch (state) {
    case 'begun':
    case 'incomplete':
      return { ...calm, kind: 'none', planId: null };
    case 'ended':
      return { ...calm, kind: 'ended', planId: null };
    case 'paused':
      return { ...calm, kind: 'lapsed', planId: null, failedSince };
    case 'trialing':
    case 'active':
    case 'past_due':
    case 'unpaid': {
      const since = earlierOf(failedSince, invoiceFailedSince);
      if (since !== null) return failing({ planId, since, now });
      if (state === 'trialing') return { ...calm, kind: 'trialing', planId, until: trialEndAt };
      return { ...calm, kind: 'active', planId, until: isEnding ? periodEndAt : null };
    }
  }
}

function failing({ planId, since, now }: { planId: SoldPlan; since: Date; now: Date }): Standing {
  const until = daysAfter(since, GRACE_DAYS);
  if (now >= until) return { ...calm, kind: 'lapsed', planId: null, failedSince: since };
  const isDue = ({ day }: { day: number }) => now >= daysAfter(since, day);
  const next = reminders.find((each) => !isDue(each));
  return {
    kind: 'grace',
    planId,
    until,
    failedSince: since,
    reminder: reminders.findLast(isDue)?.step ?? null,
    nextAt: next === undefined ? until : daysAfter(since, next.day),
  };
}

function daysAfter(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS);
}

function earlierOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** What somebody was told of a subscription, and when Stripe was asked for it. */
export type Told = { rank: number; askedAt: Date | null };

/** Whether what was told takes the place of what is kept: a life only goes forward, whatever order it is told in. */
export function isNews(kept: Told, told: Told & { askedAt: Date }): boolean {
  if (told.rank !== kept.rank) return told.rank > kept.rank;
  return kept.askedAt === null || told.askedAt >= kept.askedAt;
}

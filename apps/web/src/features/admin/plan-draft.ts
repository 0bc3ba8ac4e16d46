import type { Plan, PlanLimit } from '@geko/contracts/plans';
import { parseDollars } from './dollars.ts';
import { parsePercent, percentText } from './percent.ts';

const NANO_PER_CENT = 10_000_000n;
const MOST_CENTS = 100_000_000n;
const MOST_TRIAL_DAYS = 365;
const MOST_CAP = 9_000_000_000_000_000;

/** A limit as it is edited; key: what React knows it by. */
export type DraftLimit = Omit<PlanLimit, 'cap'> & { key: number; cap: string };

/** A plan as it is edited: what is typed stays as it is typed. */
export type PlanDraft = Omit<
  Plan,
  'priceCentsPerMonth' | 'limits' | 'postpaidMarkupBps' | 'creditCentsPerMonth' | 'trialDays'
> & {
  /** Dollars; '' = by agreement. */
  price: string;
  /** Dollars. */
  credit: string;
  trial: string;
  /** Percent; '' = the system's. */
  markup: string;
  limits: DraftLimit[];
};

/** What is wrong with a draft, by field; of limits by their keys. */
export type PlanProblem = 'price' | 'credit' | 'trial' | 'markup' | 'name' | `cap ${number}`;

/** A plan, ready to be edited. */
export function toDraft(plan: Plan): PlanDraft {
  const {
    priceCentsPerMonth: cents,
    creditCentsPerMonth,
    trialDays,
    postpaidMarkupBps,
    limits,
    ...rest
  } = plan;
  return {
    ...rest,
    price: cents === null ? '' : dollarsOf(cents),
    credit: dollarsOf(creditCentsPerMonth),
    trial: String(trialDays),
    markup: postpaidMarkupBps === null ? '' : percentText(postpaidMarkupBps),
    limits: limits.map((limit, key) => ({ ...limit, key, cap: String(limit.cap) })),
  };
}

function dollarsOf(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2);
}

function centsOf(price: string): number | null | undefined {
  if (price.trim() === '') return null;
  const nano = parseDollars(price);
  if (nano === null || nano < 0n || nano % NANO_PER_CENT !== 0n) return undefined;
  const cents = nano / NANO_PER_CENT;
  return cents <= MOST_CENTS ? Number(cents) : undefined;
}

function capOf(text: string): number | null {
  const digits = text.replaceAll(/[\s,]/gu, '');
  const cap = Number(digits);
  return /^\d{1,16}$/u.test(digits) && cap <= MOST_CAP ? cap : null;
}

/** The plan that a draft says, or what keeps it from being one. */
export function fromDraft(draft: PlanDraft): { plan: Plan } | { problems: PlanProblem[] } {
  const { price, credit, trial, markup, limits, ...rest } = draft;
  const cents = centsOf(price);
  const creditCents = centsOf(credit);
  const days =
    /^\s*\d{1,3}\s*$/u.test(trial) && Number(trial) <= MOST_TRIAL_DAYS ? Number(trial) : null;
  const bps = markup.trim() === '' ? null : parsePercent(markup);
  const caps = limits.map((limit) => ({ limit, cap: capOf(limit.cap) }));
  const problems: PlanProblem[] = [
    ...(rest.name.trim() === '' ? (['name'] as const) : []),
    ...(cents === undefined ? (['price'] as const) : []),
    ...(creditCents == null ? (['credit'] as const) : []),
    ...(days === null ? (['trial'] as const) : []),
    ...(bps === null && markup.trim() !== '' ? (['markup'] as const) : []),
    ...caps.flatMap(({ limit, cap }) => (cap === null ? [`cap ${limit.key}` as const] : [])),
  ];
  if (problems.length > 0 || cents === undefined || creditCents == null || days === null) {
    return { problems };
  }
  return {
    plan: {
      ...rest,
      name: rest.name.trim(),
      priceCentsPerMonth: cents,
      creditCentsPerMonth: creditCents,
      trialDays: days,
      postpaidMarkupBps: bps,
      limits: caps.map(({ limit: { meter, scope, overflow }, cap }) => ({
        meter,
        scope,
        cap: cap ?? 0,
        overflow,
      })),
    },
  };
}

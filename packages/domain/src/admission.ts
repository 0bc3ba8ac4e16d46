import type { ErrorCode, LimitTrace } from '@geko/contracts/errors';
import type { Funding } from '@geko/contracts/meters';
import type { ModelTier, Plan } from '@geko/contracts/plans';
import type { CounterState, Option, Share } from './choose-option.ts';
import { byTightness, type CallLimit, type Counter, toLimitTrace } from './limits.ts';
import { type MarkupSources, resolveMarkup } from './markup.ts';

/** The most a call with the held input can be charged: fixed, and by token of output, in nano-USD. */
export type ChargeBound = { fixedNano: bigint; perOutputNano: bigint };

export type Admission = {
  limits: readonly CallLimit[];
  /** Every counter once. */
  counters: Counter[];
  /** The ways to pay, the preferred first. */
  options: Option[];
};

/** Whether calls with this funding are charged at all. */
export function isCharged(funding: Funding): boolean {
  return funding === 'credits' || funding === 'postpaid';
}

const keyOf = ({ scope, subject, meter, period, periodStart }: Counter): string =>
  `${scope} ${subject} ${meter} ${period} ${periodStart.toISOString()}`;

/**
 * Whose money may pay for a call of a tier, the preferred first. What a plan includes is used before credit, and credit
 * only where a limit says that it falls through to it; credit, bought ahead, is used before the invoice.
 */
function fundingsOf(plan: Plan, tier: ModelTier, limits: readonly CallLimit[]): Funding[] {
  const funding = plan.tiers[tier];
  switch (funding) {
    case 'locked':
      return [];
    case 'local':
      return ['local'];
    case 'included':
      return limits.some(({ overflow }) => overflow === 'credits')
        ? ['included', 'credits']
        : ['included'];
    case 'postpaid':
      return ['credits', 'postpaid'];
  }
}

/** Whether a limit stops a call that is paid so. What counts money has no say where nothing is charged. */
function blocks({ overflow, counter }: CallLimit, funding: Funding, hasCharge: boolean): boolean {
  if (overflow === 'allow' || (overflow === 'credits' && funding === 'credits')) return false;
  return counter.meter !== 'charge' || hasCharge;
}

function shareOf(
  counter: Counter,
  input: {
    limits: readonly CallLimit[];
    inputTokens: number;
    funding: Funding;
    charge: ChargeBound;
  },
): Share | null {
  const { funding, charge } = input;
  // The plan's counters count what the plan includes.
  if (counter.subject.startsWith('plan') && funding !== 'included') return null;
  const hasCharge = charge.fixedNano > 0n || charge.perOutputNano > 0n;
  const caps = input.limits
    .filter((limit) => keyOf(limit.counter) === keyOf(counter) && blocks(limit, funding, hasCharge))
    .map(({ cap }) => cap);
  const cap = caps.reduce<bigint | null>((a, b) => (a === null || b < a ? b : a), null);
  switch (counter.meter) {
    case 'tokens':
      return { cap, fixed: BigInt(input.inputTokens), perOutput: 1n };
    case 'requests':
      return { cap, fixed: 1n, perOutput: 0n };
    case 'charge':
      return hasCharge ? { cap, fixed: charge.fixedNano, perOutput: charge.perOutputNano } : null;
  }
}

/**
 * Everything that the hold on a call is taken on, and the ways to pay for it (SPEC §7, admission).
 *
 * @param chargeAt the most that the call can be charged under a markup.
 */
export function planAdmission({
  plan,
  tier,
  limits,
  inputTokens,
  markups,
  chargeAt,
}: {
  plan: Plan;
  tier: ModelTier;
  limits: readonly CallLimit[];
  inputTokens: number;
  markups: MarkupSources;
  chargeAt: (markupBps: number) => ChargeBound;
}): Admission {
  const counters = [
    ...new Map(limits.map(({ counter }) => [keyOf(counter), counter] as const)).values(),
  ];
  const options = fundingsOf(plan, tier, limits).map((funding): Option => {
    const markupBps = resolveMarkup({ ...markups, funding });
    const charge = isCharged(funding) ? chargeAt(markupBps) : { fixedNano: 0n, perOutputNano: 0n };
    return {
      funding,
      markupBps,
      shares: counters.map((counter) => shareOf(counter, { limits, inputTokens, funding, charge })),
      funds:
        funding === 'credits' ? { fixed: charge.fixedNano, perOutput: charge.perOutputNano } : null,
    };
  });
  return { limits, counters, options };
}

/**
 * Every limit as it stands, tightest first, each judged by what the smallest answer needs of it under the first option
 * that it can stop.
 */
export function traceLimits(
  { limits, counters, options }: Admission,
  states: readonly CounterState[],
  minOutputTokens: number,
): LimitTrace[] {
  const places = new Map(counters.map((counter, index) => [keyOf(counter), index] as const));
  return byTightness(
    limits.map((limit) => {
      const index = places.get(keyOf(limit.counter)) ?? -1;
      const { used, held } = states[index] ?? { used: 0n, held: 0n };
      const share = options
        .map(({ shares }) => shares[index] ?? null)
        .find((one) => one !== null && one.cap !== null);
      if (share === undefined || share === null) {
        return { ...toLimitTrace(limit, { used, held }), isExceeded: false };
      }
      const needed = share.fixed + share.perOutput * BigInt(minOutputTokens);
      return toLimitTrace(limit, { used, held, needed });
    }),
  );
}

/**
 * Why a call was refused: a budget of money, a licence's allowance or the wallet, which only money opens again (402), or
 * another limit, which time does (429). walletNano: what is free of it; null = the wallet was not asked.
 */
export function refusalCode(
  trace: readonly LimitTrace[],
  walletNano: bigint | null,
): Extract<
  ErrorCode,
  'QUOTA_EXCEEDED' | 'BUDGET_EXCEEDED' | 'CREDITS_EXHAUSTED' | 'LICENCE_USED_UP'
> {
  const exceeded = trace.filter(({ isExceeded }) => isExceeded);
  const hard = exceeded.filter(({ overflow }) => overflow === 'block');
  if (hard.some(({ meter }) => meter === 'charge')) return 'BUDGET_EXCEEDED';
  if (hard.some(({ setBy }) => setBy === 'licence')) return 'LICENCE_USED_UP';
  if (hard.length === 0 && walletNano !== null && walletNano !== 0n) return 'CREDITS_EXHAUSTED';
  return 'QUOTA_EXCEEDED';
}

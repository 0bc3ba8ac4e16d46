import type { LimitTrace } from '@geko/contracts/errors';
import { usdDecimal } from '@geko/contracts/usd';

/** A limit is warned of from this share of its cap on, in percent. */
const WARNING_PERCENT = 80;

/** What a limit's name, which may have a model's id in it, cannot bring into a header. */
const UNSAFE = /[^\w./:@+-]/gu;

/**
 * What the limits say in headers (SPEC §7), of a call that was let through and of one that was not:
 * - X-Quota-Remaining-Tokens: what the tightest limit of tokens had left before the call, not below zero; absent where
 *   tokens are not limited. Limits that only warn (a fair use) count as well.
 * - X-Quota-Warning: limits of which 80 % or more is used or held, the tightest first, by name with the whole percents:
 *   `workspace.tokens;percent=84, member.charge.day;percent=97`. Absent where there are none.
 */
export function quotaHeaders(trace: readonly LimitTrace[]): Record<string, string> {
  const capped = trace.flatMap(({ name, meter, used, held, cap }) =>
    cap === null ? [] : [{ name, meter, cap, taken: used + held }],
  );
  const left = capped
    .filter(({ meter }) => meter === 'tokens')
    .map(({ cap, taken }) => Math.max(0, cap - taken));
  const warnings = capped
    .map(({ name, cap, taken }) => ({ name, percent: percentOf(taken, cap) }))
    .filter(({ percent }) => percent >= WARNING_PERCENT)
    .map(({ name, percent }) => `${name.replaceAll(UNSAFE, '_')};percent=${percent}`);
  return {
    ...(left.length === 0 ? {} : { 'x-quota-remaining-tokens': String(Math.min(...left)) }),
    ...(warnings.length === 0 ? {} : { 'x-quota-warning': warnings.join(', ') }),
  };
}

/**
 * Headers of every answer to a call that was let through: its quotas, and X-Estimated-Cost, the most that the call can be
 * charged, in decimal US dollars ("0" where nothing is charged). What it was charged stands in its receipt.
 */
export function meteredHeaders({
  trace,
  estimateNano,
}: {
  trace: readonly LimitTrace[];
  estimateNano: bigint;
}): Record<string, string> {
  return { ...quotaHeaders(trace), 'x-estimated-cost': usdDecimal(estimateNano) };
}

/** Whole percents, rounded down; in big integers, as amounts may be as large as exact numbers go. */
function percentOf(taken: number, cap: number): number {
  return cap === 0 ? 100 : Number((BigInt(taken) * 100n) / BigInt(cap));
}

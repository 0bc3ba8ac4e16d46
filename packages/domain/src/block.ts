import type { Admission } from './admission.ts';
import type { CounterState, Option, Wanted } from './choose-option.ts';
import { chooseOption } from './choose-option.ts';

/** What one call takes under one option, as its hold says it. */
export type Need = {
  inputTokens: number;
  outputTokens: number;
  /** By counter; null = it takes nothing of it. */
  amounts: (bigint | null)[];
  /** Of the wallet; null = it does not pay. */
  fundsNano: bigint | null;
};

/** A block is taken only where there is room for so many like it: near a limit every call is asked for by itself. */
export const PLENTY = 4n;

/** What a call of so many tokens takes under an option. */
export function needOf(
  { shares, funds }: Option,
  { inputTokens, outputTokens }: Pick<Need, 'inputTokens' | 'outputTokens'>,
): Need {
  const all = ({ fixed, perOutput }: { fixed: bigint; perOutput: bigint }) =>
    fixed + perOutput * BigInt(outputTokens);
  return {
    inputTokens,
    outputTokens,
    amounts: shares.map((share) => share && all(share)),
    fundsNano: funds && all(funds),
  };
}

/** Whether a hold that was taken for one call is enough for another of the same terms. */
export function covers(hold: Need, call: Need): boolean {
  const isWithin = (most: bigint | null, need: bigint | null) =>
    need === null || (most !== null && need <= most);
  return (
    call.inputTokens <= hold.inputTokens &&
    call.outputTokens <= hold.outputTokens &&
    call.amounts.every((need, index) => isWithin(hold.amounts[index] ?? null, need)) &&
    isWithin(hold.fundsNano, call.fundsNano)
  );
}

/**
 * Asks for `count` holds of calls like this one as for a single call of fixed size, which is admitted only where each limit has
 * room for `PLENTY` times as much.
 */
export function blockAdmission(
  { limits, counters, options }: Admission,
  { count, ...size }: Pick<Need, 'inputTokens' | 'outputTokens'> & { count: number },
): Admission {
  return {
    limits,
    counters,
    options: options.map((option) => {
      const { amounts, fundsNano } = needOf(option, size);
      return {
        ...option,
        shares: option.shares.map((share, index) => {
          const all = (amounts[index] ?? 0n) * BigInt(count);
          const cap = share?.cap ?? null;
          const spare = (PLENTY - 1n) * all;
          return share && { cap: cap === null ? null : cap - spare, fixed: all, perOutput: 0n };
        }),
        funds: fundsNano === null ? null : { fixed: fundsNano * BigInt(count), perOutput: 0n },
      };
    }),
  };
}

/**
 * Whether a block stays out, which was taken under an option (from 0): a call by itself would be paid in the same way, and the
 * wallet has plenty left. states, walletNano: as they were before it.
 */
export function mayStay(
  { options }: Admission,
  {
    option,
    count,
    states,
    walletNano,
    wanted,
    need,
  }: {
    option: number;
    count: number;
    states: readonly CounterState[];
    walletNano: bigint | null;
    wanted: Wanted;
    need: Need;
  },
): boolean {
  const freeNano = walletNano ?? 0n;
  const alone = chooseOption({
    options,
    counters: states,
    lots: [{ lotId: '', freeNano }],
    wanted,
  });
  const hasPlenty = freeNano >= PLENTY * BigInt(count) * (need.fundsNano ?? 0n);
  return alone?.option === option && hasPlenty;
}

/** Two calls of the same terms are held on the same counters up to the same caps, and paid in the same ways. */
export function termsKey({ counters, options }: Admission): string {
  return [
    ...counters.map(
      ({ scope, subject, meter, period, periodStart }) =>
        `${scope} ${subject} ${meter} ${period} ${periodStart.getTime()}`,
    ),
    ...options.map(({ funding, markupBps, shares, funds }) => {
      const ofShares = shares.map((share) => share && `${share.cap}+${share.perOutput}`);
      return `${funding} ${markupBps} ${ofShares.join(' ')} ${funds?.perOutput}`;
    }),
  ].join('|');
}

import type { Funding } from '@geko/contracts/meters';

/** What a call takes of one counter under one option: fixed, and more with each token of output. */
export type Share = {
  /** null = counted, never blocks. */
  cap: bigint | null;
  fixed: bigint;
  perOutput: bigint;
};

/** One way to pay for a call. */
export type Option = {
  funding: Funding;
  markupBps: number;
  /** By counter; null = this option takes nothing of it. */
  shares: (Share | null)[];
  /** What it takes of the wallet; null = nothing. */
  funds: { fixed: bigint; perOutput: bigint } | null;
};

export type CounterState = { used: bigint; held: bigint };
export type FreeLot = { lotId: string; freeNano: bigint };

export type Wanted = {
  desiredOutputTokens: number;
  /** An answer is not begun with less room than this. */
  minOutputTokens: number;
  /** A later option is looked at only where an earlier one has less room than this. */
  comfortableOutputTokens: number;
};

export type Choice = { option: number; maxOutputTokens: number; lots: TakenLot[] };
export type TakenLot = { lotId: string; amountNano: bigint };

/** How much output fits, at most `most`; -1 = not even the fixed part does. */
function outputWithin(
  free: bigint,
  { fixed, perOutput }: Omit<Share, 'cap'>,
  most: bigint,
): bigint {
  const room = free - fixed;
  if (room < 0n) return -1n;
  if (perOutput === 0n) return most;
  const output = room / perOutput;
  return output < most ? output : most;
}

function outputOf(
  { shares, funds }: Option,
  counters: readonly CounterState[],
  walletNano: bigint,
  desired: bigint,
): bigint {
  let output = desired;
  for (const [index, share] of shares.entries()) {
    const counter = counters[index];
    if (share === null || share.cap === null || counter === undefined) continue;
    output = outputWithin(share.cap - counter.used - counter.held, share, output);
    if (output < 0n) return output;
  }
  return funds === null ? output : outputWithin(walletNano, funds, output);
}

/**
 * Which way a call is paid, and how much output it may have so that it can never pass a limit or the funds: the first
 * option in which a comfortable answer fits; else the one with the longest that is not below the minimum; null = none.
 * The database's take_hold decides the same atomically; this is its oracle, and the dry run's.
 *
 * @param lots the wallet's, in the order in which they are spent.
 */
export function chooseOption({
  options,
  counters,
  lots,
  wanted,
}: {
  options: readonly Option[];
  counters: readonly CounterState[];
  lots: readonly FreeLot[];
  wanted: Wanted;
}): Choice | null {
  const desired = BigInt(wanted.desiredOutputTokens);
  const minimum = BigInt(Math.min(wanted.minOutputTokens, wanted.desiredOutputTokens));
  const comfortable = BigInt(Math.min(wanted.comfortableOutputTokens, wanted.desiredOutputTokens));
  const walletNano = lots.reduce((sum, lot) => sum + lot.freeNano, 0n);
  let best: { index: number; option: Option; output: bigint } | null = null;
  for (const [index, option] of options.entries()) {
    const output = outputOf(option, counters, walletNano, desired);
    if (output >= minimum && output > (best?.output ?? -1n)) best = { index, option, output };
    if (best !== null && best.output >= comfortable) break;
  }
  if (best === null) return null;
  const { funds } = best.option;
  return {
    option: best.index,
    maxOutputTokens: Number(best.output),
    lots: funds === null ? [] : takeFromLots(lots, funds.fixed + funds.perOutput * best.output),
  };
}

/** What is taken of which lot, the first ones first. */
export function takeFromLots(lots: readonly FreeLot[], amountNano: bigint): TakenLot[] {
  const taken: TakenLot[] = [];
  let need = amountNano;
  for (const { lotId, freeNano } of lots) {
    const part = freeNano < need ? freeNano : need;
    if (part <= 0n) continue;
    taken.push({ lotId, amountNano: part });
    need -= part;
  }
  return taken;
}

/** What can be spent of which lot once those that are owed have taken theirs, of the lots that are spent last first. */
export function freeAfterDebts(lots: readonly FreeLot[]): FreeLot[] {
  let owed = lots.reduce((sum, { freeNano }) => (freeNano < 0n ? sum - freeNano : sum), 0n);
  const backwards = lots.toReversed().flatMap(({ lotId, freeNano }) => {
    if (freeNano <= 0n) return [];
    const part = freeNano < owed ? freeNano : owed;
    owed -= part;
    return [{ lotId, freeNano: freeNano - part }];
  });
  return backwards.toReversed();
}

import type { Funding } from '@geko/contracts/meters';
import { takeFromLots, type FreeLot, type TakenLot } from './choose-option.ts';
import type { LedgerEntry } from './ledger.ts';
import type { RatedLine } from './rate-call.ts';
import type { Settlement } from './settlement.ts';

/** What is booked of a call so far. */
export type Booked = {
  costNano: bigint;
  chargeNano: bigint;
  absorbedNano: bigint;
  /** What the charge has taken of which lot, in that order; empty where credit does not pay. */
  spent: readonly TakenLot[];
};

/** The figures of a call from now on, and what must move for them to be true. */
export type Correction = {
  lines: RatedLine[];
  costNano: bigint;
  chargeNano: bigint;
  absorbedNano: bigint;
  /** What is taken of each lot or, below zero, given back to it. */
  lots: TakenLot[];
  /** The journal of the differences; empty when no money moves. */
  entries: LedgerEntry[];
};

/**
 * Corrects what was booked of a call on an estimate, once its real use is known (SPEC §7). A smaller charge goes back
 * to the lots that it came from, the last one first. A larger one, which is never more than the hold had bought, takes
 * what credit is free now; the rest is not charged, and the cost which is then not covered is absorbed.
 *
 * @param settlement of the real use, under the call's own hold, price, markup and funding.
 * @param free the wallet's free credit, in the order in which it is spent; looked at only where credit pays.
 */
export function correctCall({
  booked,
  settlement,
  funding,
  free,
}: {
  booked: Booked;
  settlement: Settlement;
  funding: Funding;
  free: readonly FreeLot[];
}): Correction {
  const { costNano, chargeNano: wanted } = settlement.rating;
  const more = wanted - booked.chargeNano;
  const lots = funding === 'credits' ? moveCredit(booked.spent, more, free) : [];
  const moved = lots.reduce((sum, { amountNano }) => sum + amountNano, 0n);
  const missing = funding === 'credits' ? more - moved : 0n;
  const chargeNano = wanted - missing;
  const uncovered = missing > 0n ? costNano - chargeNano : 0n;
  const absorbedNano = uncovered > settlement.absorbedNano ? uncovered : settlement.absorbedNano;
  const entries: LedgerEntry[] = [
    {
      account: 'provider_cost',
      amountNano: costNano - absorbedNano - (booked.costNano - booked.absorbedNano),
    },
    { account: 'absorbed_loss', amountNano: absorbedNano - booked.absorbedNano },
    { account: 'provider_payable', amountNano: booked.costNano - costNano },
    ...(funding === 'credits'
      ? lots.map(({ lotId, amountNano }) => ({ account: 'wallet' as const, amountNano, lotId }))
      : [{ account: 'receivable' as const, amountNano: chargeNano - booked.chargeNano }]),
    { account: 'revenue', amountNano: booked.chargeNano - chargeNano },
  ];
  return {
    lines: chargeLess(settlement.rating.lines, missing),
    costNano,
    chargeNano,
    absorbedNano,
    lots,
    entries: entries.filter(({ amountNano }) => amountNano !== 0n),
  };
}

function moveCredit(
  spent: readonly TakenLot[],
  more: bigint,
  free: readonly FreeLot[],
): TakenLot[] {
  if (more >= 0n) return takeFromLots(free, more);
  const backwards = spent.toReversed().map(({ lotId, amountNano }) => ({
    lotId,
    freeNano: amountNano,
  }));
  return takeFromLots(backwards, -more).map(({ lotId, amountNano }) => ({
    lotId,
    amountNano: -amountNano,
  }));
}

/** Takes an amount off the charges of the lines, the last one first, so that they still sum up. */
function chargeLess(lines: readonly RatedLine[], amountNano: bigint): RatedLine[] {
  let rest = amountNano;
  const backwards = lines.toReversed().map((line) => {
    const off = line.chargeNano < rest ? line.chargeNano : rest;
    rest -= off;
    return { ...line, chargeNano: line.chargeNano - off };
  });
  return backwards.toReversed();
}

import type { ProviderId } from '@geko/contracts/models';
import { correctCall } from '@geko/domain/correction';
import type { TakenLot } from '@geko/domain/choose-option';
import { canonical, disagreements } from './ledger-check.ts';
import {
  type CallColumns,
  type FigureColumns,
  resettle,
  type StoredEntry,
  storedEntries,
  storedLines,
  unitsOf,
} from './resettle.ts';
import { countProblems } from './verify-counts.ts';

/** A correction with the journal that was posted for it; null = none was. */
export type CorrectionColumns = FigureColumns & {
  id: string;
  seq: number;
  created_at: string;
  entries: StoredEntry[] | null;
  booked_at: string | null;
};

/** The corrections of a receipt, each from the figures that were booked before it. entries: of the receipt's journal. */
export function correctionProblems(
  call: CallColumns & { provider: ProviderId },
  { entries, corrections }: { entries: readonly StoredEntry[]; corrections: CorrectionColumns[] },
): string[] {
  const problems: string[] = [];
  let before: FigureColumns = call;
  const spent = spentOf(entries);
  for (const [index, correction] of corrections.entries()) {
    problems.push(...oneProblems(call, { before, spent, correction, seq: index + 1 }));
    before = correction;
    for (const { lotId, amountNano } of spentOf(correction.entries ?? [])) {
      const lot = spent.find((each) => each.lotId === lotId);
      if (lot === undefined) spent.push({ lotId, amountNano });
      else lot.amountNano += amountNano;
    }
  }
  return problems;
}

function spentOf(entries: readonly StoredEntry[]): TakenLot[] {
  return entries
    .filter(({ account }) => account === 'wallet')
    .map(({ lotId, amount }) => ({ lotId: lotId ?? '', amountNano: BigInt(amount) }));
}

function oneProblems(
  call: CallColumns & { provider: ProviderId },
  step: {
    before: FigureColumns;
    spent: readonly TakenLot[];
    correction: CorrectionColumns;
    seq: number;
  },
): string[] {
  const { before, correction } = step;
  const name = `correction ${correction.id}`;
  const settlement = resettle(call, correction);
  if (settlement === null) return [];
  const posted = correction.entries ?? [];
  const computed = correctCall({
    booked: {
      costNano: BigInt(before.cost_nano),
      chargeNano: BigInt(before.charge_nano),
      absorbedNano: BigInt(before.absorbed_nano),
      spent: step.spent.filter(({ amountNano }) => amountNano > 0n),
    },
    settlement,
    funding: call.funding,
    // What credit was free then is not kept: it had what it was given, or the rest would not be absorbed.
    free: spentOf(posted)
      .filter(({ amountNano }) => amountNano > 0n)
      .map(({ lotId, amountNano }) => ({ lotId, freeNano: amountNano })),
  });
  return [
    ...countProblems(name, { ...call, held_input: total(before) }, correction),
    ...disagreements(name, [
      ['units', canonical([unitsOf(correction)]), canonical([settlement.units])],
      ['number', correction.seq, step.seq],
      ['a correction of an estimate', before.is_estimated, true],
      ['cost', correction.cost_nano, computed.costNano.toString()],
      ['charge', correction.charge_nano, computed.chargeNano.toString()],
      ['absorbed cost', correction.absorbed_nano, computed.absorbedNano.toString()],
      ['metered tokens', correction.metered_tokens, settlement.meteredTokens],
      ['overshoot tokens', correction.overshoot_tokens, settlement.overshootTokens],
      ['lines', canonical(correction.lines), canonical(storedLines(computed.lines))],
      ['journal', canonical(posted), canonical(storedEntries(computed.entries))],
      [
        'journal booked at',
        Date.parse(correction.booked_at ?? correction.created_at),
        Date.parse(correction.created_at),
      ],
    ]),
  ];
}

/** All input tokens: what a correction counts by where the provider still says nothing of the input. */
function total(figures: FigureColumns): number {
  return figures.input_tokens + figures.cached_input_tokens + figures.cache_write_tokens;
}

import { unitNames } from '@geko/contracts/units';
import type { Receipt } from '@geko/contracts/receipt';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

export type ReceiptChanges = {
  /** "Corrected on Nov 21, 2026, 10:00 AM". */
  title: string;
  /** What changed: ["Charged", "$0.01 → $0.0125"]. */
  rows: [string, string][];
};

/** What a correction set right, and when; null of a receipt that never was. Of figures that stayed nothing is said. */
export function receiptChanges(
  { correction, totalTokens, units, costNano, chargeNano }: Receipt,
  { usage }: Pick<Messages, 'usage'>,
  format: Format,
): ReceiptChanges | null {
  if (correction === null) return null;
  const rows: [string, string, string][] = [
    [usage.tokens, format.count(correction.totalTokens), format.count(totalTokens)],
    ...unitNames.map((unit): [string, string, string] => [
      usage.unitNames[unit],
      format.count(correction.units[unit]),
      format.count(units[unit]),
    ]),
    [usage.cost, format.exact(correction.costNano), format.exact(costNano)],
    [usage.charge, format.exact(correction.chargeNano), format.exact(chargeNano)],
  ];
  return {
    title: fill(usage.correctedAt, { at: format.dateTime(correction.at) }),
    rows: rows.flatMap(([name, before, after]): [string, string][] =>
      before === after ? [] : [[name, fill(usage.fromTo, { before, after })]],
    ),
  };
}

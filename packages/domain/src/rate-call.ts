import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import { rateUsage, type RatedTokens } from './pricing.ts';
import { rateUnits, type UnitLine } from './unit-pricing.ts';

export type RatedLine = RatedTokens | UnitLine;

export type Rating = { lines: RatedLine[]; costNano: bigint; chargeNano: bigint };

/** What a line is of, unique within its receipt. */
export function nameOfLine(line: RatedLine): string {
  return 'unit' in line ? line.unit : line.tokenClass;
}

/**
 * Prices one call: the lines of its tokens, then those of its units. The totals are the sums of the lines (SPEC §7).
 * Parameters and errors are those of `rateUsage` and `rateUnits`.
 */
export function rateCall({
  units = NO_UNITS,
  ...call
}: Parameters<typeof rateUsage>[0] & { units?: UnitUsage }): Rating {
  const tokens = rateUsage(call);
  const unitLines = rateUnits({ ...call, units });
  return {
    lines: [...tokens.lines, ...unitLines],
    costNano: unitLines.reduce((sum, line) => sum + line.costNano, tokens.costNano),
    chargeNano: unitLines.reduce((sum, line) => sum + line.chargeNano, tokens.chargeNano),
  };
}

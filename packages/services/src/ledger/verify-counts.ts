import { type UnitName, unitNames } from '@geko/contracts/units';
import type { ProviderId } from '@geko/contracts/models';
import { hasUnits } from '@geko/domain/unit-pricing';
import { knownUsage } from '@geko/domain/usage';
import { readMediaUsage } from '@geko/gateway/media/media-usage';
import { readRawUsage } from '@geko/gateway/read-raw-usage';
import { canonical } from './ledger-check.ts';
import { type FigureColumns, type HoldColumns, usageOf } from './resettle.ts';

type JsonValue = Parameters<typeof readRawUsage>[1];

/**
 * A receipt's counts against the provider's own words, where there are any; and whether it may call itself exact. Our own
 * counts, which fill the gaps, are told apart by the estimate that they make of it.
 *
 * @param call held_input: what was counted of the input before the call; held_images …: what was asked for.
 */
export function countProblems(
  name: string,
  call: Pick<HoldColumns, 'held_input' | `held_${UnitName}`> & { provider: ProviderId },
  figures: FigureColumns,
): string[] {
  const usage = usageOf(figures);
  const isNothing = Object.values(usage).every((tokens) => tokens === 0);
  if (figures.raw_usage !== null) {
    // Whether it had told why it ended, and whether it was a chat, is not kept; one of the readings must be the receipt's.
    const raw = figures.raw_usage as JsonValue;
    const readings = [
      ...[true, false].map((hasFinishReason) =>
        readRawUsage(call.provider, raw, { hasFinishReason }),
      ),
      readMediaUsage(raw),
    ];
    const told = readings.filter((reading) =>
      Object.values(reading).some((count) => count !== null),
    );
    if (told.length > 0) {
      const known = told.map((reading) =>
        knownUsage(reading, {
          inputTokens: call.held_input ?? 0,
          outputTokens: usage.outputTokens + usage.reasoningTokens,
        }),
      );
      const isTrue = known.some(
        (reading) =>
          reading.isEstimated === figures.is_estimated &&
          canonical([reading.usage]) === canonical([usage]),
      );
      return isTrue ? [] : [`${name}: its counts are not those of the provider's own words`];
    }
  }
  if (isNothing && hasUnits(figures)) {
    // Counted by us they are exact; those of an estimate are all that was asked for.
    const isAsked = unitNames.every((unit) => figures[unit] === call[`held_${unit}`]);
    return figures.is_estimated && !isAsked
      ? [`${name}: is an estimate of less than was asked for`]
      : [];
  }
  // A call that never began has used nothing, which is exact; all else without the provider's word is an estimate.
  return figures.is_estimated === !isNothing
    ? []
    : [`${name}: is ${isNothing ? 'an estimate of nothing' : 'exact without the provider’s word'}`];
}

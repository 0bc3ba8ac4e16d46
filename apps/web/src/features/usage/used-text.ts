import { type UnitName, unitNames } from '@geko/contracts/units';
import type { Format } from '../../lib/create-format.ts';
import { plural } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/** "2 images", "61 seconds": each unit that was used, in words. */
export function unitTexts(
  units: Readonly<Record<UnitName, number>>,
  { units: forms }: Messages['common'],
  format: Format,
): string[] {
  return unitNames.flatMap((unit) =>
    units[unit] === 0
      ? []
      : [plural(forms[unit], units[unit], { count: format.count(units[unit]) })],
  );
}

/** "1,244 tokens", "2 images", "200 tokens, 2 images": what was used, in words. */
export function usedText(
  { totalTokens, units }: { totalTokens: number; units: Readonly<Record<UnitName, number>> },
  common: Messages['common'],
  format: Format,
): string {
  const unitsUsed = unitTexts(units, common, format);
  const tokens = plural(common.tokens, totalTokens, { count: format.count(totalTokens) });
  return (totalTokens === 0 && unitsUsed.length > 0 ? unitsUsed : [tokens, ...unitsUsed]).join(
    ', ',
  );
}

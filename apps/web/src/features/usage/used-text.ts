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

type Used = { totalTokens: number; units: Readonly<Record<UnitName, number>> };

/** "1,244 tokens", "2 images", "200 tokens, 2 images": what was used, in words. */
export function usedText(
  { totalTokens, units }: Used,
  common: Messages['common'],
  format: Format,
): string {
  const tokens = plural(common.tokens, totalTokens, { count: format.count(totalTokens) });
  return joined(totalTokens, tokens, unitTexts(units, common, format));
}

/** The same in a column of tokens, which need not be named there: "1,244", "2 images". */
export function tokensAndUnits(
  { totalTokens, units }: Used,
  common: Messages['common'],
  format: Format,
): string {
  return joined(totalTokens, format.count(totalTokens), unitTexts(units, common, format));
}

function joined(totalTokens: number, tokens: string, units: readonly string[]): string {
  return (totalTokens === 0 && units.length > 0 ? units : [tokens, ...units]).join(', ');
}

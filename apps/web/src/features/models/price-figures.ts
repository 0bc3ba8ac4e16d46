import type { Model, ModelPrice } from '@geko/contracts/models';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

/** A price, and what it is for: "Per image", "$0.01". */
export type PriceFigure = { label: string; value: string };

/**
 * What a model costs. One that chats always has an input and an output; any other what it has a price for, be it in tokens,
 * images, characters or minutes, since those billed by tokens have units at $0 and the other way round.
 */
export function priceFigures(
  { kind, price }: Pick<Model, 'kind' | 'price'>,
  texts: Messages['models'],
  format: Pick<Format, 'nano'>,
): PriceFigure[] {
  const figure = (label: string, nano: string | null) => ({
    label,
    value: nano === null ? texts.noPrice : format.nano(nano),
  });
  if (kind === 'chat') {
    return [
      figure(texts.input, price?.inputNano ?? null),
      figure(texts.output, price?.outputNano ?? null),
    ];
  }
  if (price === null) return [figure(texts.price, null)];
  const ifAny = (label: string, nano: string | null) =>
    isNothing(nano) ? [] : [figure(label, nano)];
  const figures = [
    ...ifAny(texts.input, price.inputNano),
    ...ifAny(texts.output, price.outputNano),
    ...imageFigures(price, texts, format),
    ...ifAny(texts.perCharacters, price.charactersNano),
    ...ifAny(texts.perMinute, price.minuteNano),
  ];
  return figures.length > 0 ? figures : [figure(texts.price, '0')];
}

const isNothing = (nano: string | null): boolean => nano === null || BigInt(nano) === 0n;

/** One figure for images of every size and quality: from the cheapest to the dearest. */
function imageFigures(
  { imageNano }: ModelPrice,
  texts: Messages['models'],
  format: Pick<Format, 'nano'>,
): PriceFigure[] {
  const prices = Object.values(imageNano).toSorted((a, b) => Number(BigInt(a) - BigInt(b)));
  const [least, most] = [prices[0] ?? null, prices.at(-1) ?? null];
  if (least === null || most === null || isNothing(most)) return [];
  const value =
    least === most
      ? format.nano(least)
      : fill(texts.priceRange, { least: format.nano(least), most: format.nano(most) });
  return [{ label: texts.perImage, value }];
}

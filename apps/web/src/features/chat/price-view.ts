import type { LimitTrace } from '@geko/contracts/errors';
import type { Explanation } from '@geko/contracts/policy';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { limitAmount } from '../usage/limit-amount.ts';
import { limitName } from '../usage/limit-name.ts';

/** The areas of messages that a price speaks from. */
export type PriceTexts = Pick<Messages, 'chat' | 'usage' | 'common'>;

/** From this share of a limit on, people are warned. */
const WARNING_SHARE = 0.8;

export type PriceView = {
  /** In a few words: "≈ $0.0004–$0.0021", "Included", "GPT-5 nano · Included". */
  label: string;
  /** The limit that will stop messages before the others do, once four fifths of it are gone; null = none yet. */
  warning: string | null;
  /** What the figures are made of, by name. */
  details: { name: string; value: string }[];
};

/**
 * What a message would cost, and why; null = it would not be let through. isAuto: the model is not chosen by the person, who
 * is told which it would be for their text.
 */
export function priceView(
  explanation: Explanation,
  {
    hasText,
    isAuto,
    texts,
    format,
  }: { hasText: boolean; isAuto: boolean; texts: PriceTexts; format: Format },
): PriceView | null {
  const { chat, usage, common } = texts;
  const { price } = chat;
  const { funding, output, maxOutputTokens, markupBps, walletNano } = explanation;
  if (funding === null) return null;
  const limit = bindingOf(explanation.trace, funding);
  const tokens = (count: number): string => format.count(count);
  const range = rangeOf(explanation.charge, format);
  const modelName = isAuto && hasText ? (explanation.model?.name ?? null) : null;
  const amount = hasText && range !== null ? fill(price.about, { range }) : price.fundings[funding];
  const details = [
    ...(modelName === null ? [] : [{ name: price.model, value: modelName }]),
    ...(hasText && range !== null ? [{ name: price.charge, value: range }] : []),
    { name: price.input, value: tokens(explanation.inputTokens) },
    {
      name: price.output,
      value:
        output.p50Tokens === output.p90Tokens
          ? tokens(output.p50Tokens)
          : fill(price.outputBand, {
              p50: tokens(output.p50Tokens),
              p90: tokens(output.p90Tokens),
            }),
    },
    {
      name: price.basis,
      value:
        output.samples === 0 ? price.guess : fill(price.samples, { count: tokens(output.samples) }),
    },
    ...(maxOutputTokens === null ? [] : [{ name: price.longest, value: tokens(maxOutputTokens) }]),
    { name: usage.funding, value: common.fundingNames[funding] },
    ...(explanation.charge === null ? [] : [{ name: usage.markup, value: format.bps(markupBps) }]),
    ...(funding === 'credits' && walletNano !== null
      ? [{ name: price.credit, value: format.nano(walletNano) }]
      : []),
    ...(limit === null
      ? []
      : [
          {
            name: limitName(limit, usage.limitNames),
            value: fill(price.left, {
              left: limitAmount(limit.meter, Math.max(0, leftOf(limit)), format),
              cap: limitAmount(limit.meter, limit.cap, format),
            }),
          },
        ]),
  ];
  return {
    label: modelName === null ? amount : fill(price.by, { model: modelName, amount }),
    warning:
      limit === null || shareOf(limit) < WARNING_SHARE
        ? null
        : fill(price.warning, {
            name: limitName(limit, usage.limitNames),
            percent: format.bps(Math.floor(shareOf(limit) * 100) * 100),
          }),
    details,
  };
}

/** "$0.0004–$0.0021", or one amount where both look alike; null = nothing is charged. */
function rangeOf(charge: Explanation['charge'], format: Format): string | null {
  if (charge === null) return null;
  const [from, to] = [format.nano(charge.p50Nano), format.nano(charge.p90Nano)];
  return from === to ? from : `${from}–${to}`;
}

type Capped = LimitTrace & { cap: number };

/** The tightest limit that can stop a message that is paid so; of what only warns or falls through to credit, none can. */
function bindingOf(
  trace: readonly LimitTrace[],
  funding: NonNullable<Explanation['funding']>,
): Capped | null {
  const isCharged = funding === 'credits' || funding === 'postpaid';
  const found = trace.find(
    ({ cap, overflow, meter, setBy }) =>
      cap !== null &&
      overflow !== 'allow' &&
      (overflow !== 'credits' || funding !== 'credits') &&
      (meter !== 'charge' || isCharged) &&
      (setBy !== 'plan' || funding === 'included'),
  );
  return found === undefined || found.cap === null ? null : { ...found, cap: found.cap };
}

const leftOf = ({ cap, used, held }: Capped): number => cap - used - held;

function shareOf({ cap, used, held }: Capped): number {
  return cap === 0 ? 1 : (used + held) / cap;
}

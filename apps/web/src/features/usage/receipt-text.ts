import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { Receipt } from '@geko/contracts/receipt';
import type { Format } from '../../lib/create-format.ts';
import { fill, plural } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { receiptChanges } from './receipt-changes.ts';
import { receiptSums } from './receipt-sums.ts';
import { usedText } from './used-text.ts';

type Texts = Pick<Messages, 'usage' | 'common'>;

/** One step of a receipt's arithmetic: what it is, how it comes about, and what it comes to. */
export type ReceiptStep = {
  key: string;
  label: string;
  /** "1,234 tokens × $0.15 / 1M"; null where there is nothing to explain. */
  formula: string | null;
  /** "= $0.0001851"; ≈ where it was rounded. */
  result: string;
  kind: 'line' | 'sum' | 'total';
};

/** The steps from tokens to what is charged. */
export function receiptSteps(receipt: Receipt, texts: Texts, format: Format): ReceiptStep[] {
  const { usage } = texts;
  const sums = receiptSums(receipt);
  const equals = (isExact: boolean, nano: string) => `${isExact ? '=' : '≈'} ${format.exact(nano)}`;
  const lines = sums.lines.map((line): ReceiptStep => ({
    ...lineText(line, receipt, texts, format),
    result: equals(line.isExact, line.costNano),
    kind: 'line',
  }));
  const cost: ReceiptStep = {
    key: 'cost',
    label: usage.cost,
    formula: usedText(receipt, texts.common, format),
    result: equals(true, receipt.costNano),
    kind: 'sum',
  };
  const absorbed: ReceiptStep[] =
    sums.absorbedNano === null
      ? []
      : [
          {
            key: 'absorbed',
            label: usage.absorbed,
            formula: null,
            result: `− ${format.exact(sums.absorbedNano)}`,
            kind: 'line',
          },
        ];
  const rest: ReceiptStep[] =
    sums.chargedCostNano === null
      ? []
      : [
          {
            key: 'charged-cost',
            label: usage.chargedCost,
            formula: null,
            result: equals(true, sums.chargedCostNano),
            kind: 'line',
          },
        ];
  const charge: ReceiptStep = {
    key: 'charge',
    label: usage.charge,
    formula:
      sums.markup === null
        ? usage.fundingSentences[receipt.funding]
        : fill(usage.markupFormula, { markup: format.bps(receipt.markupBps) }),
    result: equals(sums.markup !== 'rounded', receipt.chargeNano),
    kind: 'total',
  };
  return [...lines, cost, ...absorbed, ...rest, charge];
}

function lineText(
  line: Receipt['lines'][number],
  { units }: Receipt,
  { usage, common }: Texts,
  format: Format,
): Pick<ReceiptStep, 'key' | 'label' | 'formula'> {
  if ('unit' in line) {
    const { unit, count, priceNano } = line;
    return {
      key: unit,
      label: usage.unitNames[unit],
      formula: fill(usage.unitFormulas[unit], {
        count: plural(common.units[unit], count, { count: format.count(count) }),
        kind: units.imageKind ?? '',
        price: format.exact(priceNano),
      }),
    };
  }
  const { tokenClass, tokens, priceNanoPerMillion } = line;
  return {
    key: tokenClass,
    label: common.tokenClasses[tokenClass],
    formula: fill(usage.lineFormula, {
      tokens: plural(common.tokens, tokens, { count: format.count(tokens) }),
      price: format.exact(priceNanoPerMillion),
    }),
  };
}

/** What else is to be said of a receipt, each in a sentence. */
export function receiptNotes(receipt: Receipt, { usage, common }: Texts): string[] {
  return [
    ...(receipt.isEstimated ? [estimatedText(receipt, usage)] : []),
    ...(receipt.isCorrected ? [usage.correctedBody] : []),
    ...(receipt.overshootTokens === 0
      ? []
      : [fill(usage.overshoot, { tokens: plural(common.tokens, receipt.overshootTokens) })]),
  ];
}

function estimatedText({ totalTokens }: Receipt, usage: Messages['usage']): string {
  return totalTokens === 0 ? usage.estimatedUnitsBody : usage.estimatedBody;
}

/** How, by whom and at which price the call was made. */
export function receiptFacts(
  receipt: Receipt,
  { usage, common }: Texts,
  format: Format,
): [string, string][] {
  return [
    ...(receipt.askedFor === null
      ? []
      : [
          [usage.askedFor, askedForText(receipt.askedFor, receipt, usage)] satisfies [
            string,
            string,
          ],
        ]),
    ...(receipt.hops.length === 0
      ? []
      : [[usage.noAnswerFrom, receipt.hops.join(', ')] satisfies [string, string]]),
    [usage.funding, common.fundingNames[receipt.funding]],
    [usage.price, fill(usage.priceVersion, { version: receipt.priceVersion })],
    ...(receipt.markupBps === 0
      ? []
      : [[usage.markup, format.bps(receipt.markupBps)] satisfies [string, string]]),
    [usage.outcome, common.outcomes[receipt.outcome]],
    ...(receipt.timeToFirstTokenMs === null
      ? []
      : [
          [usage.firstToken, format.duration(receipt.timeToFirstTokenMs)] satisfies [
            string,
            string,
          ],
        ]),
    [usage.duration, format.duration(receipt.durationMs)],
  ];
}

/** The first that was tried is the one that auto chose. */
function askedForText(askedFor: string, { hops, modelName }: Receipt, usage: Messages['usage']) {
  return askedFor === AUTO_MODEL_ID
    ? fill(usage.autoChose, { model: hops[0] ?? modelName })
    : askedFor;
}

/** The whole receipt as text, to paste into a mail. */
export function receiptText(receipt: Receipt, texts: Texts, format: Format): string {
  const steps = receiptSteps(receipt, texts, format).map(({ label, formula, result }) =>
    formula === null ? `${label}: ${result}` : `${label}: ${formula} ${result}`,
  );
  const facts = receiptFacts(receipt, texts, format).map(([name, value]) => `${name}: ${value}`);
  const changes = receiptChanges(receipt, texts, format);
  return [
    `${texts.usage.receiptTitle} ${receipt.turnId}`,
    `${receipt.modelName} · ${format.dateTime(receipt.at)}`,
    '',
    ...steps,
    '',
    ...facts,
    ...(changes === null
      ? []
      : ['', changes.title, ...changes.rows.map(([name, value]) => `${name}: ${value}`)]),
    ...receiptNotes(receipt, texts),
  ].join('\n');
}

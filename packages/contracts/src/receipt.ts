import { z } from 'zod';
import { Funding, TokenUsage, tokenClasses, UnitUsage } from './meters.ts';
import { unitNames } from './units.ts';
import { NanoString } from './money.ts';

const amounts = { costNano: NanoString, chargeNano: NanoString };

/** One line of a receipt: a token class or a unit, its price and its cost, rounded once, half to even. */
export const ReceiptLine = z.union([
  z.object({
    tokenClass: z.enum(tokenClasses),
    tokens: z.number().int(),
    /** nano-USD per one million tokens. */
    priceNanoPerMillion: NanoString,
    ...amounts,
  }),
  z.object({
    unit: z.enum(unitNames),
    count: z.number().int(),
    /** nano-USD for so many of the unit: of one image, a million characters, sixty seconds. */
    priceNano: NanoString,
    priceIsFor: z.number().int().positive(),
    ...amounts,
  }),
]);
export type ReceiptLine = z.infer<typeof ReceiptLine>;

/** What one answer used and cost; recomputable from the raw usage and the price version. */
export const Receipt = z.object({
  turnId: z.string(),
  modelId: z.string(),
  modelName: z.string(),
  /** What was asked for, where another model answered: its id, or "auto". */
  askedFor: z.string().nullable(),
  /** The models that were tried before and did not answer, in order. */
  hops: z.array(z.string()),
  provider: z.string(),
  priceVersion: z.number().int(),
  usage: TokenUsage,
  totalTokens: z.number().int(),
  units: UnitUsage,
  lines: z.array(ReceiptLine),
  /** What the provider charges us. */
  costNano: NanoString,
  /** What the workspace is charged. */
  chargeNano: NanoString,
  markupBps: z.number().int(),
  funding: Funding,
  /** The part of the cost that nobody is charged for. */
  absorbedNano: NanoString,
  /** True when it was set right after the call, once its real use was known. */
  isCorrected: z.boolean(),
  /** When it was set right last, and what it came to before, as first booked; null = it never was. */
  correction: z
    .object({
      at: z.iso.datetime(),
      totalTokens: z.number().int(),
      units: UnitUsage,
      costNano: NanoString,
      chargeNano: NanoString,
    })
    .nullable(),
  /** True when the provider gave no usage and tokens were counted by us. */
  isEstimated: z.boolean(),
  /** Tokens beyond the hold, or not delivered by a call that failed, at the operator's cost. */
  overshootTokens: z.number().int(),
  outcome: z.enum(['finished', 'stopped', 'failed', 'interrupted']),
  timeToFirstTokenMs: z.number().int().nullable(),
  durationMs: z.number().int(),
  at: z.iso.datetime(),
});
export type Receipt = z.infer<typeof Receipt>;

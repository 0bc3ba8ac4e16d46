import { z } from 'zod';
import { Funding, TokenUsage, tokenClasses } from './meters.ts';
import { NanoString } from './money.ts';

/** One line of a receipt: a token class, its price and its cost, rounded once, half to even. */
export const ReceiptLine = z.object({
  tokenClass: z.enum(tokenClasses),
  tokens: z.number().int(),
  /** nano-USD per one million tokens. */
  priceNanoPerMillion: NanoString,
  costNano: NanoString,
  chargeNano: NanoString,
});
export type ReceiptLine = z.infer<typeof ReceiptLine>;

/** What one answer used and cost; recomputable from the raw usage and the price version. */
export const Receipt = z.object({
  turnId: z.string(),
  modelId: z.string(),
  modelName: z.string(),
  provider: z.string(),
  priceVersion: z.number().int(),
  usage: TokenUsage,
  totalTokens: z.number().int(),
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
      costNano: NanoString,
      chargeNano: NanoString,
    })
    .nullable(),
  /** True when the provider gave no usage and tokens were counted by us. */
  isEstimated: z.boolean(),
  /** Tokens beyond the hold, at the operator's cost. */
  overshootTokens: z.number().int(),
  outcome: z.enum(['finished', 'stopped', 'failed', 'interrupted']),
  timeToFirstTokenMs: z.number().int().nullable(),
  durationMs: z.number().int(),
  at: z.iso.datetime(),
});
export type Receipt = z.infer<typeof Receipt>;

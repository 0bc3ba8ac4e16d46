import { z } from 'zod';
import { LimitTrace } from './errors.ts';
import { Id, ModelId } from './ids.ts';
import { Funding } from './meters.ts';
import { ProviderId } from './models.ts';
import { PlanId } from './plans.ts';
import { Text } from './text.ts';
import { UsageTotals } from './usage.ts';

/** /api/v1/llm/…: one question, one answer and its price, without a provider's dialect. */

/** Decimal US dollars: "0.00153". */
const Dollars = z.string();

/** What a call came to; null = not settled yet: its receipt will tell. */
const Price = {
  /** What the provider takes. */
  cost: Dollars.nullable(),
  /** What the workspace is charged. */
  charge: Dollars.nullable(),
  funding: Funding.nullable(),
};

const Said = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: Text });

export const Invoke = z
  .strictObject({
    model: ModelId,
    /** The question; or messages, but not both. */
    prompt: Text.min(1).optional(),
    messages: z.array(Said).min(1).max(2_000).optional(),
    max_tokens: z.number().int().min(1).max(1_000_000).optional(),
    temperature: z.number().min(0).max(2).optional(),
    /** Server-sent events: {"text"} as it comes, and at the end {"done"}, the answer without its text, or {"error"}. */
    stream: z.boolean().optional(),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    path: ['prompt'],
    message: 'give either prompt or messages',
  });
export type Invoke = z.infer<typeof Invoke>;

export const Invoked = z.object({
  /** The receipt's id: GET …/receipts/{receiptId}. */
  receiptId: z.string(),
  model: z.string(),
  text: z.string(),
  /** stop, length, content_filter …; null = the provider did not say. */
  finishReason: z.string().nullable(),
  usage: z.object({
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    totalTokens: z.number().int(),
  }),
  ...Price,
});
export type Invoked = z.infer<typeof Invoked>;

export const Balance = z.object({
  planId: PlanId,
  /** What the workspace's wallet holds; null where the caller may not see its money. */
  credit: z.object({ balance: Dollars, held: Dollars }).nullable(),
  /** Every limit on the caller's calls now, tightest first. */
  limits: z.array(LimitTrace),
  binding: LimitTrace.nullable(),
});
export type Balance = z.infer<typeof Balance>;

export const ProviderList = z.object({
  providers: z.array(
    z.object({
      id: ProviderId,
      /** Whether this installation has a key for it. */
      hasKey: z.boolean(),
      /** How many of its chat models the caller may call now. */
      usableModels: z.number().int(),
    }),
  ),
});
export type ProviderList = z.infer<typeof ProviderList>;

const DayOrMonth = z.enum(['day', 'week', 'month', 'year']);
const Day = z.iso.date();

/** A span of days, flat: the one around a day (the month around today without anything), or any two days. */
export const SpanQuery = z.object({
  period: DayOrMonth.optional(),
  /** A day of that period; today without one. */
  on: Day.optional(),
  /** The first and the last day of a span of one's own, in the place of period and on. */
  from: Day.optional(),
  to: Day.optional(),
});

export const OwnUsage = z.object({
  from: Day,
  to: Day,
  timeZone: z.string(),
  totals: UsageTotals,
  byModel: z.array(UsageTotals.extend({ modelId: z.string(), modelName: z.string() })),
});
export type OwnUsage = z.infer<typeof OwnUsage>;

export const TestProvider = z.object({
  provider: ProviderId,
  /** One of its chat models; the cheapest that may be called without one. */
  model: ModelId.optional(),
});
export type TestProvider = z.infer<typeof TestProvider>;

export const ProviderTested = z.object({
  provider: ProviderId,
  model: z.string(),
  isWell: z.boolean(),
  /** Why not; null = it is well. */
  problem: z.string().nullable(),
  latencyMs: z.number().int(),
  receiptId: z.string(),
  ...Price,
});
export type ProviderTested = z.infer<typeof ProviderTested>;

export const ReceiptRef = z.object({ workspaceId: Id, receiptId: Id });

import { z } from 'zod';
import { Cursor, Id, ModelId } from './ids.ts';
import { LimitTrace } from './errors.ts';
import { Funding } from './meters.ts';
import { NanoString } from './money.ts';
import { PlanId } from './plans.ts';
import { Receipt } from './receipt.ts';
import { InWorkspace } from './workspace.ts';

export const GetQuota = InWorkspace.extend({
  /** With a model, its own limits are among those shown. */
  modelId: ModelId.optional(),
});
export type GetQuota = z.infer<typeof GetQuota>;

/** The workspace's limits now, tightest first: what the quota bar shows. */
export const Quota = z.object({
  planId: PlanId,
  limits: z.array(LimitTrace),
  /** The one with the least left of it; null when nothing is limited. */
  binding: LimitTrace.nullable(),
});
export type Quota = z.infer<typeof Quota>;

export const UsageTotals = z.object({
  requests: z.number().int(),
  tokens: z.number().int(),
  images: z.number().int(),
  characters: z.number().int(),
  seconds: z.number().int(),
  costNano: NanoString,
  chargeNano: NanoString,
});
export type UsageTotals = z.infer<typeof UsageTotals>;

/** A span of days in the workspace's zone: the one around a day (today without one), or any two, both inclusive. */
export const UsageRange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['day', 'week', 'month', 'year']),
    on: z.iso.date().optional(),
  }),
  z
    .object({ kind: z.literal('custom'), from: z.iso.date(), to: z.iso.date() })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
]);
export type UsageRange = z.infer<typeof UsageRange>;

/** The use of a span, narrowed to a member, a model, a funding, an API key. */
export const GetUsage = InWorkspace.extend({
  range: UsageRange.default({ kind: 'month' }),
  userId: Id.nullish(),
  modelId: ModelId.nullish(),
  funding: Funding.nullish(),
  apiKeyId: Id.nullish(),
});
export type GetUsage = z.infer<typeof GetUsage>;

export const UsageReport = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  timeZone: z.string(),
  /** 'own' when the caller may only see their own calls. */
  scope: z.enum(['own', 'workspace']),
  totals: UsageTotals,
  /** The span of the same length before it. */
  before: UsageTotals,
  /** How long each bar of the series is. */
  bucket: z.enum(['day', 'month']),
  /** One for every day, or month, of the span up to today, also those without use. */
  series: z.array(UsageTotals.extend({ start: z.iso.date() })),
  byModel: z.array(UsageTotals.extend({ modelId: z.string(), modelName: z.string() })),
  /** Empty where the caller sees only their own. */
  byMember: z.array(UsageTotals.extend({ userId: z.string(), userName: z.string() })),
  byFunding: z.array(UsageTotals.extend({ funding: Funding })),
  /** What local calls would have cost at the list price of the cheapest cloud model; null = there were none. */
  saved: z.object({ nano: NanoString, modelName: z.string() }).nullable(),
  /** Empty where no call came by a key; else apiKeyId and keyName null = people's own sessions. */
  byKey: z.array(
    UsageTotals.extend({ apiKeyId: z.string().nullable(), keyName: z.string().nullable() }),
  ),
});
export type UsageReport = z.infer<typeof UsageReport>;

/** POST /api/usage/export: receipts, or sums by day, member, model, funding and API key, as CSV. */
export const ExportUsage = GetUsage.extend({ rows: z.enum(['receipts', 'days']) });
export type ExportUsage = z.infer<typeof ExportUsage>;

export const ListReceipts = GetUsage.extend({
  /** Without one, of all time. */
  range: UsageRange.optional(),
  /** Only the receipt of this answer. */
  turnId: Id.nullish(),
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});
export type ListReceipts = z.infer<typeof ListReceipts>;
/** conversationId: where one can open it; null = somebody else's, or none. */
export const ListedReceipt = Receipt.extend({
  userName: z.string(),
  conversationId: z.string().nullable(),
});
export const ReceiptPage = z.object({
  items: z.array(ListedReceipt),
  nextCursor: z.string().nullable(),
});
export type ReceiptPage = z.infer<typeof ReceiptPage>;

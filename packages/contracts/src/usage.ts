import { z } from 'zod';
import { Cursor, ModelId } from './ids.ts';
import { LimitTrace } from './errors.ts';
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
  costNano: NanoString,
  chargeNano: NanoString,
});
export type UsageTotals = z.infer<typeof UsageTotals>;

/** month: "2026-11" in the workspace's zone; absent = this month. */
export const GetUsage = InWorkspace.extend({
  month: z
    .string()
    .regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must look like 2026-11')
    .optional(),
});
export type GetUsage = z.infer<typeof GetUsage>;

export const UsageReport = z.object({
  month: z.string(),
  timeZone: z.string(),
  /** 'own' when the caller may only see their own calls. */
  scope: z.enum(['own', 'workspace']),
  totals: UsageTotals,
  /** One row for every day of the month up to today, also those without use. */
  byDay: z.array(UsageTotals.extend({ day: z.iso.date() })),
  byModel: z.array(UsageTotals.extend({ modelId: z.string(), modelName: z.string() })),
});
export type UsageReport = z.infer<typeof UsageReport>;

export const ListReceipts = InWorkspace.extend({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(25),
});
export type ListReceipts = z.infer<typeof ListReceipts>;
export const ReceiptPage = z.object({
  items: z.array(Receipt.extend({ userName: z.string(), conversationId: z.string().nullable() })),
  nextCursor: z.string().nullable(),
});
export type ReceiptPage = z.infer<typeof ReceiptPage>;

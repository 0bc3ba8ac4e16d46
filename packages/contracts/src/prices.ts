import { z } from 'zod';
import { Id, ModelId } from './ids.ts';
import { ModelKind, ModelPrice, PriceTier, ProviderId, TokenPrices } from './models.ts';
import { NanoString } from './money.ts';
import { planIds, planSchema, PlanId } from './plans.ts';
import { Text } from './text.ts';

/** What an imported price list says of one model; prices in nano-USD per million tokens. */
export const CandidateFacts = z.object({
  provider: z.string(),
  upstreamModel: z.string(),
  name: z.string(),
  kind: ModelKind,
  contextTokens: z.number().int(),
  maxOutputTokens: z.number().int(),
  abilities: z.object({
    vision: z.boolean(),
    tools: z.boolean(),
    reasoning: z.boolean(),
    json: z.boolean(),
  }),
  releasedOn: z.string().nullable(),
  /** null = the list names none: it cannot be published. */
  prices: TokenPrices.extend({ tiers: z.array(PriceTier) }).nullable(),
});
export type CandidateFacts = z.infer<typeof CandidateFacts>;

export const ModelCandidate = z.object({
  id: z.string(),
  facts: CandidateFacts,
  status: z.enum(['candidate', 'quarantined', 'published', 'dismissed']),
  problems: z.array(z.string()),
  /** The catalogue's model whose price it would change; null = a new model. */
  existing: z.object({ modelId: z.string(), price: ModelPrice.nullable() }).nullable(),
  importedAt: z.iso.datetime(),
});
export type ModelCandidate = z.infer<typeof ModelCandidate>;

export const ListCandidates = z.object({
  status: z.enum(['candidate', 'quarantined', 'published', 'dismissed']).default('candidate'),
});
export type ListCandidates = z.infer<typeof ListCandidates>;
export const CandidateList = z.object({
  candidates: z.array(ModelCandidate),
  counts: z.record(z.string(), z.number().int()),
});
export type CandidateList = z.infer<typeof CandidateList>;

/** A price list in the shape of models.dev (api.json) or of the shared facts file, as text. */
export const ImportPrices = z.object({ list: z.string().min(2).max(8_000_000) });
export type ImportPrices = z.infer<typeof ImportPrices>;
export const ImportResult = z.object({
  candidates: z.number().int(),
  quarantined: z.number().int(),
  unchanged: z.number().int(),
  /** Entries that could not be read, and why; at most 20. */
  skipped: z.array(z.string()),
});
export type ImportResult = z.infer<typeof ImportResult>;

const CandidateId = Text.max(300);

/** Publishes a candidate: a new model, or a new price of one. isChecked: the operator has looked at a quarantined one. */
export const PublishCandidate = z.object({
  id: CandidateId,
  tier: z.enum(['free', 'premium']).default('premium'),
  isChecked: z.boolean().default(false),
});
export type PublishCandidate = z.infer<typeof PublishCandidate>;
/** isDismissed false = takes a dismissal back. */
export const DismissCandidate = z.object({
  id: CandidateId,
  isDismissed: z.boolean().default(true),
});
export type DismissCandidate = z.infer<typeof DismissCandidate>;

const Bps = z.number().int().min(0).max(1_000_000);

/** Markups in basis points, in the order in which they are looked for (SPEC §7). */
export const Markups = z.object({
  systemBps: Bps,
  plans: z.array(z.object({ planId: PlanId, name: z.string(), postpaidMarkupBps: Bps.nullable() })),
  planKinds: z.array(z.object({ planId: PlanId, kind: ModelKind, bps: Bps })),
  workspaceModels: z.array(
    z.object({ workspaceId: z.string(), workspaceName: z.string(), modelId: z.string(), bps: Bps }),
  ),
  /** The catalogue, to choose from. */
  models: z.array(z.object({ id: z.string(), name: z.string(), provider: ProviderId })),
});
export type Markups = z.infer<typeof Markups>;

/**
 * system needs nothing more; plan_kind a plan and a kind of model; workspace_model a workspace and a model. bps null =
 * back to what follows in the order.
 */
export const SetMarkup = z.object({
  of: z.enum(['system', 'plan_kind', 'workspace_model']),
  planId: PlanId.optional(),
  kind: ModelKind.optional(),
  workspaceId: Id.optional(),
  modelId: ModelId.optional(),
  bps: Bps.nullable(),
});
export type SetMarkup = z.infer<typeof SetMarkup>;

export const PlanSetting = z.object({ id: PlanId, plan: planSchema, isChanged: z.boolean() });
export const PlanSettings = z.object({ plans: z.array(PlanSetting) });
export type PlanSettings = z.infer<typeof PlanSettings>;

/** plan null = as it ships. */
export const SavePlan = z.object({ id: PlanId, plan: planSchema.nullable() });
export type SavePlan = z.infer<typeof SavePlan>;

/** Replays a month of everybody's use under other markups, plans or limits. */
export const WhatIf = z.object({
  month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must look like 2026-11'),
  systemMarkupBps: Bps.optional(),
  plans: z.partialRecord(z.enum(planIds), planSchema).default({}),
});
export type WhatIf = z.infer<typeof WhatIf>;

const Money = z.object({ costNano: NanoString, revenueNano: NanoString, marginNano: NanoString });
export const WhatIfResult = z.object({
  month: z.string(),
  calls: z.number().int(),
  actual: Money,
  replayed: Money,
  /** Calls that would not have gone through, by workspace; the most first, at most 50. */
  blocked: z.array(
    z.object({
      workspaceId: z.string(),
      workspaceName: z.string(),
      planId: PlanId,
      calls: z.number().int(),
      by: z.string(),
    }),
  ),
  blockedCalls: z.number().int(),
});
export type WhatIfResult = z.infer<typeof WhatIfResult>;

import { z } from 'zod';
import { ModelId } from './ids.ts';
import { NanoString } from './money.ts';
import { ModelTier, PlanId } from './plans.ts';
import { InWorkspace } from './workspace.ts';

export const providerIds = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'deepseek',
  'groq',
  'compatible',
  'demo',
  'local',
] as const;
export const ProviderId = z.enum(providerIds);
export type ProviderId = z.infer<typeof ProviderId>;

export const ModelKind = z.enum(['chat', 'image', 'speech', 'transcription', 'embedding']);
export type ModelKind = z.infer<typeof ModelKind>;

/** Prices in nano-USD per one million tokens; null = the provider has no separate price. */
export const TokenPrices = z.object({
  inputNano: NanoString,
  cachedInputNano: NanoString.nullable(),
  cacheWriteNano: NanoString.nullable(),
  outputNano: NanoString,
  reasoningNano: NanoString.nullable(),
});
export type TokenPrices = z.infer<typeof TokenPrices>;

/** Dearer prices which apply to the whole call once its input is larger than the threshold. */
export const PriceTier = TokenPrices.extend({ aboveInputTokens: z.number().int().positive() });
export type PriceTier = z.infer<typeof PriceTier>;

/** Prices in nano-USD of what is not counted in tokens; null, or no size of an image = it has no such price. */
export const UnitPrices = z.object({
  /** Of one image, by "<size>/<quality>"; "any" = of every other. */
  imageNano: z.record(z.string(), NanoString),
  /** Of one million characters. */
  charactersNano: NanoString.nullable(),
  /** Of one minute of sound. */
  minuteNano: NanoString.nullable(),
});
export type UnitPrices = z.infer<typeof UnitPrices>;

export const ModelPrice = TokenPrices.extend({
  ...UnitPrices.shape,
  version: z.number().int().positive(),
  effectiveFrom: z.iso.datetime(),
  tiers: z.array(PriceTier),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Why a model cannot be used, in the order in which admission looks. */
export const ModelRefusal = z.enum(['role', 'plan', 'workspace', 'unpriced', 'no_key']);
export type ModelRefusal = z.infer<typeof ModelRefusal>;

export const ModelAccess = z.discriminatedUnion('isAllowed', [
  z.object({ isAllowed: z.literal(true) }),
  z.object({ isAllowed: z.literal(false), reason: ModelRefusal, upgradeTo: PlanId.nullable() }),
]);
export type ModelAccess = z.infer<typeof ModelAccess>;

export const Model = z.object({
  id: z.string(),
  provider: ProviderId,
  name: z.string(),
  kind: ModelKind,
  tier: ModelTier,
  contextTokens: z.number().int(),
  maxOutputTokens: z.number().int(),
  abilities: z.object({
    vision: z.boolean(),
    tools: z.boolean(),
    reasoning: z.boolean(),
    json: z.boolean(),
  }),
  releasedOn: z.string().nullable(),
  /** List price at the provider; what the caller pays on top depends on the plan. */
  price: ModelPrice.nullable(),
  /** What this workspace pays over list price, in basis points; null = included in the plan. */
  markupBps: z.number().int().nullable(),
  isEnabled: z.boolean(),
  access: ModelAccess,
});
export type Model = z.infer<typeof Model>;

export const ModelList = z.object({
  models: z.array(Model),
  defaultModelId: z.string().nullable(),
  /** Whether "auto" may be asked for: there is a model that it can stand for. */
  hasAuto: z.boolean(),
});
export type ModelList = z.infer<typeof ModelList>;

export const SetModelEnabled = InWorkspace.extend({ modelId: ModelId, isEnabled: z.boolean() });
export type SetModelEnabled = z.infer<typeof SetModelEnabled>;

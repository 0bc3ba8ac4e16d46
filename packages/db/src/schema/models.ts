import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { PriceTier } from '@geko/contracts/models';
import type { Plan } from '@geko/contracts/plans';
import type { CandidateFacts } from '@geko/contracts/prices';
import { at, int8, tenancy } from './columns.ts';
import { workspaces } from './tenancy.ts';

/** The catalogue: one row a model, for the whole installation. None is called what stands for all (contracts/auto-model). */
export const modelCatalog = pgTable(
  'model_catalog',
  {
    id: text('id').primaryKey(),
    provider: text('provider', {
      enum: [
        'openai',
        'anthropic',
        'google',
        'mistral',
        'deepseek',
        'groq',
        'compatible',
        'demo',
        'local',
      ],
    }).notNull(),
    upstreamModel: text('upstream_model').notNull(),
    name: text('name').notNull(),
    kind: text('kind', {
      enum: ['chat', 'image', 'speech', 'transcription', 'embedding'],
    }).notNull(),
    tier: text('tier', { enum: ['local', 'free', 'premium'] }).notNull(),
    contextTokens: integer('context_tokens').notNull(),
    maxOutputTokens: integer('max_output_tokens').notNull(),
    abilities: jsonb('abilities')
      .$type<{ vision: boolean; tools: boolean; reasoning: boolean; json: boolean }>()
      .notNull(),
    aliases: text('aliases').array().notNull().default([]),
    releasedOn: date('released_on'),
    deprecatedOn: date('deprecated_on'),
    isPublished: boolean('is_published').notNull().default(false),
    sortOrder: integer('sort_order').notNull().default(0),
  },
  (t) => [check('model_catalog_auto', sql`${t.id} <> 'auto' and not ('auto' = any(${t.aliases}))`)],
);

/** The price book: a price never changes, a new version takes effect. nano-USD per 1M tokens. */
export const modelPrices = pgTable(
  'model_prices',
  {
    modelId: text('model_id')
      .notNull()
      .references(() => modelCatalog.id),
    version: integer('version').notNull(),
    effectiveFrom: at('effective_from').notNull(),
    inputNano: int8('input_nano').notNull(),
    cachedInputNano: int8('cached_input_nano'),
    cacheWriteNano: int8('cache_write_nano'),
    outputNano: int8('output_nano').notNull(),
    reasoningNano: int8('reasoning_nano'),
    tiers: jsonb('tiers').$type<PriceTier[]>().notNull().default([]),
    /** Of an image by "<size>/<quality>", as decimal strings of nano-USD. */
    imageNano: jsonb('image_nano').$type<Record<string, string>>().notNull().default({}),
    /** Of one million characters of speech. */
    charactersNano: int8('characters_nano'),
    /** Of one minute of sound. */
    minuteNano: int8('minute_nano'),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.version] })],
);

/** One row: how often the catalogue or its price book has changed, so that who keeps them in memory knows when to read again. */
export const catalogueVersion = pgTable('catalogue_version', {
  id: integer('id').primaryKey(),
  version: int8('version').notNull(),
});

/** What a workspace decided about a model. No row = enabled. */
export const workspaceModels = pgTable(
  'workspace_models',
  {
    ...tenancy,
    modelId: text('model_id')
      .notNull()
      .references(() => modelCatalog.id),
    isEnabled: boolean('is_enabled').notNull().default(true),
    /** The operator's markup for this workspace and model, before every other; null = none. */
    markupBps: integer('markup_bps'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.modelId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Markups that differ from the seeded ones. scope: see packages/domain/src/markup.ts. */
export const markups = pgTable('markups', {
  scope: text('scope').primaryKey(),
  bps: integer('bps').notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** Plans as the operator has changed them; a plan without a row is as it ships (contracts/plans.ts). */
export const planOverrides = pgTable('plan_overrides', {
  planId: text('plan_id').primaryKey(),
  plan: jsonb('plan').$type<Plan>().notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** The models that are asked where none of a model's providers answers, in order. No row = none. */
export const modelFallbacks = pgTable('model_fallbacks', {
  modelId: text('model_id')
    .primaryKey()
    .references(() => modelCatalog.id),
  fallbackIds: text('fallback_ids').array().notNull(),
  updatedAt: at('updated_at').notNull(),
});

/** Models that an imported price list names: not callable until an operator publishes them. */
export const modelCandidates = pgTable('model_candidates', {
  /** "<provider>/<model>". */
  id: text('id').primaryKey(),
  facts: jsonb('facts').$type<CandidateFacts>().notNull(),
  status: text('status', {
    enum: ['candidate', 'quarantined', 'published', 'dismissed'],
  }).notNull(),
  /** Why it is in quarantine. */
  problems: text('problems').array().notNull().default([]),
  importedAt: at('imported_at').notNull(),
  decidedAt: at('decided_at'),
});

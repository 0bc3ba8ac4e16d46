import {
  boolean,
  date,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { PriceTier } from '@geko/contracts/models';
import { at, int8, tenancy } from './columns.ts';
import { workspaces } from './tenancy.ts';

/** The catalogue: one row a model, for the whole installation. */
export const modelCatalog = pgTable('model_catalog', {
  id: text('id').primaryKey(),
  provider: text('provider', {
    enum: ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'groq', 'compatible', 'demo'],
  }).notNull(),
  upstreamModel: text('upstream_model').notNull(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['chat', 'image', 'speech', 'transcription', 'embedding'] }).notNull(),
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
});

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
  },
  (t) => [primaryKey({ columns: [t.modelId, t.version] })],
);

/** What a workspace decided about a model. No row = enabled. */
export const workspaceModels = pgTable(
  'workspace_models',
  {
    ...tenancy,
    modelId: text('model_id')
      .notNull()
      .references(() => modelCatalog.id),
    isEnabled: boolean('is_enabled').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.modelId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

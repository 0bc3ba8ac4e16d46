import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, int8 } from './columns.ts';

/** The keys by which providers are called: one pool for the installation. What is secret is not here. */
export const providerKeys = pgTable(
  'provider_keys',
  {
    id: uuid('id').primaryKey(),
    /** Stands in receipts. */
    alias: text('alias').notNull().unique(),
    provider: text('provider', {
      enum: ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'groq', 'compatible'],
    }).notNull(),
    /** null = where the provider is reached by the server's settings. */
    baseUrl: text('base_url'),
    weight: integer('weight').notNull().default(1),
    region: text('region'),
    status: text('status', { enum: ['active', 'draining', 'disabled'] })
      .notNull()
      .default('active'),
    /** "env:NAME#2", "file:name" or "sealed:" (schema vault); null = it has no secret. */
    secretRef: text('secret_ref'),
    /** Of the secret as it was last read. */
    lastFour: text('last_four'),
    fingerprint: text('fingerprint'),
    /** nano-USD in a calendar month (UTC); null = no cap. */
    spendCapNano: int8('spend_cap_nano'),
    /** What one process has learned of it, for the others. */
    restUntil: at('rest_until'),
    restReason: text('rest_reason', { enum: ['rate_limited', 'refused'] }),
    brokenAt: at('broken_at'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    check('provider_keys_weight', sql`${t.weight} between 1 and 100`),
    check('provider_keys_cap', sql`${t.spendCapNano} >= 0`),
  ],
);

/** Providers that operators have switched off, or that are broken. No row = on. */
export const providerSwitches = pgTable('provider_switches', {
  provider: text('provider').primaryKey(),
  isEnabled: boolean('is_enabled').notNull().default(true),
  brokenAt: at('broken_at'),
});

/** What the calls by each key came to, by the hour in which they began: summed from the receipts, again and again. */
export const providerKeyHours = pgTable(
  'provider_key_hours',
  {
    alias: text('alias').notNull(),
    hour: at('hour').notNull(),
    calls: integer('calls').notNull(),
    failed: integer('failed').notNull(),
    costNano: int8('cost_nano').notNull(),
  },
  (t) => [primaryKey({ columns: [t.alias, t.hour] })],
);

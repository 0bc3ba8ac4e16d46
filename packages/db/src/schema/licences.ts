import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, tenancy } from './columns.ts';
import { apiKeys } from './limits.ts';

const sources = ['operator', 'lemonsqueezy', 'gumroad'] as const;

/**
 * What is bought for money and used by a key: the row of api_keys with the same id, which has its hash, its end and its last
 * use, and by which its calls are held, counted and booked like those of any key.
 */
export const licences = pgTable(
  'licences',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    tier: text('tier', { enum: ['starter', 'pro', 'team', 'api'] }).notNull(),
    holderEmail: text('holder_email').notNull(),
    /** Its end is a matter of time (api_keys.expires_at). */
    status: text('status', { enum: ['active', 'suspended', 'revoked'] }).notNull(),
    source: text('source', { enum: sources }).notNull(),
    /** As its shop names the sale; null = sold by hand. */
    saleId: text('sale_id'),
    /** When the shop last said that the sale is good. */
    saleCheckedAt: at('sale_checked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // A sale makes one licence, whoever tells of it and how often.
    uniqueIndex('licences_sale').on(t.source, t.saleId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.id],
      foreignColumns: [apiKeys.tenantId, apiKeys.workspaceId, apiKeys.id],
    }),
    check(
      'licences_sale_told',
      sql`(${t.source} = 'operator') = (${t.saleId} is null) and (${t.saleId} is null) = (${t.saleCheckedAt} is null)`,
    ),
  ],
);

/** The devices that hold a seat of a licence. */
export const licenceDevices = pgTable(
  'licence_devices',
  {
    ...tenancy,
    licenceId: uuid('licence_id').notNull(),
    /** What the device calls itself. */
    id: text('id').notNull(),
    name: text('name').notNull(),
    activatedAt: at('activated_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.licenceId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.licenceId],
      foreignColumns: [licences.tenantId, licences.workspaceId, licences.id],
    }),
  ],
);

/** What shops have told by their webhooks, each once, and what came of it. Kept for good: a shop may repeat itself at any time. */
export const saleEvents = pgTable(
  'sale_events',
  {
    source: text('source', { enum: ['lemonsqueezy', 'gumroad'] }).notNull(),
    /** The shop's own id, or the SHA-256 of what it sent. */
    eventId: text('event_id').notNull(),
    saleId: text('sale_id').notNull(),
    /** ended: its licence, if there is one. unknown_product: nothing was issued, as no tier is set for what was sold. */
    outcome: text('outcome', {
      enum: ['issued', 'confirmed', 'ended', 'unknown_product'],
    }).notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.eventId] })],
);

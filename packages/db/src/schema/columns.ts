import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** int8 as bigint: money in nano-USD, and counters. */
export const int8 = customType<{ data: bigint; driverData: string | bigint }>({
  dataType: () => 'bigint',
  fromDriver: (value) => BigInt(value),
  toDriver: (value) => value.toString(),
});

/** Small pictures. */
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
  toDriver: (value) => Buffer.from(value),
});

/** The two columns that lead the key of everything a workspace owns (SPEC §20: shard by tenant). */
export const tenancy = {
  tenantId: uuid('tenant_id').notNull(),
  workspaceId: uuid('workspace_id').notNull(),
};

export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

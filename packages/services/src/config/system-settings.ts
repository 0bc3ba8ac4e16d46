import { z } from 'zod';
import { RateOverrides } from '@geko/contracts/rate-limits';
import type { Db, Tx } from '@geko/db/client';
import { systemConfig } from '@geko/db/schema/operations';

const FRESH_MS = 10_000;

const wholeNano = z
  .union([z.string().regex(/^\d{1,18}$/u), z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)])
  .transform(BigInt);

/**
 * Every setting that an operator may override in system_config, with its default. One more, audit.retention_days, is
 * read by the database alone (system.expire_audit): whoever may delete must not say how much.
 */
export const settingTable = {
  /** The longest silence of a provider, before the first event and between any two. */
  'gateway.idle_timeout_ms': z.number().int().min(100).max(600_000).catch(60_000),
  /** The same for models that reason, which may think for minutes without a sign. */
  'gateway.reasoning_idle_timeout_ms': z.number().int().min(100).max(3_600_000).catch(300_000),
  /** After so long without a first word a program's stream opens all the same: proxies give up on what is silent. */
  'gateway.open_stream_after_ms': z.number().int().min(100).max(600_000).catch(10_000),
  /** Rate limits other than those that ship and those of the environment, written as GEKO_RATE_LIMITS is. */
  'gateway.rate_limits': RateOverrides.catch({}),
  /** nano-USD, as a decimal string or a number. How credits are shown: what one of them is worth. */
  'money.nano_per_credit': wholeNano.refine((nano) => nano > 0n).catch(1_000_000_000n),
  /** People hear of it when a wallet falls below this; null = never. */
  'money.low_credit_nano': wholeNano.nullable().catch(1_000_000_000n),
  /** What a new tenant's first workspace is given to try with; 0 = nothing. */
  'money.trial_credit_nano': wholeNano.catch(0n),
} as const;
type SettingKey = keyof typeof settingTable;

export type SystemSettings = { [Key in SettingKey]: z.infer<(typeof settingTable)[Key]> };

const keys = Object.keys(settingTable) as SettingKey[];

/** The settings as system_config has them; those that are not there, or not sound, as they ship. */
export function readSettings(rows: { key: string; value: unknown }[]): SystemSettings {
  return Object.fromEntries(
    keys.map((key) => [key, settingTable[key].parse(rows.find((row) => row.key === key)?.value)]),
  ) as SystemSettings;
}

/** The settings as they are now, for a verb in its transaction. */
export async function settingsIn(tx: Tx): Promise<SystemSettings> {
  return readSettings(await tx.select().from(systemConfig));
}

/**
 * Operator settings at run time: read again at most every ten seconds, the last known ones while the
 * database is away.
 */
export function createSystemSettings(deps: {
  db: Db;
  log: { warn(facts: object, message: string): void };
  now: () => Date;
}): () => Promise<SystemSettings> {
  let known = readSettings([]);
  let readAt = 0;
  let reading: Promise<void> | null = null;
  const read = async () => {
    try {
      known = readSettings(await deps.db.select().from(systemConfig));
      readAt = deps.now().getTime();
    } catch (error) {
      deps.log.warn({ error }, 'the system settings could not be read');
    }
    reading = null;
  };
  return async () => {
    // Who comes while they are read waits for that, or a busy process would ask once for each.
    if (deps.now().getTime() - readAt >= FRESH_MS) await (reading ??= read());
    return known;
  };
}

import type { ProviderId } from '@geko/contracts/models';

/** A provider key as the pool has it. The key itself is never logged or told; its alias is. */
export type PoolKey = {
  /** Unique in the installation. */
  alias: string;
  provider: ProviderId;
  key: string;
  /** null = the provider's own address. */
  baseUrl: string | null;
  /** Its share of the calls among its provider's keys; from 1. */
  weight: number;
  /** open = takes calls; closed = no new ones; cut = no new ones, and those that run by it are broken off. */
  mode: 'open' | 'closed' | 'cut';
};

/** Why a key is left alone for a while: its provider asked for it, or does not take it. */
export type RestReason = 'rate_limited' | 'refused';

/** Closed = takes calls; open = does not; half_open = one call tries whether it does again. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** What one process has learned and the others should know. Times are milliseconds of the epoch. */
export type PoolNews =
  | { kind: 'rest'; alias: string; reason: RestReason; untilMs: number }
  /** name: an alias, or a provider. */
  | { kind: 'broken'; name: string; openedAtMs: number }
  | { kind: 'mended'; name: string };

/** How a key is, as this process knows it. */
export type KeyHealth = {
  /** Calls that run by it, in this process. */
  running: number;
  rest: { reason: RestReason; untilMs: number } | null;
  breaker: BreakerState;
};

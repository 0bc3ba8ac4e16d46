import type { HoldLimit } from './limits.ts';

export type CountedLimit = HoldLimit & { used: bigint; held: bigint };

export type Affordable =
  | { isAffordable: true; maxOutputTokens: number }
  /** Names of every limit that leaves no room, in the given order. */
  | { isAffordable: false; exceeded: string[] };

/** How many output tokens still fit under a limit; negative = not even the fixed amount does; null = any number. */
function roomForOutput(limit: CountedLimit): bigint | null {
  if (limit.cap === null) return null;
  const room = limit.cap - limit.used - limit.held - limit.fixedAmount;
  if (room < 0n) return -1n;
  return limit.perOutputToken === 0n ? null : room / limit.perOutputToken;
}

/**
 * How much output a call may have so that it can never pass any limit: the desired amount, clamped by the
 * tightest one. Refused where less than the minimum fits (or less than the desired amount, if that is smaller).
 * The database's hold function decides the same atomically; this is its oracle.
 */
export function affordableOutput({
  limits,
  desiredOutputTokens,
  minOutputTokens,
}: {
  limits: readonly CountedLimit[];
  desiredOutputTokens: number;
  minOutputTokens: number;
}): Affordable {
  const neededOutput = BigInt(Math.min(minOutputTokens, desiredOutputTokens));
  const exceeded: string[] = [];
  let affordable = BigInt(desiredOutputTokens);
  for (const limit of limits) {
    const room = roomForOutput(limit);
    if (room === null) continue;
    if (room < 0n || room < neededOutput) exceeded.push(limit.name);
    if (room < affordable) affordable = room;
  }
  if (exceeded.length > 0) return { isAffordable: false, exceeded };
  return { isAffordable: true, maxOutputTokens: Number(affordable) };
}

import type { JSONValue } from '@ai-sdk/provider';

/** A token count: a whole number ≥ 0; anything else counts as absent. */
export function countOf(value: JSONValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A JSON object, or an empty one in place of anything else. */
export function objectOf(value: unknown): { [key: string]: JSONValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** What is left of a total without its named parts; null without a total; never below zero. */
export function without(total: number | null, ...parts: (number | null)[]): number | null {
  if (total === null) return null;
  return Math.max(
    0,
    parts.reduce<number>((rest, part) => rest - (part ?? 0), total),
  );
}

import { AppError } from '@geko/contracts/errors';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Parses a JSON text in which every number stays as it is written, as a string: a price that went through a
 * float would not be the one in the list.
 *
 * @throws AppError BAD_REQUEST where it is not JSON.
 */
export function parseWithDecimals(text: string): unknown {
  try {
    return JSON.parse(text, (_key: string, value: unknown, ...rest: unknown[]) => {
      if (typeof value !== 'number') return value;
      const [context] = rest as [{ source: string }];
      return context.source;
    }) as unknown;
  } catch {
    throw new AppError('BAD_REQUEST', { field: 'list', message: 'This is not JSON.' });
  }
}

/** The object that a value is; null for anything else. */
export function asObject(value: unknown): JsonObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : null;
}

/** The list that a value is, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The text that a value is; null for anything else. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const MOST_TOKENS = 1_000_000_000;

/** A number of tokens; 0 where it is missing or cannot be one. */
export function asTokens(value: unknown): number {
  const tokens = Number(asText(value) ?? 0);
  return Number.isInteger(tokens) && tokens > 0 && tokens <= MOST_TOKENS ? tokens : 0;
}

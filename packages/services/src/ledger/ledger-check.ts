import type postgres from 'postgres';

/** Where the books are read: as geko_system, which sees every workspace. workspaceId null = all of them. */
export type LedgerInput = { sql: postgres.ISql; workspaceId: string | null };

/** How many of a kind were looked at, and one sentence for each thing that does not agree. */
export type Found = { count: number; problems: string[] };

export const ROWS_AT_ONCE = 1_000;

/** JSON with sorted keys: jsonb does not keep the order in which they were written. */
export function canonical(value: readonly object[]): string {
  return JSON.stringify(
    value.map((item) =>
      Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ),
  );
}

/** A sentence for each figure that is not what it should be. */
export function disagreements(
  name: string,
  figures: readonly (readonly [what: string, stored: unknown, computed: unknown])[],
): string[] {
  return figures
    .filter(([, stored, computed]) => stored !== computed)
    .map(
      ([what, stored, computed]) =>
        `${name}: ${what} is ${String(stored)}, recomputed ${String(computed)}`,
    );
}

/** What is wrong with one row; what is stored there may be so odd that the rules cannot read it at all. */
export function problemsOf(name: string, check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    return [`${name} makes no sense: ${error instanceof Error ? error.message : String(error)}`];
  }
}

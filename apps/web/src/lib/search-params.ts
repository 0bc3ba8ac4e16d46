/** What a page gets of the address after its question mark. */
export type Search = Promise<Record<string, string | string[] | undefined>>;

/** The value of a search parameter that stands there once; null otherwise. */
export function oneOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

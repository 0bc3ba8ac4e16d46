/** A country for people: "DE" → "Germany". null where it is unknown, or no country that the runtime can name. */
export function placeName(country: string | null): string | null {
  if (country === null) return null;
  try {
    return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(country) ?? null;
  } catch {
    return null;
  }
}

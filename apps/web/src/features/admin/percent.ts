/** The markups that the server takes, in basis points. */
const MOST_BPS = 1_000_000;

/** "12.5" → 1250 basis points; null = no percentage with at most two decimals, or too much of one. */
export function parsePercent(text: string): number | null {
  const match = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, whole = '0', part = ''] = match;
  const bps = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return bps <= MOST_BPS ? bps : null;
}

/** 1250 → "12.5", to be edited. */
export function percentText(bps: number): string {
  return String(bps / 100);
}

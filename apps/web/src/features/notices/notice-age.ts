import type { Locale } from '@geko/contracts/auth';

const MINUTE_MS = 60_000;
const steps = [
  { unit: 'minute', ms: MINUTE_MS, below: 60 },
  { unit: 'hour', ms: 60 * MINUTE_MS, below: 24 },
  { unit: 'day', ms: 24 * 60 * MINUTE_MS, below: 7 },
] as const;

/** How long ago something was: "now", "5 minutes ago", "yesterday"; null = a week or longer, when the date says more. */
export function noticeAge(at: string, nowMs: number, locale: Locale): string | null {
  const ageMs = Math.max(0, nowMs - Date.parse(at));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (ageMs < MINUTE_MS) return format.format(0, 'second');
  for (const { unit, ms, below } of steps) {
    const count = Math.floor(ageMs / ms);
    if (count < below) return format.format(-count, unit);
  }
  return null;
}

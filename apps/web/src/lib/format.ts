import { formatUsd } from '@geko/contracts/usd';

const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const unit = (name: string) =>
  new Intl.NumberFormat(LOCALE, { style: 'unit', unit: name, unitDisplay: 'long' });

/** 41200 → "41,200". */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** 41200 → "41.2K"; for tight places. */
export function formatCompact(count: number): string {
  return compact.format(count);
}

/** Basis points for people: 5000 → "50%". */
export function formatBps(bps: number): string {
  return percent.format(bps / 10_000);
}

/** nano-USD on the wire → "$0.0015". */
export function formatNano(nano: string): string {
  return formatUsd(BigInt(nano));
}

/** A price tag: 2900 cents → "$29", 2950 → "$29.50". */
export function formatCents(cents: number): string {
  return formatUsd(BigInt(cents) * 10_000_000n).replace(/\.00$/, '');
}

/** "Nov 21, 2026, 11:49 AM", in the reader's zone or the one given. */
export function formatDateTime(iso: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(iso));
}

/** "Nov 21, 2026". */
export function formatDate(iso: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'medium',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(iso));
}

/** A calendar day "2026-11-21" → "Nov 21", whatever the reader's zone. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** A month "2026-11" → "November 2026". */
export function formatMonth(month: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
}

/** A wait for people: 45 → "45 seconds", 600 → "10 minutes". Rounded up, so that nobody comes too early. */
export function formatWait(seconds: number): string {
  if (seconds < 90) return unit('second').format(Math.max(1, Math.ceil(seconds)));
  return seconds < 5400
    ? unit('minute').format(Math.ceil(seconds / 60))
    : unit('hour').format(Math.ceil(seconds / 3600));
}

/** 843 → "843 ms", 12400 → "12.4 s". */
export function formatDuration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

import { formatUsd } from '@geko/contracts/usd';

const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'long' });
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

/** How long ago or ahead, in the largest fitting unit: "3 minutes ago", "in 9 days". */
export function formatRelative(iso: string, now: Date): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const steps = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step === undefined
    ? relative.format(0, 'second')
    : relative.format(Math.round(seconds / step[1]), step[0]);
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

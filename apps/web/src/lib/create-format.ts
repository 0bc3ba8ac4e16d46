import type { Locale } from '@geko/contracts/auth';
import { formatUsd, usdDecimal } from '@geko/contracts/usd';

export type Format = ReturnType<typeof createFormat>;

/**
 * Figures, money, dates and times as a reader writes them. `timeZone`: an IANA zone; null = that of the machine that
 * draws.
 */
export function createFormat({ locale, timeZone }: { locale: Locale; timeZone: string | null }) {
  const whole = new Intl.NumberFormat(locale);
  const fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 9 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const milliseconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const seconds = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const zoned = (iso: string, options: Intl.DateTimeFormatOptions, zone: string | undefined) => {
    const own = zone ?? timeZone;
    return new Intl.DateTimeFormat(locale, {
      ...options,
      ...(own === null ? {} : { timeZone: own }),
    }).format(new Date(iso));
  };
  const usd = (text: string) => {
    const decimal = text.replace('$', '');
    const digits = decimal.split('.')[1]?.length ?? 0;
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      useGrouping: false,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(decimal as Intl.StringNumericLiteral);
  };
  return {
    /** 41200 → "41,200". */
    count: (count: number) => whole.format(count),
    /** A decimal number, exact: "1234.5" → "1,234.5". */
    decimal: (decimal: string) => fine.format(decimal as Intl.StringNumericLiteral),
    /** 41200 → "41.2K"; for tight places. */
    compact: (count: number) => compact.format(count),
    /** Basis points for people: 5000 → "50%". */
    bps: (bps: number) => percent.format(bps / 10_000),
    /** nano-USD on the wire → "$0.0015". */
    nano: (nano: string) => usd(formatUsd(BigInt(nano))),
    /** nano-USD on the wire to the last digit, with two decimals at least: "$0.0001851", "$5.00". */
    exact: (nano: string) => {
      const [whole = '0', fraction = ''] = usdDecimal(BigInt(nano)).split('.');
      return usd(`${whole}.${fraction.padEnd(2, '0')}`);
    },
    /** A price tag: 2900 cents → "$29", 2950 → "$29.50". */
    cents: (cents: number) => usd(formatUsd(BigInt(cents) * 10_000_000n).replace(/\.00$/, '')),
    /** "Nov 21, 2026, 11:49 AM", in the reader's zone or the one given. */
    dateTime: (iso: string, zone?: string) =>
      zoned(iso, { dateStyle: 'medium', timeStyle: 'short' }, zone),
    /** "11:49:07 AM". */
    clock: (iso: string) => zoned(iso, { timeStyle: 'medium' }, undefined),
    /** "Nov 21, 2026". */
    date: (iso: string, zone?: string) => zoned(iso, { dateStyle: 'medium' }, zone),
    /** A calendar day "2026-11-21" → "Nov 21", whatever the reader's zone. */
    day: (day: string) => zoned(`${day}T00:00:00Z`, { month: 'short', day: 'numeric' }, 'UTC'),
    /** A month "2026-11" → "November 2026". */
    month: (month: string) =>
      zoned(`${month}-01T00:00:00Z`, { month: 'long', year: 'numeric' }, 'UTC'),
    /** The same in a tight place → "Nov 2026". */
    shortMonth: (month: string) =>
      zoned(`${month}-01T00:00:00Z`, { month: 'short', year: 'numeric' }, 'UTC'),
    /** 843 → "843 ms", 12400 → "12.4 s". */
    duration: (durationMs: number) =>
      durationMs < 1000
        ? `${milliseconds.format(durationMs)} ms`
        : `${seconds.format(durationMs / 1000)} s`,
  };
}

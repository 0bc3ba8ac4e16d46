import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { DaySpan, RangeKind } from './usage-view.ts';

/** A span of days as a person says it: "November 2026", "2026", "Nov 16, 2026 – Nov 22, 2026". */
export function spanText(
  { from, to }: DaySpan,
  kind: RangeKind,
  template: string,
  format: Format,
): string {
  const date = (day: string) => format.date(`${day}T00:00:00Z`, 'UTC');
  if (kind === 'month') return format.month(from.slice(0, 7));
  if (kind === 'year') return from.slice(0, 4);
  return from === to ? date(from) : fill(template, { from: date(from), to: date(to) });
}

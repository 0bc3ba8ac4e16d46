import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import type { RangeKind } from './usage-view.ts';

const BPS = 10_000n;

/** How a figure has changed against the span before: "12% more than the month before". null = there is neither. */
export function changeText(
  { now, before }: { now: bigint; before: bigint },
  kind: RangeKind,
  usage: Messages['usage'],
  format: Format,
): string | null {
  if (now === 0n && before === 0n) return null;
  if (before === 0n) return usage.newUse;
  const span = usage.spansBefore[kind];
  if (now === before) return fill(usage.same, { span });
  const more = now - before;
  const bps = Number(((more < 0n ? -more : more) * BPS) / before);
  return fill(more > 0n ? usage.more : usage.less, { percent: format.bps(bps), span });
}

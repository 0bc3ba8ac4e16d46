'use client';
import { StatTile } from '@geko/ui/stat-tile';
import type { TrafficFigures as Figures } from '@geko/contracts/traffic';
import type { ReactNode } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** The figures of the last minutes. */
export function TrafficFigures({
  totals,
  peopleToday,
}: {
  totals: Figures;
  /** null = not told here. */
  peopleToday: number | null;
}) {
  const live = useMessages('live');
  const format = useFormat();
  const { requests, failures, averageMs, averageFirstTokenMs, tokensPerSecond } = totals;
  const tiles: { label: string; value: string; hint?: ReactNode }[] = [
    { label: live.requests, value: format.count(requests) },
    {
      label: live.success,
      value: requests === 0 ? live.none : format.bps(((requests - failures) / requests) * 10_000),
      ...(failures === 0 ? {} : { hint: plural(live.failures, failures) }),
    },
    {
      label: live.latency,
      value: averageMs === null ? live.none : format.duration(averageMs),
      ...(averageFirstTokenMs === null
        ? {}
        : {
            hint: fill(live.firstTokenHint, { duration: format.duration(averageFirstTokenMs) }),
          }),
    },
    {
      label: live.speed,
      value:
        tokensPerSecond === null
          ? live.none
          : fill(live.tokensPerSecond, { count: format.decimal(String(tokensPerSecond)) }),
    },
  ];
  if (peopleToday !== null) {
    tiles.unshift({
      label: live.peopleToday,
      value: format.count(peopleToday),
      hint: live.peopleHint,
    });
  }
  return (
    <section
      aria-label={live.figures}
      className={`grid grid-cols-2 gap-3 ${peopleToday === null ? 'lg:grid-cols-4' : 'lg:grid-cols-5'}`}
    >
      {tiles.map((tile) => (
        <StatTile key={tile.label} {...tile} />
      ))}
    </section>
  );
}

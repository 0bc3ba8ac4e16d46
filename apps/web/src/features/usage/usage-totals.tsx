'use client';
import { StatTile } from '@geko/ui/stat-tile';
import type { UsageReport } from '@geko/contracts/usage';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { changeText } from './change-text.ts';
import { unitTexts } from './used-text.ts';
import type { RangeKind } from './usage-view.ts';

/** The span's figures, each beside the same of the span before. */
export function UsageTotals({ report, kind }: { report: UsageReport; kind: RangeKind }) {
  const usage = useMessages('usage');
  const common = useMessages('common');
  const format = useFormat();
  const { totals, before, saved } = report;
  const change = (now: string | number, then: string | number): string | null =>
    changeText({ now: BigInt(now), before: BigInt(then) }, kind, usage, format);
  const tiles = [
    {
      label: usage.requests,
      value: format.count(totals.requests),
      hints: [change(totals.requests, before.requests)],
    },
    {
      label: usage.tokens,
      value: format.count(totals.tokens),
      hints: [change(totals.tokens, before.tokens), ...unitTexts(totals, common, format)],
    },
    {
      label: usage.cost,
      value: format.nano(totals.costNano),
      hints: [usage.costHint, change(totals.costNano, before.costNano)],
    },
    {
      label: usage.charge,
      value: format.nano(totals.chargeNano),
      hints: [usage.chargeHint, change(totals.chargeNano, before.chargeNano)],
    },
  ];
  return (
    <section aria-label={usage.totals} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {saved === null ? null : (
        <StatTile
          label={usage.saved}
          value={format.nano(saved.nano)}
          hint={fill(usage.savedHint, { model: saved.modelName })}
        />
      )}
      {tiles.map(({ label, value, hints }) => (
        <StatTile key={label} label={label} value={value} hint={<Hints texts={hints} />} />
      ))}
    </section>
  );
}

function Hints({ texts }: { texts: readonly (string | null)[] }): ReactNode {
  return texts
    .filter((text) => text !== null)
    .map((text) => (
      <span key={text} className="block">
        {text}
      </span>
    ));
}

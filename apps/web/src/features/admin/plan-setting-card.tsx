'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import type { PlanSettings } from '@geko/contracts/prices';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { limitText, priceText, tierTexts } from './plan-words.ts';

/** A plan as it holds now, with the ways to change it. */
export function PlanSettingCard({
  setting: { id, plan, isChanged },
  onEdit,
  onReset,
}: {
  setting: PlanSettings['plans'][number];
  onEdit: () => void;
  onReset: () => void;
}) {
  const { plans: words } = useMessages('admin');
  const { planNames } = useMessages('common');
  const format = useFormat();
  const texts = { words, planNames, format };
  return (
    <li className="flex flex-col rounded-xl border border-line bg-surface p-5 shadow-xs">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{plan.name}</h2>
        <Badge tone={isChanged ? 'accent' : 'neutral'}>
          {isChanged ? words.changed : words.asShipped}
        </Badge>
        {plan.isHidden ? <Badge>{words.hidden}</Badge> : null}
        <span className="ms-auto text-sm text-muted">{priceText(plan, texts)}</span>
      </div>
      <ul className="mt-3 flex flex-1 flex-col gap-1 text-sm text-muted">
        {tierTexts(plan, texts).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {plan.limits.length === 0 ? <li>{words.noLimits}</li> : null}
        {plan.limits.map((limit) => (
          <li key={`${limit.scope} ${limit.meter}`}>{limitText(limit, texts)}</li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant="secondary" size="sm" aria-haspopup="dialog" onClick={onEdit}>
          {fill(words.edit, { plan: planNames[id] })}
        </Button>
        {isChanged ? (
          <Button
            variant="ghost"
            size="sm"
            aria-haspopup="dialog"
            aria-label={fill(words.resetTitle, { plan: planNames[id] })}
            onClick={onReset}
          >
            {words.reset}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

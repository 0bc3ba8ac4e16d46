'use client';
import { Badge } from '@geko/ui/badge';
import { cn } from '@geko/ui/cn';
import { Switch } from '@geko/ui/switch';
import type { Model } from '@geko/contracts/models';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { ModelStatus } from './model-status.tsx';
import { priceFigures, type PriceFigure } from './price-figures.ts';

type Props = {
  model: Model;
  isDefault: boolean;
  /** null = this person may not switch models on and off. */
  onSetEnabled: ((model: Model, isEnabled: boolean) => void) | null;
};

const abilities = ['vision', 'tools', 'reasoning', 'json'] as const;

/** One model: name and badges, prices of whatever it is paid by, context, state; a row on wide screens, a block on narrow ones. */
export function ModelRow({ model, isDefault, onSetEnabled }: Props) {
  const models = useMessages('models');
  const format = useFormat();
  const { tierNames, modelKinds } = useMessages('common');
  const isChat = model.kind === 'chat';
  const about = [
    modelKinds[model.kind],
    ...(isChat ? [] : [models.byProgram]),
    ...abilities.filter((one) => model.abilities[one]).map((one) => models.abilityNames[one]),
  ];
  const prices = priceFigures(model, models, format);
  const charged =
    model.access.isAllowed && model.tier !== 'local'
      ? model.markupBps === null
        ? models.included
        : fill(models.markup, { percent: format.bps(model.markupBps) })
      : undefined;
  return (
    <li className="grid grid-cols-3 items-center gap-x-4 gap-y-3 border-t border-line px-4 py-3.5 text-sm sm:px-5 md:grid-cols-(--model-columns)">
      <div className="col-span-3 min-w-0 md:col-span-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{model.name}</span>
          <Badge tone={model.tier === 'premium' ? 'accent' : 'neutral'}>
            {tierNames[model.tier]}
          </Badge>
          {isDefault ? <Badge tone="success">{models.isDefault}</Badge> : null}
        </p>
        <p className="mt-0.5 text-xs leading-4 text-subtle">{about.join(' · ')}</p>
      </div>
      <div className="col-span-3 grid grid-cols-subgrid items-start gap-y-2">
        {prices.map((figure, index) => (
          <Figure
            key={figure.label}
            {...figure}
            isInColumn={isChat}
            note={index === prices.length - 1 ? charged : undefined}
          />
        ))}
        {model.contextTokens > 0 ? (
          <Figure
            label={models.context}
            value={format.compact(model.contextTokens)}
            isInColumn={isChat}
          />
        ) : null}
      </div>
      <div className="col-span-2 md:col-span-1">
        <ModelStatus model={model} />
      </div>
      <div className="flex justify-end">
        {onSetEnabled === null ? null : (
          <Switch
            aria-label={fill(models.toggle, { model: model.name })}
            checked={model.isEnabled}
            onCheckedChange={(isEnabled) => onSetEnabled(model, isEnabled)}
          />
        )}
      </div>
    </li>
  );
}

function Figure({
  label,
  value,
  note,
  isInColumn,
}: PriceFigure & {
  note?: string | undefined;
  /** On wide screens the column says what it is. */
  isInColumn: boolean;
}) {
  return (
    <div className="md:text-end">
      <p className={cn('text-2xs text-subtle', isInColumn && 'md:sr-only')}>{label}</p>
      <p className="tabular-nums">{value}</p>
      {note === undefined ? null : <p className="text-2xs text-subtle">{note}</p>}
    </div>
  );
}

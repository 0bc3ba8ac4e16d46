'use client';
import { Popover, PopoverContent, PopoverTrigger } from '@geko/ui/popover';
import { TriangleAlert } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import { PriceButton } from './price-button.tsx';
import type { PriceView } from './price-view.ts';

type Props = {
  view: PriceView;
  name: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/** What a price is made of: tokens in and out, whose money, and the limit that would bind. */
export default function PricePopover({ view, name, isOpen, onOpenChange }: Props) {
  const { price } = useMessages('chat');
  return (
    <Popover open={isOpen} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>
        <PriceButton className="shrink-0" aria-label={name}>
          {view.label}
        </PriceButton>
      </PopoverTrigger>
      <PopoverContent side="top" align="start" aria-label={price.title} className="w-80 text-sm">
        <p className="text-xs font-medium text-subtle">{price.title}</p>
        <dl className="mt-2 flex flex-col gap-1.5">
          {view.details.map(({ name, value }) => (
            <div key={name} className="flex items-baseline justify-between gap-4">
              <dt className="min-w-0 text-muted">{name}</dt>
              <dd className="shrink-0 text-end tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        {view.warning === null ? null : (
          <p className="mt-2 flex items-center gap-1.5 text-xs text-warning-text">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            {view.warning}
          </p>
        )}
      </PopoverContent>
    </Popover>
  );
}

'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import type { Card } from '@geko/contracts/cards';
import { CreditCard } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** "Visa ending in 4242". */
export function cardName(
  { brand, last4 }: Pick<Card, 'brand' | 'last4'>,
  words: Messages['wallet']['cards'],
): string {
  return fill(words.name, { brand: brand.charAt(0).toUpperCase() + brand.slice(1), last4 });
}

/** One card: its brand, its end, until when it is good, and what can be done with it. */
export function CardRow({
  card,
  mayChange,
  isBusy,
  onChoose,
  onRemove,
}: {
  card: Card;
  mayChange: boolean;
  isBusy: boolean;
  onChoose: () => void;
  onRemove: () => void;
}) {
  const { cards: words } = useMessages('wallet');
  const name = cardName(card, words);
  const until = `${String(card.expiresMonth).padStart(2, '0')}/${card.expiresYear}`;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5">
      <div className="flex min-w-0 flex-1 basis-52 items-start gap-3">
        <CreditCard aria-hidden className="mt-0.5 size-4 shrink-0 text-subtle" />
        <div>
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            {name}
            {card.isDefault ? <Badge tone="accent">{words.charged}</Badge> : null}
          </p>
          <p className="mt-0.5 text-xs leading-5 text-subtle">{fill(words.until, { until })}</p>
        </div>
      </div>
      {mayChange ? (
        <div className="flex gap-2">
          {card.isDefault ? null : (
            <Button
              variant="secondary"
              size="sm"
              disabled={isBusy}
              aria-label={fill(words.chooseOf, { card: name })}
              onClick={onChoose}
            >
              {words.choose}
            </Button>
          )}
          <Button
            variant="ghost"
            size="sm"
            aria-label={fill(words.removeOf, { card: name })}
            onClick={onRemove}
          >
            {words.remove}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

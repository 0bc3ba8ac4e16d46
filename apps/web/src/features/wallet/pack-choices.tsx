'use client';
import { creditPackIds, creditPacks, type CreditPackId } from '@geko/contracts/credit-packs';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { creditFigure, creditsText } from './credit-text.ts';

type Choice = CreditPackId | 'own';

/** The packs with what each costs and brings, and an amount of one's own. */
export function PackChoices({
  value,
  nanoPerCredit,
  onChange,
}: {
  value: Choice;
  nanoPerCredit: string;
  onChange: (choice: Choice) => void;
}) {
  const texts = useMessages('wallet');
  const format = useFormat();
  const { buying: words } = texts;
  const card = (choice: Choice, name: string, rest: ReactNode) => (
    <label
      key={choice}
      className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line px-4 py-2.5 text-sm transition-colors duration-100 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft"
    >
      <input
        type="radio"
        name="choice"
        value={choice}
        checked={value === choice}
        onChange={() => onChange(choice)}
        className="size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 flex-1 font-medium">{name}</span>
      {rest}
    </label>
  );
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{words.choice}</legend>
      {creditPackIds.map((id) => {
        const { priceCents, creditNano } = creditPacks[id];
        const nano = creditNano.toString();
        const credits = creditFigure(nano, nanoPerCredit);
        return card(
          id,
          fill(words.pack, {
            credit: credits === null ? format.nano(nano) : creditsText(credits, texts, format),
          }),
          <span className="text-muted tabular-nums">{format.cents(priceCents)}</span>,
        );
      })}
      {card('own', words.own, null)}
    </fieldset>
  );
}

'use client';
import { Badge } from '@geko/ui/badge';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { CreditLot } from '@geko/contracts/wallet';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { lotPercent } from './credit-text.ts';

/** Credit by where it came from, in the order in which it is spent. */
export function Lots({ lots }: { lots: readonly CreditLot[] }) {
  const texts = useMessages('wallet');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.lots}</CardTitle>
        <CardDescription>{lots.length === 0 ? texts.spentTitle : texts.lotsLead}</CardDescription>
      </CardHeader>
      <ol aria-label={texts.lots}>
        {lots.map((lot, index) => (
          <LotRow
            key={lot.id}
            lot={lot}
            isNext={index === lots.findIndex(({ remainingNano }) => !remainingNano.startsWith('-'))}
          />
        ))}
      </ol>
    </Card>
  );
}

function LotRow({ lot, isNext }: { lot: CreditLot; isNext: boolean }) {
  const texts = useMessages('wallet');
  const format = useFormat();
  const isOwed = lot.remainingNano.startsWith('-');
  const facts = [
    ...(isOwed ? [texts.lotOwed] : []),
    lot.expiresAt === null
      ? texts.lotLasts
      : fill(texts.lotExpires, { date: format.dateTime(lot.expiresAt) }),
    ...(BigInt(lot.heldNano) === 0n
      ? []
      : [fill(texts.lotHeld, { held: format.nano(lot.heldNano) })]),
  ];
  return (
    <li className="border-t border-line px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <p className="flex items-center gap-2 text-sm font-medium">
          {fill(texts.lotLabel, {
            kind: texts.lotKinds[lot.kind],
            date: format.date(lot.createdAt),
          })}
          {isOwed ? <Badge tone="danger">{texts.owed}</Badge> : null}
          {isNext ? <Badge tone="accent">{texts.next}</Badge> : null}
        </p>
        <p className="text-sm text-muted tabular-nums">
          {fill(texts.lotValue, {
            remaining: format.nano(lot.remainingNano),
            granted: format.nano(lot.grantedNano),
          })}
        </p>
      </div>
      {/* Little of a lot left is nothing to warn of, as it is of a limit: the figures beside it say it all. */}
      <div aria-hidden className="mt-2 h-1.5 overflow-hidden rounded-full bg-active">
        <div
          className="h-full rounded-full bg-accent"
          style={{ width: `${lotPercent(lot)}%`, minWidth: '0.25rem' }}
        />
      </div>
      <p className="mt-1.5 text-xs leading-4 text-subtle">{facts.join(' · ')}</p>
    </li>
  );
}

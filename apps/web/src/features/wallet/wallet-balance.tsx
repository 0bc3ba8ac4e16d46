'use client';
import { StatTile } from '@geko/ui/stat-tile';
import type { Wallet } from '@geko/contracts/wallet';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { creditFigure, creditsText } from './credit-text.ts';

/** What there is, what running answers hold of it, and what is free; in credits too where one is not a dollar. */
export function WalletBalance({
  wallet: { balanceNano, heldNano, nanoPerCredit },
}: {
  wallet: Wallet;
}) {
  const texts = useMessages('wallet');
  const format = useFormat();
  const freeNano = (BigInt(balanceNano) - BigInt(heldNano)).toString();
  const tiles = [
    [texts.balance, balanceNano, texts.balanceHint],
    [texts.held, heldNano, texts.heldHint],
    [texts.free, freeNano, texts.freeHint],
  ] as const;
  return (
    <div
      role="group"
      aria-label={texts.title}
      className="grid grid-cols-2 gap-3 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-3"
    >
      {tiles.map(([label, nano, hint]) => {
        const credits = creditFigure(nano, nanoPerCredit);
        return (
          <StatTile
            key={label}
            label={label}
            value={format.nano(nano)}
            hint={credits === null ? hint : creditsText(credits, texts, format)}
          />
        );
      })}
    </div>
  );
}

import type { Transaction } from '@geko/contracts/wallet';
import { NANO_PER_USD, usdDecimal } from '@geko/contracts/usd';
import type { Format } from '../../lib/create-format.ts';
import { fill, plural } from '../../lib/fill.ts';
import type { Messages } from '../../messages/messages.ts';

type Texts = Messages['wallet'];

/**
 * How many credits an amount is, to two decimals, rounded half away from zero: for people only. null = credits are
 * dollars, and need no figure of their own.
 */
export function creditFigure(nano: string, nanoPerCredit: string): string | null {
  const per = BigInt(nanoPerCredit);
  if (per === NANO_PER_USD || per <= 0n) return null;
  const amount = BigInt(nano);
  const size = amount < 0n ? -amount : amount;
  const hundredths = (size * 200n + per) / (per * 2n);
  // Hundredths as nano have the decimals of a dollar amount, which is exact here too.
  const decimal = usdDecimal(hundredths * (NANO_PER_USD / 100n));
  return amount < 0n && hundredths > 0n ? `-${decimal}` : decimal;
}

/** A figure of credits in words: "2,500 credits". */
export function creditsText(figure: string, texts: Texts, format: Format): string {
  return plural(texts.credits, figure === '1' ? 1 : 2, { count: format.decimal(figure) });
}

/** What is left of a lot, in percent; 0 of one that was granted nothing, or is owed. */
export function lotPercent({
  remainingNano,
  grantedNano,
}: {
  remainingNano: string;
  grantedNano: string;
}): number {
  const granted = BigInt(grantedNano);
  const remaining = BigInt(remainingNano);
  return granted <= 0n || remaining <= 0n ? 0 : Number((remaining * 100n) / granted);
}

/** Whether what is not held has fallen below the mark at which people are told. */
export function isCreditLow(wallet: {
  balanceNano: string;
  heldNano: string;
  lowCreditNano: string | null;
}): boolean {
  const { balanceNano, heldNano, lowCreditNano } = wallet;
  return lowCreditNano !== null && BigInt(balanceNano) - BigInt(heldNano) < BigInt(lowCreditNano);
}

/** What a journal did, in words: "Answer", "Bonus credit added". */
export function transactionText(
  { kind, lotKind }: Pick<Transaction, 'kind' | 'lotKind'>,
  texts: Texts,
): string {
  const lot = lotKind === null ? texts.anyLot : texts.lotKinds[lotKind];
  return fill(texts.kinds[kind], { lot });
}

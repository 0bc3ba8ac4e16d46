import type { Receipt } from '@geko/contracts/receipt';

const BPS = 10_000n;

/** The arithmetic of a receipt, step by step; money in nano-USD on the wire. */
export type ReceiptSums = {
  /** isExact false = the product was rounded to a nano-dollar. */
  lines: (Receipt['lines'][number] & { isExact: boolean })[];
  /** The part of the cost that is the operator's; null = none of it. */
  absorbedNano: string | null;
  /** The cost that the markup is put on; null where it is the whole, or nothing is charged. */
  chargedCostNano: string | null;
  /** How the charge comes of the cost and the markup; null = not by these two alone, or there is no charge. */
  markup: 'exact' | 'rounded' | null;
};

/** Whether a line's cost is its count times its price, with nothing rounded. */
function isExactLine(line: Receipt['lines'][number]): boolean {
  const [count, price, isFor] =
    'unit' in line
      ? [line.count, line.priceNano, line.priceIsFor]
      : [line.tokens, line.priceNanoPerMillion, 1_000_000];
  return BigInt(count) * BigInt(price) === BigInt(line.costNano) * BigInt(isFor);
}

/** Takes a receipt's figures apart, so that they can be added up again by hand. */
export function receiptSums(receipt: Receipt): ReceiptSums {
  const { funding, markupBps } = receipt;
  const isCharged = funding === 'credits' || funding === 'postpaid';
  const [cost, charge] = [BigInt(receipt.costNano), BigInt(receipt.chargeNano)];
  const absorbed = BigInt(receipt.absorbedNano);
  // Each line is rounded, and half a nano-dollar at most; so their sum is off by less than one for each.
  const off = (cost - absorbed) * (BPS + BigInt(markupBps)) - charge * BPS;
  const distance = off < 0n ? -off : off;
  const isExplained = isCharged && distance <= BigInt(receipt.lines.length) * 2n * BPS;
  return {
    lines: receipt.lines.map((line) => ({
      ...line,
      isExact: isExactLine(line),
    })),
    absorbedNano: absorbed === 0n ? null : receipt.absorbedNano,
    chargedCostNano: isExplained && absorbed > 0n ? (cost - absorbed).toString() : null,
    markup: isExplained ? (distance === 0n ? 'exact' : 'rounded') : null,
  };
}

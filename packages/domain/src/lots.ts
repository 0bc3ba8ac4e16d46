import type { TakenLot } from './choose-option.ts';

/**
 * What a charge takes for good of the lots that its hold had set aside, in their order. What is left of them goes back.
 *
 * @throws RangeError when the charge is more than was held, which the bound on charges rules out.
 */
export function spendLots(held: readonly TakenLot[], chargeNano: bigint): TakenLot[] {
  const spent: TakenLot[] = [];
  let rest = chargeNano;
  for (const { lotId, amountNano } of held) {
    const part = amountNano < rest ? amountNano : rest;
    if (part > 0n) spent.push({ lotId, amountNano: part });
    rest -= part;
  }
  if (rest > 0n) throw new RangeError('a charge is more than its hold');
  return spent;
}

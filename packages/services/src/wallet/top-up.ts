import type { NoticePlace } from '../notices/insert-notice.ts';
import { addLot } from './add-lot.ts';

/**
 * Credit that was paid for, in the transaction that books the payment; it does not expire (SPEC §7). id: the payment's
 * own, so that one payment is one lot, however often it is told. False = it was there.
 * @throws AppError CONFLICT when the id is another lot's
 */
export async function topUp(
  place: NoticePlace,
  payment: { id: string; amountNano: bigint; paidBy: string | null },
): Promise<boolean> {
  const { id, amountNano, paidBy } = payment;
  return addLot(place, { id, kind: 'purchased', amountNano, expiresAt: null, grantedBy: paidBy });
}

import type { AdminPayment } from '@geko/contracts/payments';

/** What of a payment can still be given back; 0 of what is not paid or is disputed. */
export function refundableCents({
  state,
  priceCents,
  taxCents,
  refundedCents,
  dispute,
}: Pick<AdminPayment, 'state' | 'priceCents' | 'taxCents' | 'refundedCents' | 'dispute'>): number {
  if (state !== 'paid' || dispute === 'open' || dispute === 'lost') return 0;
  return Math.max(0, priceCents + taxCents - refundedCents);
}

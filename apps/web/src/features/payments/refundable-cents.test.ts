import { expect, test } from 'vitest';
import { refundableCents } from './refundable-cents.ts';

const paid = { state: 'paid', priceCents: 1000, taxCents: 190, refundedCents: 0 } as const;

test('what is left of a payment can be given back, unless the bank decides', () => {
  expect(refundableCents({ ...paid, dispute: null })).toBe(1190);
  expect(refundableCents({ ...paid, refundedCents: 1190, dispute: null })).toBe(0);
  expect(refundableCents({ ...paid, refundedCents: 190, dispute: 'won' })).toBe(1000);
  expect(refundableCents({ ...paid, dispute: 'open' })).toBe(0);
  expect(refundableCents({ ...paid, state: 'failed', dispute: null })).toBe(0);
});

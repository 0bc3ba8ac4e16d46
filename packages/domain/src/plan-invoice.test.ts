import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NANO_PER_CENT } from './invoice.ts';
import { sumEntries } from './ledger.ts';
import { isWhole, planPaidJournal, planWorthNano } from './plan-invoice.ts';

const none = { taxCents: 0n, creditedCents: 0n, balanceCents: 0n };

test('a paid invoice is money in and revenue, without its tax', () => {
  const paid = { ...none, subtotalCents: 2_900n, taxCents: 551n, paidCents: 3_451n };
  expect(planPaidJournal(paid)).toEqual([
    { account: 'payments', amountNano: 2_900n * NANO_PER_CENT },
    { account: 'plan_revenue', amountNano: -2_900n * NANO_PER_CENT },
  ]);
  expect(planWorthNano(paid)).toBe(2_900n * NANO_PER_CENT);
});

test('a change that leaves credit is booked against the balance, and the next one paid by it', () => {
  const left = { ...none, subtotalCents: -1_450n, paidCents: 0n, balanceCents: -1_450n };
  expect(planPaidJournal(left)).toEqual([
    { account: 'customer_balance', amountNano: -1_450n * NANO_PER_CENT },
    { account: 'plan_revenue', amountNano: 1_450n * NANO_PER_CENT },
  ]);
  const next = { ...none, subtotalCents: 2_900n, paidCents: 1_450n, balanceCents: 1_450n };
  expect(sumEntries([...planPaidJournal(left), ...planPaidJournal(next)])).toBe(0n);
  expect(planPaidJournal(next)[0]).toEqual({
    account: 'payments',
    amountNano: 1_450n * NANO_PER_CENT,
  });
});

test('whatever the tax, the balance and the credit notes: every journal sums to zero, or is refused', () => {
  const cents = fc.bigInt({ min: 0n, max: 1_000_000n });
  const balance = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
  fc.assert(
    fc.property(cents, cents, cents, balance, fc.bigInt({ min: -1n, max: 1n }), (...amounts) => {
      const [subtotalCents, taxCents, creditedCents, balanceCents, wrong] = amounts;
      const paidCents = subtotalCents + taxCents - creditedCents - balanceCents + wrong;
      const invoice = { subtotalCents, taxCents, creditedCents, balanceCents, paidCents };
      expect(isWhole(invoice)).toBe(wrong === 0n);
      if (wrong === 0n) expect(sumEntries(planPaidJournal(invoice))).toBe(0n);
      else expect(() => planPaidJournal(invoice)).toThrow(RangeError);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moneyBackStates } from '@geko/contracts/money-back';
import { sumEntries } from './ledger.ts';
import {
  creditGoingBack,
  isFurther,
  moneyBackJournal,
  moneyBackTable,
  refundableCents,
} from './money-back.ts';

test('a refund of a part takes its part of the credit, tax or not', () => {
  const paid = { creditNano: 10_000_000_000n, gone: [] };
  expect(creditGoingBack({ ...paid, paidCents: 1000, amountCents: 300 })).toBe(3_000_000_000n);
  expect(creditGoingBack({ ...paid, paidCents: 1190, amountCents: 119 })).toBe(1_000_000_000n);
});

test('whatever the parts, together they take all of the credit and never more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 12 }),
      fc.bigInt({ min: 1n, max: 9_000_000_000_000n }),
      (parts, creditNano) => {
        const paidCents = parts.reduce((sum, cents) => sum + cents, 0);
        const gone: { amountCents: number; takenNano: bigint }[] = [];
        for (const amountCents of parts) {
          const takenNano = creditGoingBack({ creditNano, paidCents, amountCents, gone });
          expect(takenNano).toBeGreaterThanOrEqual(0n);
          gone.push({ amountCents, takenNano });
        }
        expect(gone.reduce((sum, { takenNano }) => sum + takenNano, 0n)).toBe(creditNano);
      },
    ),
  );
});

test('a life goes forward only, whatever the order in which it is told', () => {
  for (const known of moneyBackStates) {
    expect(isFurther(null, known)).toBe(true);
    expect(isFurther(known, known)).toBe(false);
    for (const told of moneyBackStates) {
      expect(isFurther(known, told) && isFurther(told, known)).toBe(false);
    }
  }
  expect(isFurther('done', 'failed')).toBe(true);
  expect(isFurther('lost', 'won')).toBe(true);
  expect(isFurther('won', 'open')).toBe(false);
  const gone = moneyBackStates.filter((state) => moneyBackTable[state].isGone);
  expect(gone).toEqual(['pending', 'done', 'open', 'lost']);
});

test('what is given back undoes what was taken', () => {
  const taken = moneyBackJournal({ lotId: 'a', amountNano: 5n, isReturning: false });
  expect(taken).toEqual([
    { account: 'wallet', amountNano: 5n, lotId: 'a' },
    { account: 'payments', amountNano: -5n },
  ]);
  const returned = moneyBackJournal({ lotId: 'a', amountNano: 5n, isReturning: true });
  expect(sumEntries([...taken, ...returned])).toBe(0n);
  expect(returned.map(({ amountNano }) => amountNano)).toEqual([-5n, 5n]);
  expect(() => moneyBackJournal({ lotId: 'a', amountNano: 0n, isReturning: false })).toThrow(
    RangeError,
  );
});

test('what is left to refund is what did not go back; nothing of what is disputed', () => {
  const refund = { kind: 'refund', amountCents: 300 } as const;
  const dispute = { kind: 'dispute', amountCents: 400 } as const;
  const left = (...parts: Parameters<typeof refundableCents>[0]['parts'][number][]) =>
    refundableCents({ paidCents: 1000, parts });
  expect(left()).toBe(1000);
  expect(left({ ...refund, state: 'asked' }, { ...refund, state: 'failed' })).toBe(700);
  expect(left({ ...refund, state: 'done' }, { ...dispute, state: 'open' })).toBeNull();
  expect(left({ ...dispute, state: 'won' }, { ...dispute, state: 'warned' })).toBe(1000);
});

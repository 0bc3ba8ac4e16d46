import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spendLots } from './lots.ts';

const held = [
  { lotId: 'trial', amountNano: 30n },
  { lotId: 'bonus', amountNano: 50n },
];

test('a charge is taken of the first lots first', () => {
  expect(spendLots(held, 0n)).toEqual([]);
  expect(spendLots(held, 30n)).toEqual([{ lotId: 'trial', amountNano: 30n }]);
  expect(spendLots(held, 31n)).toEqual([
    { lotId: 'trial', amountNano: 30n },
    { lotId: 'bonus', amountNano: 1n },
  ]);
  expect(spendLots(held, 80n)).toEqual(held);
});

test('a charge beyond the hold is a fault, not a debt', () => {
  expect(() => spendLots(held, 81n)).toThrow(RangeError);
  expect(() => spendLots([], 1n)).toThrow(RangeError);
});

test('what is spent is the charge, and of no lot more than was held', () => {
  const anyHeld = fc
    .array(fc.bigInt({ min: 1n, max: 1_000n }), { maxLength: 5 })
    .map((amounts) => amounts.map((amountNano, index) => ({ lotId: `${index}`, amountNano })));
  fc.assert(
    fc.property(anyHeld, fc.nat({ max: 100 }), (lots, percent) => {
      const total = lots.reduce((sum, lot) => sum + lot.amountNano, 0n);
      const charge = (total * BigInt(percent)) / 100n;
      const spent = spendLots(lots, charge);
      expect(spent.reduce((sum, lot) => sum + lot.amountNano, 0n)).toBe(charge);
      for (const { lotId, amountNano } of spent) {
        const lot = lots.find((one) => one.lotId === lotId);
        expect(lot !== undefined && amountNano <= lot.amountNano).toBe(true);
      }
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Funding } from '@geko/contracts/meters';
import { correctCall } from './correction.ts';
import { sumEntries } from './ledger.ts';
import { maxCharge } from './max-charge.ts';
import { FREE_PRICE, type Price } from './pricing.ts';
import { settleCall } from './settlement.ts';
import { anyMarkupBps, anyPrice, anyUsage } from './testing/arbitraries.ts';

const price: Price = {
  ...FREE_PRICE,
  version: 3,
  inputNano: 1_000_000_000n,
  outputNano: 4_000_000_000n,
};
const held = [
  { lotId: 'trial', amountNano: 200_000n },
  { lotId: 'bought', amountNano: 400_000n },
];
const settleAs = (funding: Funding, outputTokens: number) =>
  settleCall({
    usage: {
      inputTokens: 100,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      outputTokens,
      reasoningTokens: null,
    },
    counted: { inputTokens: 100, outputTokens: 0 },
    hold: { inputTokens: 100, maxOutputTokens: 70, lots: held },
    price,
    markupBps: 5000,
    funding,
    hasStarted: true,
  });
const bookedOf = (settlement: ReturnType<typeof settleAs>) => ({
  costNano: settlement.rating.costNano,
  chargeNano: settlement.rating.chargeNano,
  absorbedNano: settlement.absorbedNano,
  spent: settlement.spent,
});

test('a smaller charge goes back to the lots that it came from, the last one first', () => {
  // 100 tokens in and 50 out: $0.0003 and half of it on top = 450,000, of which 200,000 of the trial.
  const booked = bookedOf(settleAs('credits', 50));
  expect(booked.spent).toEqual([
    { lotId: 'trial', amountNano: 200_000n },
    { lotId: 'bought', amountNano: 250_000n },
  ]);
  const settlement = settleAs('credits', 0);
  const corrected = correctCall({ booked, settlement, funding: 'credits', free: [] });
  expect(corrected).toMatchObject({ costNano: 100_000n, chargeNano: 150_000n, absorbedNano: 0n });
  expect(corrected.lots).toEqual([
    { lotId: 'bought', amountNano: -250_000n },
    { lotId: 'trial', amountNano: -50_000n },
  ]);
  expect(corrected.entries).toEqual([
    { account: 'provider_cost', amountNano: -200_000n },
    { account: 'provider_payable', amountNano: 200_000n },
    { account: 'wallet', amountNano: -250_000n, lotId: 'bought' },
    { account: 'wallet', amountNano: -50_000n, lotId: 'trial' },
    { account: 'revenue', amountNano: 300_000n },
  ]);
});

test('a larger charge takes what credit is free; what is then not covered of the cost is absorbed', () => {
  const booked = bookedOf(settleAs('credits', 0));
  const settlement = settleAs('credits', 60);
  const rich = correctCall({
    booked,
    settlement,
    funding: 'credits',
    free: [{ lotId: 'new', freeNano: 1_000_000n }],
  });
  expect(rich).toMatchObject({ costNano: 340_000n, chargeNano: 510_000n, absorbedNano: 0n });
  expect(rich.lots).toEqual([{ lotId: 'new', amountNano: 360_000n }]);
  const poor = correctCall({
    booked,
    settlement,
    funding: 'credits',
    free: [{ lotId: 'new', freeNano: 100_000n }],
  });
  expect(poor).toMatchObject({ costNano: 340_000n, chargeNano: 250_000n, absorbedNano: 90_000n });
  expect(poor.lines.map(({ chargeNano }) => chargeNano)).toEqual([150_000n, 100_000n]);
  expect(poor.entries).toEqual([
    { account: 'provider_cost', amountNano: 150_000n },
    { account: 'absorbed_loss', amountNano: 90_000n },
    { account: 'provider_payable', amountNano: -240_000n },
    { account: 'wallet', amountNano: 100_000n, lotId: 'new' },
    { account: 'revenue', amountNano: -100_000n },
  ]);
});

test('what is postpaid is owed more, or less; what is included costs the operator', () => {
  const [small, large] = [settleAs('postpaid', 10), settleAs('postpaid', 20)];
  const more = correctCall({
    booked: bookedOf(small),
    settlement: large,
    funding: 'postpaid',
    free: [],
  });
  expect(more.entries).toContainEqual({ account: 'receivable', amountNano: 60_000n });
  const less = correctCall({
    booked: bookedOf(large),
    settlement: small,
    funding: 'postpaid',
    free: [],
  });
  expect(less.entries).toContainEqual({ account: 'receivable', amountNano: -60_000n });
  const included = correctCall({
    booked: bookedOf(settleAs('included', 10)),
    settlement: settleAs('included', 20),
    funding: 'included',
    free: [],
  });
  expect(included.entries).toEqual([
    { account: 'provider_cost', amountNano: 40_000n },
    { account: 'provider_payable', amountNano: -40_000n },
  ]);
});

test('whatever turns out: journals sum to zero, lines to the total, lots to the difference, and nobody overdraws', () => {
  const anyLots = fc.array(fc.bigInt(0n, 1_000_000_000_000n), { maxLength: 4 });
  fc.assert(
    fc.property(
      anyPrice,
      anyMarkupBps,
      fc.array(anyUsage, { minLength: 2, maxLength: 4 }),
      fc.tuple(fc.nat(100_000), fc.nat(100_000)),
      anyLots,
      fc.constantFrom<Funding>('credits', 'postpaid', 'included'),
      (anyone, markupBps, usages, [inputTokens, maxOutputTokens], lots, funding) => {
        const bound = maxCharge({
          price: anyone,
          markupBps,
          inputTokens,
          isCharged: funding === 'credits',
        });
        const hold = {
          inputTokens,
          maxOutputTokens,
          lots: [
            {
              lotId: 'held',
              amountNano: bound.fixedNano + bound.perOutputNano * BigInt(maxOutputTokens),
            },
          ],
        };
        const settle = (usage: (typeof usages)[number]) =>
          settleCall({
            usage,
            counted: { inputTokens: 0, outputTokens: 0 },
            hold,
            price: anyone,
            markupBps,
            funding,
            hasStarted: true,
          });
        const [first, ...rest] = usages.map(settle);
        if (first === undefined) return;
        let booked = bookedOf(first);
        const free = new Map(lots.map((freeNano, index) => [`lot ${index}`, freeNano]));
        for (const settlement of rest) {
          const corrected = correctCall({
            booked,
            settlement,
            funding,
            free: [...free].map(([lotId, freeNano]) => ({ lotId, freeNano })),
          });
          expect(sumEntries(corrected.entries)).toBe(0n);
          expect(corrected.lines.reduce((sum, line) => sum + line.chargeNano, 0n)).toBe(
            corrected.chargeNano,
          );
          expect(corrected.chargeNano <= settlement.rating.chargeNano).toBe(true);
          expect(corrected.absorbedNano >= settlement.absorbedNano).toBe(true);
          expect(corrected.absorbedNano <= corrected.costNano).toBe(true);
          const spent = new Map(booked.spent.map(({ lotId, amountNano }) => [lotId, amountNano]));
          for (const { lotId, amountNano } of corrected.lots) {
            spent.set(lotId, (spent.get(lotId) ?? 0n) + amountNano);
            free.set(lotId, (free.get(lotId) ?? 0n) - amountNano);
          }
          if (funding === 'credits') {
            expect([...spent.values(), ...free.values()].every((amount) => amount >= 0n)).toBe(
              true,
            );
            expect([...spent.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(
              corrected.chargeNano,
            );
          }
          booked = {
            ...corrected,
            spent: [...spent].map(([lotId, amountNano]) => ({ lotId, amountNano })),
          };
        }
      },
    ),
    { numRuns: 500 },
  );
});

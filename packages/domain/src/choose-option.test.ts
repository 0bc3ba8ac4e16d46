import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chooseOption,
  type CounterState,
  freeAfterDebts,
  type Option,
  type Share,
  takeFromLots,
} from './choose-option.ts';

const amount = fc.bigInt({ min: 0n, max: 2_000n });
const perOutput = fc.bigInt({ min: 0n, max: 3n });
const anyShare: fc.Arbitrary<Share | null> = fc.option(
  fc.record({ cap: fc.option(amount), fixed: amount, perOutput }),
  { freq: 5 },
);
const COUNTERS = 3;
const anyOption: fc.Arbitrary<Option> = fc.record({
  funding: fc.constantFrom('included', 'credits', 'postpaid'),
  markupBps: fc.constant(0),
  shares: fc.array(anyShare, { minLength: COUNTERS, maxLength: COUNTERS }),
  funds: fc.option(fc.record({ fixed: amount, perOutput })),
});
const anyStates = fc.array(fc.record({ used: amount, held: amount }), {
  minLength: COUNTERS,
  maxLength: COUNTERS,
});
const anyLots = fc
  .array(amount, { maxLength: 3 })
  .map((free) => free.map((freeNano, index) => ({ lotId: `lot-${index}`, freeNano })));
const anyWanted = fc.record({
  desiredOutputTokens: fc.integer({ min: 1, max: 3_000 }),
  minOutputTokens: fc.integer({ min: 1, max: 100 }),
  comfortableOutputTokens: fc.integer({ min: 1, max: 1_500 }),
});

/** Whether an answer of this length fits everything: said without arithmetic of rooms. */
function fits(option: Option, states: CounterState[], wallet: bigint, output: number): boolean {
  const of = ({ fixed, perOutput: each }: { fixed: bigint; perOutput: bigint }) =>
    fixed + each * BigInt(output);
  const holds = option.shares.every((share, index) => {
    const { used, held } = states[index] ?? { used: 0n, held: 0n };
    return share === null || share.cap === null || used + held + of(share) <= share.cap;
  });
  return holds && (option.funds === null || of(option.funds) <= wallet);
}

test('what is chosen fits, and one token more does not; what is refused fits nowhere', () => {
  fc.assert(
    fc.property(
      fc.array(anyOption, { maxLength: 3 }),
      anyStates,
      anyLots,
      anyWanted,
      (options, counters, lots, wanted) => {
        const choice = chooseOption({ options, counters, lots, wanted });
        const wallet = lots.reduce((sum, { freeNano }) => sum + freeNano, 0n);
        const minimum = Math.min(wanted.minOutputTokens, wanted.desiredOutputTokens);
        const comfortable = Math.min(wanted.comfortableOutputTokens, wanted.desiredOutputTokens);
        if (choice === null) {
          expect(options.some((one) => fits(one, counters, wallet, minimum))).toBe(false);
          return;
        }
        const option = options[choice.option];
        if (option === undefined) throw new Error('no such option');
        const { maxOutputTokens } = choice;
        expect(fits(option, counters, wallet, maxOutputTokens)).toBe(true);
        expect(maxOutputTokens).toBeGreaterThanOrEqual(minimum);
        expect(maxOutputTokens).toBeLessThanOrEqual(wanted.desiredOutputTokens);
        if (maxOutputTokens < wanted.desiredOutputTokens)
          expect(fits(option, counters, wallet, maxOutputTokens + 1)).toBe(false);
        // None before it was comfortable, and where none is, none has more room.
        for (const one of options.slice(0, choice.option))
          expect(fits(one, counters, wallet, Math.max(comfortable, minimum))).toBe(false);
        if (maxOutputTokens < comfortable && maxOutputTokens < wanted.desiredOutputTokens)
          expect(options.some((one) => fits(one, counters, wallet, maxOutputTokens + 1))).toBe(
            false,
          );
        const taken = choice.lots.reduce((sum, lot) => sum + lot.amountNano, 0n);
        const { funds } = option;
        expect(taken).toBe(
          funds === null ? 0n : funds.fixed + funds.perOutput * BigInt(maxOutputTokens),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});

test('calls that follow each other never take more than the cap, nor than the wallet has', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, amount), { maxLength: 30 }), (calls) => {
      let held = 0n;
      let freeNano = 1_000n;
      for (const [fixed, fundsFixed] of calls) {
        const choice = chooseOption({
          options: [
            {
              funding: 'credits',
              markupBps: 0,
              shares: [{ cap: 5_000n, fixed, perOutput: 1n }],
              funds: { fixed: fundsFixed, perOutput: 1n },
            },
          ],
          counters: [{ used: 0n, held }],
          lots: [{ lotId: 'a', freeNano }],
          wanted: { desiredOutputTokens: 500, minOutputTokens: 1, comfortableOutputTokens: 500 },
        });
        if (choice === null) continue;
        held += fixed + BigInt(choice.maxOutputTokens);
        for (const lot of choice.lots) freeNano -= lot.amountNano;
      }
      expect(held <= 5_000n).toBe(true);
      expect(freeNano >= 0n).toBe(true);
    }),
  );
});

const included = (room: bigint): Option => ({
  funding: 'included',
  markupBps: 0,
  shares: [{ cap: room, fixed: 0n, perOutput: 1n }],
  funds: null,
});
const credits: Option = {
  funding: 'credits',
  markupBps: 1500,
  shares: [null],
  funds: { fixed: 10n, perOutput: 2n },
};
const ask = { desiredOutputTokens: 4_096, minOutputTokens: 16, comfortableOutputTokens: 1_024 };
const chooseWith = (room: bigint, walletNano: bigint) =>
  chooseOption({
    options: [included(room), credits],
    counters: [{ used: 0n, held: 0n }],
    lots: [{ lotId: 'a', freeNano: walletNano }],
    wanted: ask,
  });

test('what the plan includes goes before credit as long as an answer has a comfortable length', () => {
  expect(chooseWith(1_024n, 100_000n)).toEqual({ option: 0, maxOutputTokens: 1_024, lots: [] });
  expect(chooseWith(1_023n, 100_000n)).toMatchObject({ option: 1, maxOutputTokens: 4_096 });
  expect(chooseWith(1_023n, 500n)).toMatchObject({ option: 0, maxOutputTokens: 1_023 });
  expect(chooseWith(15n, 41n)).toBeNull();
  expect(chooseWith(15n, 42n)).toEqual({
    option: 1,
    maxOutputTokens: 16,
    lots: [{ lotId: 'a', amountNano: 42n }],
  });
});

test('lots are taken in their order, each as far as it goes', () => {
  const lots = [
    { lotId: 'trial', freeNano: 30n },
    { lotId: 'held', freeNano: 0n },
    { lotId: 'bonus', freeNano: 50n },
  ];
  expect(takeFromLots(lots, 45n)).toEqual([
    { lotId: 'trial', amountNano: 30n },
    { lotId: 'bonus', amountNano: 15n },
  ]);
  expect(takeFromLots(lots, 0n)).toEqual([]);
});

test('what is owed is taken of the lots that are spent last, down to nothing', () => {
  const lot = (lotId: string, freeNano: bigint) => ({ lotId, freeNano });
  expect(freeAfterDebts([lot('a', 5n), lot('b', -7n), lot('c', 4n)])).toEqual([
    lot('a', 2n),
    lot('c', 0n),
  ]);
  expect(freeAfterDebts([lot('a', 5n), lot('b', -9n)])).toEqual([lot('a', 0n)]);
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -50n, max: 100n }), { maxLength: 6 }), (free) => {
      const sum = free.reduce((all, one) => all + one, 0n);
      const left = freeAfterDebts(free.map((one, index) => lot(`${index}`, one)));
      expect(left.reduce((all, one) => all + one.freeNano, 0n)).toBe(sum > 0n ? sum : 0n);
    }),
  );
});

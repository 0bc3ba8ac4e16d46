import { NO_UNITS } from '@geko/contracts/meters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMarkupBps, anyPrice, anyUnitPrice, anyUnits, anyUsage } from './testing/arbitraries.ts';
import { sumEntries } from './ledger.ts';
import { maxCharge } from './max-charge.ts';
import { FREE_PRICE, type Price, rateUsage } from './pricing.ts';
import { chargedOutput, hasGiven, settleCall } from './settlement.ts';
import { NO_USAGE, totalInputTokens, totalOutputTokens, totalTokens } from './usage.ts';

const price: Price = {
  ...FREE_PRICE,
  version: 3,
  inputNano: 1_000_000_000n,
  outputNano: 4_000_000_000n,
};
const facts = {
  counted: { inputTokens: 100, outputTokens: 20 },
  hold: { inputTokens: 100, maxOutputTokens: 50 },
  price,
  markupBps: 5000,
  funding: 'postpaid',
  hasStarted: true,
} as const;
const usage = {
  inputTokens: 90,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  outputTokens: 30,
  reasoningTokens: null,
};

test('a call inside its hold is charged for what it used', () => {
  const settled = settleCall({ ...facts, usage });
  expect(settled).toMatchObject({
    isEstimated: false,
    meteredTokens: 120,
    overshootTokens: 0,
    absorbedNano: 0n,
  });
  expect(settled.rating).toMatchObject({ costNano: 210_000n, chargeNano: 315_000n });
  expect(settled.entries).toEqual([
    { account: 'provider_cost', amountNano: 210_000n },
    { account: 'provider_payable', amountNano: -210_000n },
    { account: 'receivable', amountNano: 315_000n },
    { account: 'revenue', amountNano: -315_000n },
  ]);
});

test('input and output beyond the hold are the operator’s', () => {
  const settled = settleCall({ ...facts, usage: { ...usage, inputTokens: 130, outputTokens: 60 } });
  expect(settled).toMatchObject({ meteredTokens: 150, overshootTokens: 40, absorbedNano: 70_000n });
  expect(settled.rating).toMatchObject({ costNano: 370_000n, chargeNano: 450_000n });
  expect(settled.entries).toContainEqual({ account: 'absorbed_loss', amountNano: 70_000n });
});

test('without usage our counts stand in, marked', () => {
  const settled = settleCall({ ...facts, usage: null });
  expect(settled).toMatchObject({ isEstimated: true, meteredTokens: 120 });
});

test('a call the provider never accepted leaves nothing behind', () => {
  const settled = settleCall({ ...facts, usage: null, hasStarted: false });
  expect(settled).toMatchObject({
    isEstimated: false,
    meteredTokens: 0,
    overshootTokens: 0,
    entries: [],
  });
  expect(settled.rating).toEqual({ lines: [], costNano: 0n, chargeNano: 0n });
});

test('a call that failed with nothing delivered is booked at the operator’s cost: nothing charged for nothing', () => {
  const settled = settleCall({
    ...facts,
    usage: { ...usage, outputTokens: 0 },
    hasDelivered: false,
  });
  expect(settled).toMatchObject({ meteredTokens: 0, overshootTokens: 90, absorbedNano: 90_000n });
  expect(settled.rating).toMatchObject({ costNano: 90_000n, chargeNano: 0n });
  expect(settled.entries).toEqual([
    { account: 'absorbed_loss', amountNano: 90_000n },
    { account: 'provider_payable', amountNano: -90_000n },
  ]);
});

test('a call that failed is charged for what was delivered; what its provider told beyond is the operator’s', () => {
  const settled = settleCall({ ...facts, usage, deliveredTokens: 6 });
  expect(settled).toMatchObject({
    usage: { inputTokens: 90, outputTokens: 30 },
    isEstimated: false,
    meteredTokens: 96,
    overshootTokens: 24,
    absorbedNano: 96_000n,
  });
  expect(settled.rating).toMatchObject({ costNano: 210_000n, chargeNano: 171_000n });
  expect(settled.entries).toEqual([
    { account: 'provider_cost', amountNano: 114_000n },
    { account: 'absorbed_loss', amountNano: 96_000n },
    { account: 'provider_payable', amountNano: -210_000n },
    { account: 'receivable', amountNano: 171_000n },
    { account: 'revenue', amountNano: -171_000n },
  ]);
});

test('a call that failed is charged for no more than its provider told, nor for more than was held', () => {
  const more = (deliveredTokens: number, outputTokens: number) =>
    settleCall({ ...facts, usage: { ...usage, outputTokens }, deliveredTokens });
  expect(more(31, 30)).toEqual(settleCall({ ...facts, usage }));
  expect(more(60, 70)).toMatchObject({
    meteredTokens: 140,
    overshootTokens: 20,
    rating: { chargeNano: 435_000n },
  });
});

test('a call that failed is settled the same again by what its receipt keeps', () => {
  const tokens = fc.integer({ min: 0, max: 300_000 });
  fc.assert(
    fc.property(anyUsage, anyPrice, tokens, tokens, tokens, (used, anyOf, input, output, got) => {
      const hold = { inputTokens: input, maxOutputTokens: output };
      const call = { ...facts, usage: used, price: anyOf, hold };
      const settled = settleCall({ ...call, deliveredTokens: got });
      const charged = chargedOutput(settled, hold);
      expect(charged).toBe(Math.min(totalOutputTokens(used), output, got));
      const metered = totalInputTokens(used) + charged;
      expect(settled.meteredTokens).toBe(Math.min(metered, input + output));
      expect(settleCall({ ...call, deliveredTokens: charged })).toEqual(settled);
    }),
    { numRuns: 400 },
  );
});

const pictures = { ...NO_UNITS, images: 2, imageKind: '512x512/low' };
const media = {
  ...facts,
  counted: { inputTokens: 0, outputTokens: 0 },
  hold: { inputTokens: 0, maxOutputTokens: 0, units: pictures },
  price: { ...FREE_PRICE, version: 1, imageNano: { '512x512/low': 100_000_000n } },
  usage: NO_USAGE,
};
const made = (images: number) => ({ images, characters: 0, seconds: 0 });

test('pictures are charged as they were made, those beyond the hold are the operator’s', () => {
  const one = settleCall({ ...media, units: made(1) });
  expect(one).toMatchObject({
    units: { ...pictures, images: 1 },
    isEstimated: false,
    meteredTokens: 0,
    absorbedNano: 0n,
    rating: { costNano: 100_000_000n, chargeNano: 150_000_000n },
  });
  const three = settleCall({ ...media, units: made(3) });
  expect(three).toMatchObject({
    units: { ...pictures, images: 3 },
    absorbedNano: 100_000_000n,
    rating: { costNano: 300_000_000n, chargeNano: 300_000_000n },
  });
  expect(three.entries).toContainEqual({ account: 'absorbed_loss', amountNano: 100_000_000n });
});

test('what nobody asked for and nothing has a price for is not booked', () => {
  const settled = settleCall({ ...media, units: { ...made(1), characters: 9, seconds: 9 } });
  expect(settled).toMatchObject({ units: { ...pictures, images: 1 }, absorbedNano: 0n });
  const none = { ...media.hold, units: NO_UNITS };
  expect(settleCall({ ...media, hold: none, units: made(1) })).toMatchObject({
    units: NO_UNITS,
    entries: [],
  });
});

test('units that nobody told of are those asked for, as an estimate; of a call that never began, none', () => {
  const begun = settleCall({ ...media, units: null, hasDelivered: false });
  expect(begun).toMatchObject({
    units: pictures,
    isEstimated: true,
    absorbedNano: 200_000_000n,
    rating: { chargeNano: 0n },
  });
  const never = settleCall({ ...media, usage: null, units: null, hasStarted: false });
  expect(never).toMatchObject({ units: NO_UNITS, isEstimated: false, entries: [] });
});

test('a call has given something if it finished, was metered, or was ended while it made what has no parts', () => {
  const ended = (outcome: string, meteredTokens: number, images: number) =>
    hasGiven({ outcome, meteredTokens, units: made(images) });
  expect([ended('finished', 0, 0), ended('failed', 1, 0), ended('stopped', 0, 1)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([ended('stopped', 0, 0), ended('failed', 0, 1), ended('interrupted', 0, 1)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('whatever comes, the charge is within the hold’s price, sums hold, and the meter is within the hold', () => {
  const hold = fc.record({
    inputTokens: fc.integer({ min: 0, max: 300_000 }),
    maxOutputTokens: fc.integer({ min: 0, max: 300_000 }),
  });
  const funding = fc.constantFrom('included' as const, 'local' as const, 'postpaid' as const);
  fc.assert(
    fc.property(
      anyUsage,
      anyPrice,
      anyMarkupBps,
      hold,
      funding,
      fc.boolean(),
      (used, anyOf, markupBps, held, from, got) => {
        const settled = settleCall({
          usage: used,
          counted: { inputTokens: 0, outputTokens: 0 },
          hold: held,
          price: anyOf,
          markupBps,
          funding: from,
          hasStarted: true,
          hasDelivered: got,
        });
        const max = (...prices: (bigint | null)[]) =>
          prices.reduce<bigint>((top, one) => (one !== null && one > top ? one : top), 0n);
        const all = [anyOf, ...anyOf.tiers];
        const dearestInput = max(
          ...all.flatMap((one) => [one.inputNano, one.cachedInputNano, one.cacheWriteNano]),
        );
        const dearestOutput = max(...all.flatMap((one) => [one.outputNano, one.reasoningNano]));
        const bound =
          (BigInt(held.inputTokens) * dearestInput + BigInt(held.maxOutputTokens) * dearestOutput) *
          BigInt(10_000 + markupBps);
        // Five lines, each rounded by at most half a nano.
        expect((settled.rating.chargeNano - 3n) * 10n ** 10n <= bound).toBe(true);
        expect(sumEntries(settled.entries)).toBe(0n);
        expect(settled.rating.lines.reduce((sum, line) => sum + line.chargeNano, 0n)).toBe(
          settled.rating.chargeNano,
        );
        expect(settled.rating.costNano).toBe(
          rateUsage({ usage: used, price: anyOf, markupBps }).costNano,
        );
        expect(settled.meteredTokens).toBeLessThanOrEqual(held.inputTokens + held.maxOutputTokens);
        expect(settled.overshootTokens).toBeLessThanOrEqual(totalTokens(used));
        expect(settled.absorbedNano >= 0n && settled.absorbedNano <= settled.rating.costNano).toBe(
          true,
        );
        if (from !== 'postpaid' || !got) expect(settled.rating.chargeNano).toBe(0n);
      },
    ),
    { numRuns: 400 },
  );
});

const anyCall = fc.record({ usage: anyUsage, units: anyUnits });

test('the charge out of the wallet never passes what was held, and the rest goes back', () => {
  fc.assert(
    fc.property(anyCall, anyCall, anyUnitPrice, anyMarkupBps, (used, bought, rates, markupBps) => {
      const { inputTokens, outputTokens: maxOutputTokens } = bought.usage;
      const { units } = bought;
      const bound = maxCharge({ price: rates, markupBps, inputTokens, units, isCharged: true });
      const heldNano = bound.fixedNano + bound.perOutputNano * BigInt(maxOutputTokens);
      const half = heldNano / 2n;
      const settled = settleCall({
        ...facts,
        ...used,
        price: rates,
        markupBps,
        funding: 'credits',
        hold: {
          inputTokens,
          maxOutputTokens,
          units,
          lots: [
            { lotId: 'a', amountNano: half },
            { lotId: 'b', amountNano: heldNano - half },
          ],
        },
      });
      const spent = settled.spent.reduce((sum, lot) => sum + lot.amountNano, 0n);
      expect(spent).toBe(settled.rating.chargeNano);
      expect(spent <= heldNano).toBe(true);
      expect(sumEntries(settled.entries)).toBe(0n);
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affordableOutput, type CountedLimit } from './affordable.ts';

const at = new Date(0);
const limit = (facts: Partial<CountedLimit>): CountedLimit => ({
  name: 'workspace.tokens',
  meter: 'tokens',
  subject: 'workspace',
  periodStart: at,
  resetsAt: at,
  cap: 1000n,
  softCap: null,
  overflow: 'block',
  fixedAmount: 0n,
  perOutputToken: 1n,
  used: 0n,
  held: 0n,
  ...facts,
});

const amount = fc.bigInt({ min: 0n, max: 2000n });
const anyLimit = fc
  .record({
    name: fc.string(),
    cap: fc.option(amount),
    fixedAmount: amount,
    perOutputToken: fc.bigInt({ min: 0n, max: 3n }),
    used: amount,
    held: amount,
  })
  .map(limit);
const output = fc.integer({ min: 1, max: 3000 });

const holdOf = (one: CountedLimit, outputTokens: number) =>
  one.fixedAmount + one.perOutputToken * BigInt(outputTokens);
const fits = (one: CountedLimit, outputTokens: number) =>
  one.cap === null || one.used + one.held + holdOf(one, outputTokens) <= one.cap;

test('what is affordable fits every cap, and one token more does not (unless it is all that was wanted)', () => {
  fc.assert(
    fc.property(
      fc.array(anyLimit, { maxLength: 4 }),
      output,
      output,
      (limits, desired, minimum) => {
        const result = affordableOutput({
          limits,
          desiredOutputTokens: desired,
          minOutputTokens: minimum,
        });
        const needed = Math.min(minimum, desired);
        if (result.isAffordable) {
          const { maxOutputTokens } = result;
          expect(limits.every((one) => fits(one, maxOutputTokens))).toBe(true);
          expect(maxOutputTokens).toBeGreaterThanOrEqual(needed);
          expect(maxOutputTokens).toBeLessThanOrEqual(desired);
          if (maxOutputTokens < desired)
            expect(limits.every((one) => fits(one, maxOutputTokens + 1))).toBe(false);
        } else {
          expect(result.exceeded).toEqual(
            limits.filter((one) => !fits(one, needed)).map(({ name }) => name),
          );
          expect(result.exceeded.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('calls that follow each other never take more than the cap', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, output), { maxLength: 30 }), (calls) => {
      let held = 0n;
      for (const [fixedAmount, desired] of calls) {
        const one = limit({ fixedAmount, held });
        const result = affordableOutput({
          limits: [one],
          desiredOutputTokens: desired,
          minOutputTokens: 1,
        });
        if (result.isAffordable) held += holdOf(one, result.maxOutputTokens);
      }
      expect(held <= 1000n).toBe(true);
    }),
  );
});

test('the tightest limit clamps; every exceeded one is named', () => {
  const requests = limit({
    name: 'workspace.requests',
    cap: 100n,
    used: 99n,
    fixedAmount: 1n,
    perOutputToken: 0n,
  });
  const tokens = limit({ used: 700n, held: 100n, fixedAmount: 50n });
  const ask = { desiredOutputTokens: 4096, minOutputTokens: 16 };
  expect(affordableOutput({ limits: [requests, tokens], ...ask })).toEqual({
    isAffordable: true,
    maxOutputTokens: 150,
  });
  expect(
    affordableOutput({
      limits: [
        { ...requests, used: 100n },
        { ...tokens, used: 900n },
      ],
      ...ask,
    }),
  ).toEqual({
    isAffordable: false,
    exceeded: ['workspace.requests', 'workspace.tokens'],
  });
  expect(affordableOutput({ limits: [limit({ cap: null, used: 10n ** 12n })], ...ask })).toEqual({
    isAffordable: true,
    maxOutputTokens: 4096,
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Admission } from './admission.ts';
import { blockAdmission, covers, mayStay, needOf, PLENTY, termsKey } from './block.ts';
import { chooseOption, type Option } from './choose-option.ts';
import type { Counter } from './limits.ts';

const counter = (subject: string): Counter => ({
  scope: 'workspace',
  subject,
  meter: 'tokens',
  period: 'day',
  periodStart: new Date('2026-11-23T00:00:00Z'),
  periodEnd: new Date('2026-11-24T00:00:00Z'),
});
const option = (facts: Partial<Option> = {}): Option => ({
  funding: 'included',
  markupBps: 0,
  shares: [{ cap: 1_000n, fixed: 10n, perOutput: 1n }],
  funds: null,
  ...facts,
});
const admissionOf = (...options: Option[]): Admission => ({
  limits: [],
  counters: [counter('plan')],
  options,
});
const size = { inputTokens: 10, outputTokens: 20 };
const wanted = { desiredOutputTokens: 20, minOutputTokens: 16, comfortableOutputTokens: 20 };
const nothing = { desiredOutputTokens: 0, minOutputTokens: 0, comfortableOutputTokens: 0 };

describe('what a hold is enough for', () => {
  const paid = option({ funding: 'credits', funds: { fixed: 5n, perOutput: 2n } });
  const hold = needOf(paid, size);

  test('is the sum of its fixed part and its output, of every counter and of the wallet', () => {
    expect(hold).toEqual({ ...size, amounts: [30n], fundsNano: 45n });
    expect(needOf(option({ shares: [null] }), size)).toMatchObject({
      amounts: [null],
      fundsNano: null,
    });
  });

  test.each([
    [{}, true],
    [{ inputTokens: 11 }, false],
    [{ outputTokens: 21 }, false],
    [{ amounts: [31n] }, false],
    [{ amounts: [29n] }, true],
    [{ amounts: [null] }, true],
    [{ fundsNano: 46n }, false],
    [{ fundsNano: null }, true],
  ])('of a call with %o: %s', (more, isEnough) => {
    expect(covers(hold, { ...hold, ...more })).toBe(isEnough);
  });

  test('it is not for a counter or a wallet that it took nothing of', () => {
    expect(covers({ ...hold, amounts: [null] }, hold)).toBe(false);
    expect(covers({ ...hold, fundsNano: null }, hold)).toBe(false);
  });
});

test('a block is admitted exactly where there is room for so many of them', () => {
  fc.assert(
    fc.property(
      fc.record({
        cap: fc.bigInt(0n, 4_000n),
        used: fc.bigInt(0n, 1_000n),
        held: fc.bigInt(0n, 1_000n),
        count: fc.integer({ min: 1, max: 32 }),
      }),
      ({ cap, used, held, count }) => {
        const one = option({ shares: [{ cap, fixed: 10n, perOutput: 1n }] });
        const { counters, options } = blockAdmission(admissionOf(one), { ...size, count });
        expect(counters).toEqual([counter('plan')]);
        const choice = chooseOption({
          options,
          counters: [{ used, held }],
          lots: [],
          wanted: nothing,
        });
        expect(choice !== null).toBe(used + held + PLENTY * 30n * BigInt(count) <= cap);
      },
    ),
  );
});

test('what never blocks is no bound to a block, and it takes of the wallet what all its calls may', () => {
  const free = option({
    shares: [{ cap: null, fixed: 10n, perOutput: 1n }, null],
    funds: { fixed: 5n, perOutput: 2n },
  });
  expect(blockAdmission(admissionOf(free), { ...size, count: 4 }).options).toEqual([
    {
      funding: 'included',
      markupBps: 0,
      shares: [{ cap: null, fixed: 120n, perOutput: 0n }, null],
      funds: { fixed: 180n, perOutput: 0n },
    },
  ]);
});

describe('a block that was taken stays out', () => {
  const included = option();
  const credits = option({
    funding: 'credits',
    shares: [null],
    funds: { fixed: 5n, perOutput: 2n },
  });
  const admission = admissionOf(included, credits);
  const stays = (facts: { option: number; used: bigint; walletNano: bigint | null }) =>
    mayStay(admission, {
      option: facts.option,
      count: 4,
      states: [{ used: facts.used, held: 0n }],
      walletNano: facts.walletNano,
      wanted,
      need: needOf(admission.options[facts.option] ?? included, size),
    });

  test('where a call by itself would be paid in the same way', () => {
    expect(stays({ option: 0, used: 0n, walletNano: null })).toBe(true);
    // The plan has room for a call, though not for so many.
    expect(stays({ option: 1, used: 900n, walletNano: 10_000n })).toBe(false);
    expect(stays({ option: 1, used: 1_000n, walletNano: 10_000n })).toBe(true);
  });

  test('and the wallet has plenty left', () => {
    expect(stays({ option: 1, used: 1_000n, walletNano: PLENTY * 4n * 45n })).toBe(true);
    expect(stays({ option: 1, used: 1_000n, walletNano: PLENTY * 4n * 45n - 1n })).toBe(false);
  });
});

test('calls are of the same terms as long as nothing but their size is another', () => {
  const base = admissionOf(option());
  const keys = [
    base,
    admissionOf(option({ shares: [{ cap: 999n, fixed: 10n, perOutput: 1n }] })),
    admissionOf(option({ shares: [{ cap: null, fixed: 10n, perOutput: 1n }] })),
    admissionOf(option({ shares: [{ cap: 1_000n, fixed: 10n, perOutput: 2n }] })),
    admissionOf(option({ shares: [null] })),
    admissionOf(option({ markupBps: 1 })),
    admissionOf(option({ funding: 'postpaid' })),
    admissionOf(option({ funds: { fixed: 1n, perOutput: 1n } })),
    admissionOf(option(), option()),
    { ...base, counters: [counter('workspace')] },
    { ...base, counters: [{ ...counter('plan'), meter: 'requests' as const }] },
    {
      ...base,
      counters: [{ ...counter('plan'), periodStart: new Date('2026-11-24T00:00:00Z') }],
    },
  ].map(termsKey);
  expect(new Set(keys).size).toBe(keys.length);
  const longer = option({ shares: [{ cap: 1_000n, fixed: 99n, perOutput: 1n }] });
  expect(termsKey(admissionOf(longer))).toBe(termsKey(base));
});

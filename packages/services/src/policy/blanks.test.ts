import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_UNITS } from '@geko/contracts/meters';
import type { Admission } from '@geko/domain/admission';
import type { Option } from '@geko/domain/choose-option';
import { createBlanks, type Blanks } from './blanks.ts';
import type { CallStatements } from './call-statements.ts';
import type { HoldAnswer, HoldTerms } from './take-hold.ts';

const place = { tenant: 'acme', place: 'one' };
const amounts = [
  {
    subject: 'plan',
    meter: 'tokens' as const,
    period: 'day' as const,
    periodStart: '',
    amount: '',
  },
];
/** As take_blocks answers where there is room. */
const taken: HoldAnswer = {
  option: 1,
  maxOutputTokens: 0,
  used: ['0'],
  held: ['5'],
  amounts: amounts.map((each) => ({ ...each, amount: '30' })),
  lots: [],
  walletNano: null,
};
const refused: HoldAnswer = { ...taken, option: null, maxOutputTokens: -1, amounts: [] };

const admissionOf = (input: number): Admission => ({
  limits: [],
  counters: [
    {
      scope: 'workspace',
      subject: 'plan',
      meter: 'tokens',
      period: 'day',
      periodStart: new Date(0),
      periodEnd: new Date(1),
    },
  ],
  options: [
    {
      funding: 'included',
      markupBps: 0,
      shares: [{ cap: 100_000n, fixed: BigInt(input), perOutput: 1n }],
      funds: null,
    } satisfies Option,
  ],
});

const termsOf = (inputTokens: number, units = NO_UNITS): HoldTerms => ({
  wanted: { desiredOutputTokens: 20, minOutputTokens: 16, comfortableOutputTokens: 20 },
  now: new Date(0),
  hold: {
    id: randomUUID(),
    modelId: 'm',
    inputTokens,
    priceVersion: 1,
    named: { userId: 'u', units },
  },
});

let blanks: Blanks;
const statements = {
  takeBlock: vi.fn<(asked: { ids: string[] }) => Promise<HoldAnswer>>(),
  returnBlanks: vi.fn<(asked: { ids: string[] }) => Promise<number>>(),
  recallBlanks: vi.fn<() => Promise<number>>(),
};
beforeEach(() => {
  vi.useFakeTimers();
  statements.takeBlock.mockReset().mockResolvedValue(taken);
  statements.returnBlanks.mockReset().mockResolvedValue(0);
  statements.recallBlanks.mockReset().mockResolvedValue(0);
  blanks = createBlanks({
    callStatements: statements as unknown as CallStatements,
    newId: randomUUID,
    log: { warn: () => undefined },
    now: () => Date.now(),
  });
});
afterEach(() => vi.useRealTimers());

const take = (input = 10): HoldAnswer | null =>
  blanks.take(place, admissionOf(input), termsOf(input));

/** So many calls in a moment, and what is asked for them has come. */
async function calls(count: number): Promise<(HoldAnswer | null)[]> {
  const answers = Array.from({ length: count }, () => take());
  await vi.advanceTimersByTimeAsync(0);
  return answers;
}

const returned = () => statements.returnBlanks.mock.calls.flatMap(([{ ids }]) => ids);
const asked = () => statements.takeBlock.mock.calls.flatMap(([{ ids }]) => ids);

test('fifteen calls in a quarter of a second take nothing ahead, the sixteenth a block of as many', async () => {
  await calls(15);
  expect(statements.takeBlock).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(500);
  await calls(15);
  expect(statements.takeBlock).not.toHaveBeenCalled();
  expect(await calls(1)).toEqual([null]);
  expect(statements.takeBlock).toHaveBeenCalledTimes(1);
  expect(asked()).toHaveLength(16);
});

test('each call that follows has a hold of its own, and sees those before it as held', async () => {
  await calls(16);
  const answers = await calls(3);
  expect(new Set(answers.map((answer) => answer?.blank?.id)).size).toBe(3);
  expect(answers.map((answer) => answer?.held)).toEqual([['5'], ['35'], ['65']]);
  expect(answers[0]).toMatchObject({
    option: 1,
    maxOutputTokens: 20,
    amounts: [{ amount: '30' }],
    blank: { amounts: [{ amount: '30' }] },
  });
  expect(take(9)).toMatchObject({
    amounts: [{ amount: '29' }],
    blank: { amounts: [{ amount: '30' }] },
  });
  // A longer one asks for itself.
  expect(take(11)).toBe(null);
});

test('what no call takes goes back half a second after the last', async () => {
  await calls(16);
  const used = await calls(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(returned()).toEqual([]);
  await vi.advanceTimersByTimeAsync(300);
  const ids = used.map((answer) => answer?.blank?.id ?? '');
  expect(new Set([...returned(), ...ids])).toEqual(new Set(asked()));
  expect(returned()).toHaveLength(14);
  expect(vi.getTimerCount()).toBe(0);
});

test('none is used after three seconds, however many calls come', async () => {
  await calls(16);
  for (let at = 0; at < 2_900; at += 100) {
    await vi.advanceTimersByTimeAsync(100);
    // A longer one keeps the account open, and takes none.
    blanks.take(place, admissionOf(11), termsOf(11));
  }
  expect(returned()).toEqual([]);
  await vi.advanceTimersByTimeAsync(101);
  expect(take()).toBe(null);
  await vi.advanceTimersByTimeAsync(300);
  expect(returned()).toHaveLength(16);
});

test('where there is no room for a block, none is asked for in the next second', async () => {
  statements.takeBlock.mockResolvedValue(refused);
  await calls(40);
  expect(statements.takeBlock).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(990);
  await calls(40);
  expect(statements.takeBlock).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(20);
  await calls(40);
  expect(statements.takeBlock).toHaveBeenCalledTimes(2);
  expect(returned()).toEqual([]);
});

test('a block whose answer is lost may be there: it is given back', async () => {
  statements.takeBlock.mockRejectedValue(new Error('the connection broke'));
  await calls(16);
  expect(returned()).toEqual(asked());
  expect(await calls(1)).toEqual([null]);
});

test('who is refused has all come back, that which is on its way as well, and nothing is taken for a second', async () => {
  await calls(16);
  const { promise, resolve } = Promise.withResolvers<HoldAnswer>();
  statements.takeBlock.mockReturnValueOnce(promise);
  await calls(14);
  expect(asked().length).toBeGreaterThan(16);
  blanks.hear(place.tenant);
  resolve(taken);
  await vi.advanceTimersByTimeAsync(0);
  expect(returned()).toHaveLength(asked().length - 14);
  await calls(40);
  expect(statements.takeBlock).toHaveBeenCalledTimes(2);
  statements.takeBlock.mockResolvedValue(taken);
  await vi.advanceTimersByTimeAsync(1_001);
  await calls(16);
  expect(statements.takeBlock).toHaveBeenCalledTimes(3);
  const before = returned().length;
  // Another company's refusals are nothing to it.
  blanks.hear('other');
  expect(returned()).toHaveLength(before);
  expect((await calls(1))[0]?.blank).toBeDefined();
});

test('whoever is refused at the same time asks the others once, until nothing is out or half a second has passed', async () => {
  statements.recallBlanks
    .mockResolvedValueOnce(3)
    .mockResolvedValueOnce(1)
    .mockResolvedValueOnce(0);
  const all = Promise.all([blanks.recall('acme'), blanks.recall('acme')]);
  await vi.advanceTimersByTimeAsync(100);
  expect(await all).toEqual([true, true]);
  expect(statements.recallBlanks).toHaveBeenCalledTimes(3);
  statements.recallBlanks.mockResolvedValue(1);
  const late = blanks.recall('acme');
  await vi.advanceTimersByTimeAsync(500);
  expect(await late).toBe(false);
});

test('what is not counted in tokens is never taken ahead', async () => {
  for (let n = 0; n < 40; n += 1) {
    const units = { ...NO_UNITS, seconds: 1 };
    expect(blanks.take(place, admissionOf(10), termsOf(10, units))).toBe(null);
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(statements.takeBlock).not.toHaveBeenCalled();
});

test('a process that closes gives back what it has, and takes no more', async () => {
  await calls(16);
  await blanks.close();
  expect(returned()).toHaveLength(16);
  expect(await calls(40)).toEqual(Array(40).fill(null));
  expect(statements.takeBlock).toHaveBeenCalledTimes(1);
});

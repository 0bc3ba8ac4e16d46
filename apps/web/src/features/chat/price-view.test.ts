import { describe, expect, test } from 'vitest';
import type { Explanation } from '@geko/contracts/policy';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { priceView } from './price-view.ts';
import { ownSpending, usedUpTokens } from './testing/limit-traces.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const postpaid: Explanation = {
  funding: 'postpaid',
  refusal: null,
  model: { id: 'gpt-5-nano', name: 'GPT-5 nano' },
  trace: [],
  inputTokens: 1_234,
  maxOutputTokens: 8_192,
  output: { p50Tokens: 300, p90Tokens: 1_200, samples: 37 },
  charge: { p50Nano: '400000', p90Nano: '2100000' },
  markupBps: 5_000,
  walletNano: null,
};

const viewOf = (change: Partial<Explanation>, hasText = true, isAuto = false) =>
  priceView({ ...postpaid, ...change }, { hasText, isAuto, texts: en, format });
const detailsOf = (change: Partial<Explanation>) =>
  Object.fromEntries(viewOf(change)?.details.map(({ name, value }) => [name, value]) ?? []);

const free = { funding: 'included' as const, charge: null, markupBps: 0 };
const tokens = { ...usedUpTokens, isExceeded: false, overflow: 'credits' as const };

describe('the line', () => {
  test('is a range for text that is charged, one amount where both ends look alike', () => {
    expect(viewOf({})?.label).toBe('≈ $0.0004–$0.0021');
    expect(viewOf({ charge: { p50Nano: '400000', p90Nano: '400000' } })?.label).toBe('≈ $0.0004');
  });

  test('says whose money it is before there is text, and where nothing is charged', () => {
    expect(viewOf({}, false)?.label).toBe('On the invoice');
    expect(viewOf({ funding: 'credits' }, false)?.label).toBe('Paid from credit');
    expect(viewOf(free)?.label).toBe('Included');
    expect(viewOf({ ...free, funding: 'local' })?.label).toBe('Free, on this machine');
  });

  test('names the model that auto would choose, once there is text to choose by', () => {
    expect(viewOf({}, true, true)?.label).toBe('GPT-5 nano · ≈ $0.0004–$0.0021');
    expect(viewOf({}, true, true)?.details[0]).toEqual({ name: 'Model', value: 'GPT-5 nano' });
    expect(viewOf(free, true, true)?.label).toBe('GPT-5 nano · Included');
    expect(viewOf({}, false, true)).toEqual(viewOf({}, false));
  });

  test('is nothing for what would be refused', () => {
    expect(viewOf({ funding: null })).toBeNull();
  });
});

test('the details: input, band and its basis, whose money at which markup', () => {
  expect(detailsOf({})).toEqual({
    Charge: '$0.0004–$0.0021',
    'Input tokens, with the conversation so far': '1,234',
    'Answer, in tokens': '300 to 1,200',
    'That is from': 'your last 37 answers',
    'Longest answer, in tokens': '8,192',
    'Paid by': 'Monthly invoice',
    Markup: '50%',
  });
  expect(detailsOf({ output: { ...postpaid.output, samples: 0 } })['That is from']).toContain(
    'guess',
  );
  const steady = { p50Tokens: 40, p90Tokens: 40, samples: 4 };
  expect(detailsOf({ output: steady })['Answer, in tokens']).toBe('40');
  expect(detailsOf({ funding: 'credits', walletNano: '5000000000' })['Credit']).toBe('$5.00');
  expect(detailsOf(free)).not.toHaveProperty('Markup');
});

describe('the limit that would bind', () => {
  test('tells what is left, and warns from four fifths on', () => {
    expect(detailsOf({ trace: [ownSpending] })['Your spending today']).toBe('$0.20 left of $1.00');
    expect(viewOf({ trace: [ownSpending] })?.warning).toBe('80% used: Your spending today');
    expect(viewOf({ trace: [{ ...ownSpending, used: 799_999_999 }] })?.warning).toBeNull();
    expect(viewOf({ ...free, trace: [tokens] })?.warning).toBe('99% used: Tokens this month');
  });

  test('is none that only warns, counts what is not spent here, or falls through to what pays', () => {
    const warningOf = (change: Partial<Explanation>) => viewOf(change)?.warning;
    expect(warningOf({ ...free, trace: [{ ...tokens, overflow: 'allow' }] })).toBeNull();
    expect(warningOf({ ...free, trace: [ownSpending] })).toBeNull();
    expect(warningOf({ trace: [tokens] })).toBeNull();
    const set = { ...tokens, setBy: 'workspace' as const };
    expect(warningOf({ trace: [set] })).not.toBeNull();
    expect(warningOf({ funding: 'credits', trace: [set] })).toBeNull();
  });
});

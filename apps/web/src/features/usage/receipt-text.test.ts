import { NO_UNITS } from '@geko/contracts/meters';
import type { UnitName } from '@geko/contracts/units';
import type { Receipt } from '@geko/contracts/receipt';
import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { receiptChanges } from './receipt-changes.ts';
import { receiptFacts, receiptNotes, receiptSteps, receiptText } from './receipt-text.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const receipt: Receipt = {
  turnId: 'turn-1',
  modelId: 'gpt-4o-mini',
  modelName: 'GPT-4o mini',
  askedFor: null,
  hops: [],
  provider: 'openai',
  priceVersion: 3,
  usage: {
    inputTokens: 1234,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 10,
    reasoningTokens: 0,
  },
  totalTokens: 1244,
  units: NO_UNITS,
  lines: [
    {
      tokenClass: 'inputTokens',
      tokens: 1234,
      priceNanoPerMillion: '150000000',
      costNano: '185100',
      chargeNano: '277650',
    },
    {
      tokenClass: 'outputTokens',
      tokens: 10,
      priceNanoPerMillion: '600000000',
      costNano: '6000',
      chargeNano: '9000',
    },
  ],
  costNano: '191100',
  chargeNano: '286650',
  absorbedNano: '0',
  markupBps: 5000,
  funding: 'postpaid',
  isEstimated: false,
  isCorrected: false,
  correction: null,
  overshootTokens: 0,
  outcome: 'finished',
  timeToFirstTokenMs: 120,
  durationMs: 2400,
  at: '2026-11-21T10:00:00.000Z',
};
const shown = (changes: Partial<Receipt> = {}) =>
  receiptSteps({ ...receipt, ...changes }, en, format).map(({ label, formula, result }) =>
    [label, formula ?? '', result].join(' | '),
  );

test('each line, the sum, the markup and the charge, to the last digit', () => {
  expect(shown()).toEqual([
    'Input | 1,234 tokens × $0.15 / 1M | = $0.0001851',
    'Output | 10 tokens × $0.60 / 1M | = $0.000006',
    'Provider cost | 1,244 tokens | = $0.0001911',
    'Charged | + 50% markup | = $0.00028665',
  ]);
});

test('who was asked in vain before is told', () => {
  const facts = (changes: Partial<Receipt>) =>
    receiptFacts({ ...receipt, ...changes }, en, format).slice(0, 3);
  expect(facts({ askedFor: 'gpt-5', hops: ['gpt-5', 'o4'] })).toEqual([
    ['Asked for', 'gpt-5'],
    ['No answer from', 'gpt-5, o4'],
    ['Paid by', expect.any(String)],
  ]);
  expect(facts({})[0]?.[0]).toBe('Paid by');
  expect(facts({ askedFor: 'auto' })[0]).toEqual(['Asked for', 'Auto, which chose GPT-4o mini']);
  expect(facts({ askedFor: 'auto', hops: ['o4'] }).slice(0, 2)).toEqual([
    ['Asked for', 'Auto, which chose o4'],
    ['No answer from', 'o4'],
  ]);
});

test('what was rounded says so', () => {
  const [line] = receipt.lines;
  if (line === undefined) throw new Error('no line');
  const rounded = {
    ...line,
    tokens: 1,
    priceNanoPerMillion: '150500',
    costNano: '0',
    chargeNano: '0',
  };
  expect(shown({ lines: [rounded], costNano: '0', chargeNano: '0', totalTokens: 1 })).toEqual([
    'Input | 1 token × $0.0001505 / 1M | ≈ $0.00',
    'Provider cost | 1 token | = $0.00',
    'Charged | + 50% markup | = $0.00',
  ]);
  expect(shown({ markupBps: 1234, chargeNano: '214682' }).at(-1)).toBe(
    'Charged | + 12.3% markup | ≈ $0.000214682',
  );
});

test('what is not charged is taken off before the markup', () => {
  expect(
    shown({ absorbedNano: '6000', chargeNano: '277650', overshootTokens: 10 }).slice(2),
  ).toEqual([
    'Provider cost | 1,244 tokens | = $0.0001911',
    'At the operator’s cost | − $0.000006'.replace(' | ', ' |  | '),
    'Cost that is charged |  | = $0.0001851',
    'Charged | + 50% markup | = $0.00027765',
  ]);
});

test('what is included, local, or cut short for want of credit names no markup', () => {
  expect(shown({ funding: 'included', chargeNano: '0', markupBps: 0 }).at(-1)).toBe(
    'Charged | Included in the plan | = $0.00',
  );
  expect(shown({ funding: 'local', chargeNano: '0', markupBps: 0 }).at(-1)).toBe(
    'Charged | Local models cost nothing | = $0.00',
  );
  const short = { funding: 'credits', chargeNano: '100000', absorbedNano: '91100' } as const;
  expect(shown(short).slice(3)).toEqual([
    'At the operator’s cost |  | − $0.0000911',
    'Charged | As far as there was credit | = $0.0001',
  ]);
});

test('an estimate, a correction and an overshoot are told', () => {
  expect(receiptNotes(receipt, en)).toEqual([]);
  expect(
    receiptNotes({ ...receipt, isEstimated: true, isCorrected: true, overshootTokens: 1 }, en),
  ).toEqual([
    en.usage.estimatedBody,
    en.usage.correctedBody,
    '1 token beyond what was set aside or delivered, at the operator’s cost.',
  ]);
});

test('a correction tells when, and each figure before and after', () => {
  const correction = {
    at: '2026-11-22T08:30:00.000Z',
    totalTokens: 1200,
    units: NO_UNITS,
    costNano: '150000',
    chargeNano: receipt.chargeNano,
  };
  const corrected = { ...receipt, isCorrected: true, correction };
  expect(receiptChanges(receipt, en, format)).toBeNull();
  const changes = receiptChanges(corrected, en, format);
  expect(changes?.title.replaceAll(/\s/gu, ' ')).toBe('Corrected on Nov 22, 2026, 8:30 AM');
  expect(changes?.rows).toEqual([
    ['Tokens', '1,200 → 1,244'],
    ['Provider cost', '$0.00015 → $0.0001911'],
  ]);
  expect(receiptText(corrected, en, format)).toContain('Tokens: 1,200 → 1,244');
});

const media: Receipt = {
  ...receipt,
  usage: {
    inputTokens: 200,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
  },
  totalTokens: 200,
  units: { images: 2, imageKind: '1024x1024/high', characters: 4096, seconds: 61 },
  lines: [
    {
      tokenClass: 'inputTokens',
      tokens: 200,
      priceNanoPerMillion: '5000000000',
      costNano: '1000000',
      chargeNano: '1500000',
    },
    unitLine('images', 2, '167000000', 1, '334000000'),
    unitLine('characters', 4096, '15000000000', 1_000_000, '61440000'),
    unitLine('seconds', 61, '6000001', 60, '6100001'),
  ],
  costNano: '402540001',
  chargeNano: '603810002',
};

function unitLine(
  unit: UnitName,
  count: number,
  priceNano: string,
  priceIsFor: number,
  costNano: string,
): Receipt['lines'][number] {
  const chargeNano = ((BigInt(costNano) * 3n) / 2n).toString();
  return { unit, count, priceNano, priceIsFor, costNano, chargeNano };
}

test('what is not counted in tokens has its own lines, each by the price of its unit', () => {
  expect(shown(media)).toEqual([
    'Input | 200 tokens × $5.00 / 1M | = $0.001',
    'Images | 2 images of 1024x1024/high × $0.167 | = $0.334',
    'Characters | 4,096 characters × $15.00 / 1M | = $0.06144',
    'Seconds | 61 seconds × $0.006000001 / minute | ≈ $0.006100001',
    'Provider cost | 200 tokens, 2 images, 4,096 characters, 61 seconds | = $0.402540001',
    'Charged | + 50% markup | ≈ $0.603810002',
  ]);
  const [, pictures] = media.lines;
  const alone = { totalTokens: 0, lines: pictures ? [pictures] : [] };
  const units = { ...NO_UNITS, images: 2, imageKind: '1024x1024/high' };
  expect(shown({ ...media, ...alone, units })).toContain(
    'Provider cost | 2 images | = $0.402540001',
  );
});

test('an estimate of pictures says what it is of, and a correction what it was before', () => {
  const guess = { ...media, totalTokens: 0, isEstimated: true };
  expect(receiptNotes(guess, en)).toEqual([en.usage.estimatedUnitsBody]);
  const { costNano, chargeNano, units } = media;
  const before = { totalTokens: 200, costNano, chargeNano, units: { ...units, images: 4 } };
  const correction = { at: receipt.at, ...before };
  expect(receiptChanges({ ...media, correction }, en, format)?.rows).toEqual([['Images', '4 → 2']]);
});

test('as text it stands alone', () => {
  expect(receiptText(receipt, en, format).replaceAll(/[^\S\n]/gu, ' ')).toBe(
    [
      'Receipt turn-1',
      'GPT-4o mini · Nov 21, 2026, 10:00 AM',
      '',
      'Input: 1,234 tokens × $0.15 / 1M = $0.0001851',
      'Output: 10 tokens × $0.60 / 1M = $0.000006',
      'Provider cost: 1,244 tokens = $0.0001911',
      'Charged: + 50% markup = $0.00028665',
      '',
      'Paid by: Monthly invoice',
      'Price: Version 3',
      'Markup: 50%',
      'Outcome: Finished',
      'First token: 120 ms',
      'Duration: 2.4 s',
    ].join('\n'),
  );
});

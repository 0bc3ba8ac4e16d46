import { NO_UNITS } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { receiptSummary } from './receipt-summary.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });

const receipt: Receipt = {
  turnId: 't',
  modelId: 'gpt-5-mini',
  modelName: 'GPT-5 mini',
  askedFor: null,
  hops: [],
  provider: 'openai',
  priceVersion: 1,
  usage: {
    inputTokens: 4,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    outputTokens: 1200,
    reasoningTokens: null,
  },
  totalTokens: 1204,
  units: NO_UNITS,
  lines: [],
  costNano: '4200000',
  chargeNano: '6300000',
  markupBps: 5000,
  funding: 'included',
  absorbedNano: '0',
  isCorrected: false,
  correction: null,
  isEstimated: false,
  overshootTokens: 0,
  outcome: 'finished',
  timeToFirstTokenMs: 1,
  durationMs: 2,
  at: '2026-11-21T10:00:00Z',
};

test('included shows the cost, paid shows the charge, a guess says so', () => {
  expect(receiptSummary(receipt, en.chat.receipt, format)).toBe(
    '1,204 tokens · $0.0042 · GPT-5 mini · included',
  );
  expect(receiptSummary({ ...receipt, askedFor: 'auto' }, en.chat.receipt, format)).toBe(
    '1,204 tokens · $0.0042 · Auto · GPT-5 mini · included',
  );
  expect(
    receiptSummary({ ...receipt, funding: 'postpaid', isEstimated: true }, en.chat.receipt, format),
  ).toBe('1,204 tokens · $0.0063 · GPT-5 mini · on the invoice · estimated');
});

import type { ModelPrice } from '@geko/contracts/models';
import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { priceFigures } from './price-figures.ts';

const nothing: ModelPrice = {
  version: 1,
  effectiveFrom: '2026-01-01T00:00:00Z',
  inputNano: '0',
  cachedInputNano: null,
  cacheWriteNano: null,
  outputNano: '0',
  reasoningNano: null,
  tiers: [],
  imageNano: {},
  charactersNano: null,
  minuteNano: null,
};
const format = createFormat({ locale: 'en', timeZone: null });
const figures = (
  kind: Parameters<typeof priceFigures>[0]['kind'],
  change: Partial<ModelPrice> | null,
) =>
  priceFigures(
    { kind, price: change === null ? null : { ...nothing, ...change } },
    en.models,
    format,
  ).map(({ label, value }) => `${label}: ${value}`);

test('one that chats has an input and an output, whatever they cost', () => {
  expect(figures('chat', { outputNano: '400000000' })).toEqual([
    'Input / 1M: $0.00',
    'Output / 1M: $0.40',
  ]);
  expect(figures('chat', null)).toEqual(['Input / 1M: No price', 'Output / 1M: No price']);
});

test('any other has what it is paid by, and what costs nothing beside that is not told', () => {
  expect(figures('embedding', { inputNano: '20000000' })).toEqual(['Input / 1M: $0.02']);
  const byTokens = { inputNano: '5000000000', outputNano: '30000000000', imageNano: { any: '0' } };
  expect(figures('image', byTokens)).toEqual(['Input / 1M: $5.00', 'Output / 1M: $30.00']);
  expect(figures('image', { imageNano: { any: '10000000' } })).toEqual(['Per image: $0.01']);
  expect(figures('speech', { charactersNano: '15000000000' })).toEqual([
    'Per 1M characters: $15.00',
  ]);
  expect(figures('transcription', { minuteNano: '6000000' })).toEqual(['Per minute: $0.006']);
});

test('images of several sizes cost from the cheapest to the dearest', () => {
  const imageNano = { '1024x1536/high': '250000000', '1024x1024/low': '11000000', any: '42000000' };
  expect(figures('image', { imageNano })).toEqual(['Per image: $0.011 – $0.25']);
});

test('what costs nothing at all says so, and so does what has no price', () => {
  expect(figures('speech', {})).toEqual(['Price: $0.00']);
  expect(figures('speech', null)).toEqual(['Price: No price']);
});

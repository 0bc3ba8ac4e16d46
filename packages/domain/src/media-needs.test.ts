import type { MediaRequest } from '@geko/contracts/media';
import { NO_UNITS } from '@geko/contracts/meters';
import { parseUsd } from '@geko/contracts/money';
import { expect, test } from 'vitest';
import { countEmbeddingTokens } from './embedding-tokens.ts';
import { mediaNeeds } from './media-needs.ts';
import { FREE_PRICE, type Price } from './pricing.ts';

const noPrice: Price = { ...FREE_PRICE, version: 1 };
const byTokens: Price = { ...noPrice, inputNano: parseUsd('5'), outputNano: parseUsd('30') };
const facts = { provider: 'openai', maxOutputTokens: 0 } as const;
const image = (body: object): MediaRequest => ({
  kind: 'image',
  body: { model: 'm', prompt: 'A gecko', ...body },
});
const speech = (input: string): MediaRequest => ({
  kind: 'speech',
  body: { model: 'm', input, voice: 'alloy' },
});
const heard = (mostSeconds: number): MediaRequest => ({
  kind: 'transcription',
  body: { model: 'm', response_format: 'json' },
  sound: { bytes: new Uint8Array(), name: 'a.wav', type: 'audio/wav', seconds: 0, mostSeconds },
});

test('images are held by their area and quality, and at the dearest where the model chooses', () => {
  const outputOf = (body: object) => {
    const needs = mediaNeeds(image(body), { ...facts, price: byTokens });
    return [needs.likelyOutputTokens, needs.maxOutputTokens];
  };
  expect(outputOf({ size: '1024x1024', quality: 'low' })).toEqual([272, 544]);
  expect(outputOf({ size: '1536x1024', quality: 'medium' })).toEqual([1_584, 3_168]);
  expect(outputOf({ size: '1024x1024', quality: 'high', n: 3 })).toEqual([12_480, 24_960]);
  expect(outputOf({})).toEqual([1_056, 12_480]);
  expect(outputOf({ quality: 'auto', size: 'auto' })).toEqual([1_056, 12_480]);
  expect(outputOf({ quality: 'low' })).toEqual([272, 816]);
});

test('units are asked for where they have a price, and where nothing has one', () => {
  const unitsAt = (price: Price, request = image({ n: 2 })) =>
    mediaNeeds(request, { ...facts, price }).units;
  const pictures = { ...NO_UNITS, images: 2, imageKind: 'auto/auto' };
  expect(unitsAt(byTokens)).toEqual(NO_UNITS);
  expect(unitsAt({ ...byTokens, imageNano: { any: 0n } })).toEqual(pictures);
  expect(unitsAt({ ...byTokens, imageNano: { 'auto/low': 1n } })).toEqual(NO_UNITS);
  expect(unitsAt(noPrice)).toEqual(pictures);
  expect(unitsAt({ ...noPrice, minuteNano: 6n }, heard(61))).toEqual({
    ...NO_UNITS,
    seconds: 61,
  });
});

test('what is billed by units takes no tokens, what is billed by tokens all that it may', () => {
  const price = { ...noPrice, charactersNano: parseUsd('15') };
  expect(mediaNeeds(speech('Grüß dich 🦎'), { ...facts, price })).toEqual({
    units: { ...NO_UNITS, characters: 11 },
    inputTokens: 0,
    maxOutputTokens: 0,
    likelyOutputTokens: 0,
  });
  expect(mediaNeeds(speech('x'.repeat(100)), { ...facts, price: byTokens })).toMatchObject({
    units: NO_UNITS,
    maxOutputTokens: 450,
    likelyOutputTokens: 125,
  });
  expect(mediaNeeds(heard(60), { ...facts, price: byTokens })).toMatchObject({
    inputTokens: 800,
    maxOutputTokens: 650,
  });
  expect(mediaNeeds(heard(60), { ...facts, price: byTokens, maxOutputTokens: 500 })).toMatchObject({
    maxOutputTokens: 500,
  });
});

test('tokens of an embedding are those of its own vocabulary, or as many as are listed', () => {
  expect(countEmbeddingTokens([5, 6, 7], 'mistral')).toBe(3);
  // The older vocabulary of OpenAI's embeddings takes more for most languages.
  expect(countEmbeddingTokens('छिपकली', 'openai')).toBeGreaterThan(
    countEmbeddingTokens('छिपकली', 'mistral'),
  );
  const request: MediaRequest = {
    kind: 'embedding',
    body: { model: 'm', input: ['one two', 'three'] },
  };
  expect(mediaNeeds(request, { ...facts, price: byTokens })).toMatchObject({
    inputTokens: 3,
    maxOutputTokens: 0,
    units: NO_UNITS,
  });
});

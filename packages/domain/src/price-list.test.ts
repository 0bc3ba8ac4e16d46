import { AppError } from '@geko/contracts/errors';
import { usdDecimal } from '@geko/contracts/money';
import { CandidateFacts } from '@geko/contracts/prices';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPriceList } from './price-list.ts';

/** An entry as models.dev has it, with its numbers as they stand in the text. */
function modelsDev(cost: string, extra = ''): string {
  return `{"openai": {"id": "openai", "models": {"gpt-9": {
    "id": "gpt-9", "name": "GPT-9", "reasoning": true, "tool_call": true, "structured_output": true,
    "release_date": "2026-11", "modalities": {"input": ["text", "image"], "output": ["text"]},
    "cost": ${cost}, "limit": {"context": 400000, "output": 1.28e5} ${extra}}}}}`;
}

const base = '"input": 1.25, "output": 10.0';

function onlyPrices(cost: string) {
  const { entries, skipped } = readPriceList(modelsDev(cost));
  expect(skipped).toEqual([]);
  return entries[0]?.prices;
}

test('an entry of models.dev', () => {
  const cost = `{${base}, "cache_read": 1.25e-1, "cache_write": 1.5625, "reasoning": 12}`;
  expect(readPriceList(modelsDev(cost))).toEqual({
    entries: [
      {
        provider: 'openai',
        upstreamModel: 'gpt-9',
        name: 'GPT-9',
        kind: 'chat',
        contextTokens: 400_000,
        maxOutputTokens: 128_000,
        abilities: { vision: true, tools: true, reasoning: true, json: true },
        releasedOn: '2026-11-01',
        prices: {
          inputNano: '1250000000',
          cachedInputNano: '125000000',
          cacheWriteNano: '1562500000',
          outputNano: '10000000000',
          reasoningNano: '12000000000',
          tiers: [],
        },
      },
    ],
    skipped: [],
  });
});

test('an entry of the shared facts file', () => {
  const text = `{"source": "models.dev", "unit": "USD per 1,000,000 tokens", "models": [{
    "provider": "google", "model": "gemini-9-pro", "name": "Gemini 9 Pro", "released": "2026-06-17",
    "costPerMillionUsd": {"input": 1.25, "output": 10.0, "cache_read": 0.125, "input_audio": 1.0,
      "tiers": [{"tier": {"size": 200000}, "input": 2.5, "output": 15.0}]},
    "contextTokens": 1048576, "outputTokens": 65536, "input": ["text", "audio"], "output": ["text"],
    "reasoning": true, "tools": true, "structuredOutput": false, "openWeights": false}]}`;
  expect(readPriceList(text).entries).toEqual([
    {
      provider: 'google',
      upstreamModel: 'gemini-9-pro',
      name: 'Gemini 9 Pro',
      kind: 'chat',
      contextTokens: 1_048_576,
      maxOutputTokens: 65_536,
      abilities: { vision: false, tools: true, reasoning: true, json: false },
      releasedOn: '2026-06-17',
      prices: {
        inputNano: '1250000000',
        cachedInputNano: '125000000',
        cacheWriteNano: null,
        outputNano: '10000000000',
        reasoningNano: null,
        tiers: [
          {
            aboveInputTokens: 200_000,
            inputNano: '2500000000',
            cachedInputNano: null,
            cacheWriteNano: null,
            outputNano: '15000000000',
            reasoningNano: null,
          },
        ],
      },
    },
  ]);
});

test('tiers by size, and those above 200,000 where nothing else is said', () => {
  const over = `"context_over_200k": {"input": 2.5, "output": 15}`;
  expect(onlyPrices(`{${base}, ${over}}`)?.tiers).toMatchObject([
    { aboveInputTokens: 200_000, inputNano: '2500000000', cachedInputNano: null },
  ]);
  const tiers = `"tiers": [{"tier": {"size": 500000}, "input": 4, "output": 20},
    {"tier": {"type": "context", "size": 128000}, "input": 3, "output": 16, "cache_read": 0.3}]`;
  expect(onlyPrices(`{${base}, ${over}, ${tiers}}`)?.tiers).toMatchObject([
    { aboveInputTokens: 128_000, cachedInputNano: '300000000' },
    { aboveInputTokens: 500_000, outputNano: '20000000000' },
  ]);
});

test.each(['{}', '{"input": 1}', '{"output": 1, "cache_read": 2}', 'null'])(
  'with the prices %s it has none, and is read',
  (cost) => {
    const { entries, skipped } = readPriceList(modelsDev(cost));
    expect([entries[0]?.upstreamModel, entries[0]?.prices, skipped]).toEqual(['gpt-9', null, []]);
  },
);

test.each([
  [`{${base}, "cache_read": 0.19999999999999998}`, 'cost.cache_read: more than nine decimals'],
  [`{"input": "much", "output": 1}`, 'cost.input: not a decimal number'],
  [`{"input": [1], "output": 1}`, 'cost.input: not a decimal number'],
  [`{"input": 1, "output": 1e300}`, 'cost.output: too large'],
  [`{${base}, "tiers": [{"input": 1, "output": 1}]}`, 'cost.tiers: one does not say'],
  [`{${base}, "tiers": [{"tier": {"size": 5}, "input": 1}]}`, 'cost.tiers: one names no'],
  [`{${base}, "context_over_200k": {"input": 3}}`, 'cost.context_over_200k: it names no'],
  [
    `{${base}, "tiers": [{"tier": {"size": 5}, "input": 1, "output": 1}, {"tier": {"size": 5}, "input": 1, "output": 1}]}`,
    'cost.tiers: two of them',
  ],
])('with the prices %s it is skipped: %s', (cost, why) => {
  const { entries, skipped } = readPriceList(modelsDev(cost));
  expect(entries).toEqual([]);
  expect(skipped[0]).toContain(`openai/gpt-9: ${why}`);
});

test('a negative price is read, so that it can be refused by name', () => {
  expect(onlyPrices('{"input": -1.5, "output": 2}')?.inputNano).toBe('-1500000000');
});

test('what cannot be called from here and what is deprecated is left out, and said last', () => {
  const text = `{"models": [
    {"provider": "nobody", "model": "x"}, {"provider": "someone", "model": "x"},
    {"provider": "openai", "model": "old", "status": "deprecated"},
    {"provider": "openai", "model": "has space"},
    {"provider": "openai", "model": "a"}, {"provider": "openai", "model": "a"}, 7]}`;
  const { entries, skipped } = readPriceList(text);
  expect(entries.map((entry) => entry.upstreamModel)).toEqual(['a']);
  expect(skipped).toEqual([
    'openai/has space: id: no name that a provider would know',
    'openai/a: it is in the list twice',
    '3 providers that cannot be called from here',
    '1 deprecated models',
  ]);
});

test.each([
  ['"name": "a\\u0000b"', 'name: empty'],
  ['"name": ""', 'name: empty'],
  [`"name": "${'n'.repeat(201)}"`, 'name: empty, too long'],
])('a name like %s is refused', (extra, why) => {
  expect(readPriceList(modelsDev('{}', `, ${extra}`)).skipped[0]).toContain(why);
});

test.each([
  ['2026-04-23', '2026-04-23'],
  ['2026-04', '2026-04-01'],
  ['2026', null],
  ['2026-02-30', null],
  ['soon', null],
])('released %s is %s', (released, on) => {
  const extra = `, "release_date": "${released}"`;
  expect(readPriceList(modelsDev('{}', extra)).entries[0]?.releasedOn).toBe(on);
});

test.each([
  ['text-embedding-9', '["text"]', '["text"]', 'embedding'],
  ['gemini-9-flash', '["text", "audio", "image"]', '["text"]', 'chat'],
  ['gemini-9-flash-image', '["text"]', '["text", "image"]', 'image'],
  ['speaker', '["text"]', '["audio"]', 'speech'],
  ['gpt-9-mini-tts', '[]', '[]', 'speech'],
  ['whisper-9', '[]', '[]', 'transcription'],
  ['hearer', '["audio"]', '["text"]', 'transcription'],
  ['gpt-9-realtime', '["text", "audio"]', '["text", "audio"]', 'chat'],
])('%s from %s to %s is for %s', (model, input, output, kind) => {
  const text = `{"models": [{"provider": "openai", "model": "${model}", "input": ${input}, "output": ${output}}]}`;
  expect(readPriceList(text).entries[0]?.kind).toBe(kind);
});

test.each([
  '',
  'hello',
  '[]',
  '7',
  'null',
  '{}',
  '{"models": []}',
  '{"openai": {"models": {}}}',
  '['.repeat(100_000),
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
])('%.20s is no price list', (text) => {
  expect(() => readPriceList(text)).toThrow(AppError);
});

test('whatever JSON it is, entries are facts as the contract has them', () => {
  const anyJson = fc.jsonValue({ maxDepth: 2 });
  const id = fc.constantFrom('openai', 'mistral', 'a', '__proto__', 'models');
  const cost = fc.dictionary(
    fc.constantFrom('input', 'output', 'cache_read', 'tiers', 'context_over_200k'),
    fc.oneof(fc.double(), anyJson, fc.nat(100)),
  );
  const model = fc.oneof(
    anyJson,
    fc.record({ name: anyJson, cost, limit: anyJson }, { requiredKeys: [] }),
  );
  const list = fc.dictionary(
    id,
    fc.oneof(anyJson, fc.record({ models: fc.dictionary(id, model) })),
  );
  fc.assert(
    fc.property(list, (value) => {
      try {
        for (const entry of readPriceList(JSON.stringify(value)).entries) {
          CandidateFacts.parse(entry);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { numRuns: 150 },
  );
});

test('a price is the one in the text, digit for digit', () => {
  const nano = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n });
  fc.assert(
    fc.property(nano, nano, (input, output) => {
      const cost = `{"input": ${usdDecimal(input)}, "output": ${usdDecimal(output)}}`;
      const prices = onlyPrices(cost);
      expect(prices?.inputNano).toBe(input.toString());
      expect(prices?.outputNano).toBe(output.toString());
    }),
    { numRuns: 300 },
  );
});

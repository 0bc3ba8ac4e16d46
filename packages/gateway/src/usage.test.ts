import type { JSONObject, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { ProviderId } from '@geko/contracts/models';
import { expect, test } from 'vitest';
import type { RawNews } from './providers/provider.ts';
import { providerTable } from './providers/table.ts';

/** What the SDK hands over; its converted counts are set to trap a reader who trusts them. */
function sdkUsage(raw: JSONObject | undefined): LanguageModelV4Usage {
  return {
    inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 0, text: 0, reasoning: 0 },
    ...(raw === undefined ? {} : { raw }),
  };
}

const read = (id: ProviderId, raw: JSONObject | undefined, hasFinishReason = true) => {
  const usage = providerTable[id].normaliseUsage(sdkUsage(raw), {
    hasFinishReason,
    providerMetadata: null,
  });
  return [
    usage.inputTokens,
    usage.cachedInputTokens,
    usage.cacheWriteTokens,
    usage.outputTokens,
    usage.reasoningTokens,
  ];
};

const chat = { prompt_tokens: 100, completion_tokens: 50 };

test.each<[string, ProviderId, JSONObject, (number | null)[]]>([
  ['plain', 'openai', chat, [100, null, null, 50, null]],
  [
    'every detail',
    'openai',
    {
      ...chat,
      prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 10 },
    },
    [50, 30, 20, 40, 10],
  ],
  [
    'explicit zeros',
    'openai',
    { prompt_tokens: 0, completion_tokens: 0 },
    [0, null, null, 0, null],
  ],
  ['output absent', 'compatible', { prompt_tokens: 7 }, [7, null, null, null, null]],
  [
    'DeepSeek’s cache',
    'deepseek',
    { ...chat, prompt_cache_hit_tokens: 64 },
    [36, 64, null, 50, null],
  ],
  ['Mistral’s cache', 'mistral', { ...chat, num_cached_tokens: 64 }, [36, 64, null, 50, null]],
  [
    'parts greater than the whole',
    'groq',
    { ...chat, prompt_tokens_details: { cached_tokens: 120 } },
    [0, 120, null, 50, null],
  ],
  [
    'nonsense',
    'groq',
    { prompt_tokens: -1, completion_tokens: 'many' },
    [null, null, null, null, null],
  ],
  [
    'Anthropic',
    'anthropic',
    {
      input_tokens: 5,
      cache_read_input_tokens: 90,
      cache_creation_input_tokens: 10,
      output_tokens: 44,
    },
    [5, 90, 10, 44, null],
  ],
  [
    'Anthropic’s thinking',
    'anthropic',
    { input_tokens: 5, output_tokens: 44, output_tokens_details: { thinking_tokens: 40 } },
    [5, null, null, 4, 40],
  ],
  [
    'Google',
    'google',
    {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 9,
      thoughtsTokenCount: 3,
    },
    [40, 60, null, 9, 3],
  ],
  [
    'Google leaving out what is zero',
    'google',
    { promptTokenCount: 100, totalTokenCount: 112, thoughtsTokenCount: 12 },
    [100, null, null, 0, 12],
  ],
  ['Google without a total', 'google', { promptTokenCount: 100 }, [100, null, null, null, null]],
])('%s', (_name, id, raw, expected) => {
  expect(read(id, raw)).toEqual(expected);
});

test.each(Object.keys(providerTable) as ProviderId[])(
  '%s without usage: absent, not zero',
  (id) => {
    expect(read(id, undefined)).toEqual([null, null, null, null, null]);
  },
);

test('Anthropic’s provisional output is not taken for final', () => {
  expect(read('anthropic', { input_tokens: 5, output_tokens: 1 }, false)).toEqual([
    5,
    null,
    null,
    null,
    null,
  ]);
  expect(read('anthropic', { input_tokens: 0 }, false)).toEqual([null, null, null, null, null]);
});

const INPUT = { cachedInputTokens: null, cacheWriteTokens: null };

test.each<[string, ProviderId, JSONObject, RawNews | null]>([
  ['text alone', 'openai', { choices: [{ delta: { content: 'a' }, finish_reason: null }] }, null],
  ['no usage yet', 'compatible', { choices: [{ finish_reason: '' }], usage: null }, null],
  [
    'a reason',
    'openai',
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    { input: null, finishReason: 'stop', usage: null },
  ],
  [
    'counts in an event of their own',
    'openai',
    { choices: [], usage: chat },
    { input: null, finishReason: null, usage: chat },
  ],
  [
    'Groq’s counts',
    'groq',
    { choices: [{ finish_reason: 'length' }], x_groq: { usage: chat } },
    { input: null, finishReason: 'length', usage: chat },
  ],
  [
    'Anthropic’s beginning, whose output is provisional',
    'anthropic',
    { type: 'message_start', message: { usage: { input_tokens: 5, output_tokens: 1 } } },
    { input: { inputTokens: 5, ...INPUT }, finishReason: null, usage: { input_tokens: 5 } },
  ],
  [
    'Anthropic’s end, which does not take back what it leaves open',
    'anthropic',
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: null, output_tokens: 9 },
    },
    { input: null, finishReason: 'end_turn', usage: { output_tokens: 9 } },
  ],
  [
    'Google in between',
    'google',
    {
      candidates: [{ finishReason: 'FINISH_REASON_UNSPECIFIED' }],
      usageMetadata: { promptTokenCount: 5 },
    },
    {
      input: { inputTokens: 5, ...INPUT },
      finishReason: null,
      usage: { promptTokenCount: 5 },
    },
  ],
])('what a chunk tells: %s', (_name, id, chunk, expected) => {
  expect(providerTable[id].readRaw(chunk)).toEqual(expected);
});

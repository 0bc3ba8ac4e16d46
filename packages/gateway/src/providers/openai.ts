import { createOpenAI } from '@ai-sdk/openai';
import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { addressOf, type Provider } from './provider.ts';

/**
 * OpenAI by Chat Completions, not Responses: it keeps nothing at OpenAI, is what every proxy behind
 * OPENAI_BASE_URL speaks, and is the dialect of four other providers, so one reading of usage serves all.
 * The price: models that exist only in Responses (the `-pro` and `-codex` ones) are not in the catalogue.
 */
export const openai: Provider = {
  id: 'openai',
  createModel: (upstream) =>
    createOpenAI({ apiKey: upstream.apiKey, ...addressOf(upstream) }).chat(upstream.upstreamModel),
  // Names newer than the SDK must be called as reasoning models too (max_completion_tokens, no temperature).
  callOptions: ({ abilities }) =>
    abilities.reasoning ? { providerOptions: { openai: { forceReasoning: true } } } : {},
  normaliseUsage: normaliseChatUsage,
  relay: {
    baseUrl: 'https://api.openai.com/v1',
    maxTokensField: 'max_completion_tokens',
    asksForUsage: true,
    hasDeveloperRole: true,
    renamed: {},
  },
  fetchesPictures: true,
  readRaw: readChatChunk,
};

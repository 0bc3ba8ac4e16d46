import { createMistral } from '@ai-sdk/mistral';
import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { addressOf, noCallOptions, type Provider } from './provider.ts';

export const mistral: Provider = {
  id: 'mistral',
  createModel: (upstream) =>
    createMistral({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  relay: {
    baseUrl: 'https://api.mistral.ai/v1',
    maxTokensField: 'max_tokens',
    asksForUsage: false,
    hasDeveloperRole: false,
    renamed: {
      seed: 'random_seed',
      logit_bias: null,
      logprobs: null,
      top_logprobs: null,
      verbosity: null,
      reasoning_effort: null,
    },
  },
  fetchesPictures: true,
  readRaw: readChatChunk,
};

import { createDeepSeek } from '@ai-sdk/deepseek';
import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { addressOf, noCallOptions, type Provider } from './provider.ts';

export const deepseek: Provider = {
  id: 'deepseek',
  createModel: (upstream) =>
    createDeepSeek({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  relay: {
    baseUrl: 'https://api.deepseek.com',
    maxTokensField: 'max_tokens',
    asksForUsage: true,
    hasDeveloperRole: false,
    renamed: { seed: null, logit_bias: null, verbosity: null, reasoning_effort: null },
  },
  fetchesPictures: false,
  readRaw: readChatChunk,
};

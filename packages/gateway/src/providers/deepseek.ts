import { createDeepSeek } from '@ai-sdk/deepseek';
import { normaliseChatUsage } from './chat-usage.ts';
import { addressOf, noCallOptions, type Provider } from './provider.ts';

export const deepseek: Provider = {
  id: 'deepseek',
  createModel: (upstream) =>
    createDeepSeek({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  readRaw: null,
};

import { createMistral } from '@ai-sdk/mistral';
import { normaliseChatUsage } from './chat-usage.ts';
import { addressOf, noCallOptions, type Provider } from './provider.ts';

export const mistral: Provider = {
  id: 'mistral',
  createModel: (upstream) =>
    createMistral({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  readRaw: null,
};

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { normaliseChatUsage } from './chat-usage.ts';
import { addressOf, noCallOptions, type Provider, type Upstream } from './provider.ts';

/** A model behind any address that speaks OpenAI's Chat Completions. Throws without an address: there is no default. */
export function createCompatibleModel(name: string, upstream: Upstream) {
  const { baseUrl } = upstream;
  if (baseUrl === null) throw new TypeError(`${name} has no base URL`);
  return createOpenAICompatible({
    ...addressOf(upstream),
    name,
    apiKey: upstream.apiKey,
    baseURL: baseUrl,
    includeUsage: true,
  }).chatModel(upstream.upstreamModel);
}

export const compatible: Provider = {
  id: 'compatible',
  createModel: (upstream) => createCompatibleModel('compatible', upstream),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  readRaw: null,
};

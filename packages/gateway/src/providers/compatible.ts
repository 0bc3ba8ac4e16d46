import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { RelayDialect } from '../relay-body.ts';
import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
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

/** The dialect as everybody has it who speaks it at all. */
export const PLAIN_RELAY: RelayDialect = {
  baseUrl: null,
  maxTokensField: 'max_tokens',
  asksForUsage: true,
  hasDeveloperRole: false,
  renamed: {},
};

export const compatible: Provider = {
  id: 'compatible',
  createModel: (upstream) => createCompatibleModel('compatible', upstream),
  callOptions: noCallOptions,
  normaliseUsage: normaliseChatUsage,
  relay: PLAIN_RELAY,
  fetchesPictures: false,
  readRaw: readChatChunk,
};

import { createGroq } from '@ai-sdk/groq';
import { normaliseChatUsage, readChatChunk } from './chat-usage.ts';
import { addressOf, type Provider } from './provider.ts';

/** Groq's gpt-oss models tell reasoning apart by themselves and refuse to be asked for it. */
const isSelfParsing = (upstreamModel: string): boolean =>
  upstreamModel.startsWith('openai/gpt-oss');

export const groq: Provider = {
  id: 'groq',
  createModel: (upstream) =>
    createGroq({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: ({ abilities, upstreamModel }) =>
    abilities.reasoning && !isSelfParsing(upstreamModel)
      ? { providerOptions: { groq: { reasoningFormat: 'parsed' } } }
      : {},
  normaliseUsage: normaliseChatUsage,
  relay: {
    baseUrl: 'https://api.groq.com/openai/v1',
    maxTokensField: 'max_completion_tokens',
    asksForUsage: false,
    hasDeveloperRole: false,
    renamed: { logit_bias: null, logprobs: null, top_logprobs: null, verbosity: null },
  },
  fetchesPictures: true,
  readRaw: readChatChunk,
};

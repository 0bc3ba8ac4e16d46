import type { ChatVendor, UsageCounts } from './dialect.ts';
import type { Json } from './read-body.ts';

/** Where the vendors of /chat/completions differ, as their SDK packages and API references have it. */
export type ChatVendorTraits = {
  /** `delta` or `message` fields that show reasoning; null when the vendor counts it but never shows it. */
  reasoning: ((text: string) => Json) | null;
  usage(counts: UsageCounts): Json;
  /** Where a stream carries usage: in a last chunk without choices, if asked for, or in the chunk that finishes. */
  usageIn: 'own-chunk' | 'finish-chunk' | 'x_groq';
};

function openAiUsage(counts: UsageCounts): Json {
  const completion = counts.text + counts.reasoning;
  return {
    prompt_tokens: counts.prompt,
    completion_tokens: completion,
    total_tokens: counts.prompt + completion,
    prompt_tokens_details: {
      cached_tokens: counts.cached,
      audio_tokens: 0,
      ...(counts.cacheWrite > 0 && { cache_write_tokens: counts.cacheWrite }),
    },
    completion_tokens_details: {
      reasoning_tokens: counts.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function plainUsage(counts: UsageCounts): Json {
  const completion = counts.text + counts.reasoning;
  return {
    prompt_tokens: counts.prompt,
    completion_tokens: completion,
    total_tokens: counts.prompt + completion,
    ...(counts.cached > 0 && { prompt_tokens_details: { cached_tokens: counts.cached } }),
    ...(counts.reasoning > 0 && {
      completion_tokens_details: { reasoning_tokens: counts.reasoning },
    }),
  };
}

function deepSeekUsage(counts: UsageCounts): Json {
  return {
    ...plainUsage(counts),
    prompt_cache_hit_tokens: counts.cached,
    prompt_cache_miss_tokens: counts.prompt - counts.cached,
  };
}

export const CHAT_VENDORS: Record<ChatVendor, ChatVendorTraits> = {
  openai: { reasoning: null, usage: openAiUsage, usageIn: 'own-chunk' },
  'openai-compatible': {
    reasoning: (text) => ({ reasoning_content: text }),
    usage: plainUsage,
    usageIn: 'own-chunk',
  },
  deepseek: {
    reasoning: (text) => ({ reasoning_content: text }),
    usage: deepSeekUsage,
    usageIn: 'finish-chunk',
  },
  groq: { reasoning: (text) => ({ reasoning: text }), usage: plainUsage, usageIn: 'x_groq' },
  mistral: {
    reasoning: (text) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
    usage: plainUsage,
    usageIn: 'finish-chunk',
  },
};

/**
 * The vendor a request is meant for. Real vendors differ by host; here a path segment (`/groq/openai/v1/…`) or else
 * the SDK package named in the user agent tells them apart. Anything else is OpenAI itself.
 */
export function chatVendorOf(path: string, userAgent: string): ChatVendor {
  const vendors = Object.keys(CHAT_VENDORS) as ChatVendor[];
  return (
    vendors.find((vendor) => path.split('/')[1] === vendor) ??
    vendors.find((vendor) => userAgent.includes(`ai-sdk-${vendor}/`)) ??
    'openai'
  );
}

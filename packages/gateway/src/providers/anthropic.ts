import { createAnthropic } from '@ai-sdk/anthropic';
import { noCallOptions, ABSENT_USAGE, addressOf, type Provider } from './provider.ts';
import { countOf, objectOf, without } from './read-json.ts';

function readInput(usage: ReturnType<typeof objectOf>) {
  return {
    inputTokens: countOf(usage['input_tokens']),
    cachedInputTokens: countOf(usage['cache_read_input_tokens']),
    cacheWriteTokens: countOf(usage['cache_creation_input_tokens']),
  };
}

/**
 * Anthropic opens a stream with its input counts and closes it with its output counts. Output of the opening
 * event is provisional (1, say), so it counts only once the closing event, which brings the stop reason, came.
 * Thinking is part of `output_tokens` and not always told apart.
 */
export const anthropic: Provider = {
  id: 'anthropic',
  createModel: (upstream) =>
    createAnthropic({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: noCallOptions,
  normaliseUsage(usage, { hasFinishReason }) {
    if (usage.raw === undefined) return ABSENT_USAGE;
    const raw = objectOf(usage.raw);
    const input = readInput(raw);
    if (!hasFinishReason) {
      // No prompt has zero tokens: adapters without counts open with zero, for want of a way to say so.
      const isUncounted =
        input.inputTokens === 0 && !input.cachedInputTokens && !input.cacheWriteTokens;
      return isUncounted ? ABSENT_USAGE : { ...ABSENT_USAGE, ...input };
    }
    const reasoningTokens = countOf(objectOf(raw['output_tokens_details'])['thinking_tokens']);
    return {
      ...input,
      outputTokens: without(countOf(raw['output_tokens']), reasoningTokens),
      reasoningTokens,
    };
  },
  relay: null,
  messagesUrl: 'https://api.anthropic.com/v1',
  fetchesPictures: true,
  readRaw(chunk) {
    if (chunk['type'] === 'message_start') {
      const { output_tokens: _provisional, ...usage } = objectOf(
        objectOf(chunk['message'])['usage'],
      );
      const input = readInput(usage);
      return { input: input.inputTokens ? input : null, finishReason: null, usage };
    }
    if (chunk['type'] === 'message_delta') {
      const reason = objectOf(chunk['delta'])['stop_reason'];
      const told = Object.entries(objectOf(chunk['usage'])).filter(([, count]) => count !== null);
      return {
        input: null,
        finishReason: typeof reason === 'string' ? reason : null,
        usage: Object.fromEntries(told),
      };
    }
    return null;
  },
};

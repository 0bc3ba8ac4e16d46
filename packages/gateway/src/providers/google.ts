import { createGoogle } from '@ai-sdk/google';
import { ABSENT_USAGE, addressOf, type Provider } from './provider.ts';
import { countOf, objectOf, without } from './read-json.ts';

/** What its enum has in the place of a reason that there is none of. */
const NO_REASON = 'FINISH_REASON_UNSPECIFIED';

function readInput(usage: ReturnType<typeof objectOf>) {
  const promptTokens = countOf(usage['promptTokenCount']);
  const cachedInputTokens = countOf(usage['cachedContentTokenCount']);
  const total =
    promptTokens === null ? null : promptTokens + (countOf(usage['toolUsePromptTokenCount']) ?? 0);
  return {
    inputTokens: without(total, cachedInputTokens),
    cachedInputTokens,
    cacheWriteTokens: null,
  };
}

/**
 * Google counts thoughts apart from candidates, and cached content inside the prompt. It leaves out counts of
 * zero, so candidates that are absent are taken from the total, which counts everything. Each event has the counts so
 * far: those of output are final only in the event that says why it ended.
 */
export const google: Provider = {
  id: 'google',
  createModel: (upstream) =>
    createGoogle({ apiKey: upstream.apiKey, ...addressOf(upstream) })(upstream.upstreamModel),
  callOptions: ({ abilities }) =>
    abilities.reasoning
      ? { providerOptions: { google: { thinkingConfig: { includeThoughts: true } } } }
      : {},
  normaliseUsage(usage, { hasFinishReason }) {
    if (usage.raw === undefined) return ABSENT_USAGE;
    const raw = objectOf(usage.raw);
    const input = readInput(raw);
    if (!hasFinishReason) return { ...ABSENT_USAGE, ...input };
    const reasoningTokens = countOf(raw['thoughtsTokenCount']);
    const candidates = countOf(raw['candidatesTokenCount']);
    const rest = without(
      countOf(raw['totalTokenCount']),
      input.inputTokens,
      input.cachedInputTokens,
      reasoningTokens,
    );
    const isRestKnown = input.inputTokens !== null;
    return { ...input, outputTokens: candidates ?? (isRestKnown ? rest : null), reasoningTokens };
  },
  relay: null,
  fetchesPictures: false,
  readRaw(chunk) {
    const { candidates, usageMetadata } = chunk;
    const reason = Array.isArray(candidates) ? objectOf(candidates[0])['finishReason'] : null;
    const finishReason = typeof reason === 'string' && reason !== NO_REASON ? reason : null;
    const usage = objectOf(usageMetadata);
    const input = readInput(usage);
    const isCounted = input.inputTokens !== null;
    if (finishReason === null && !isCounted) return null;
    return { input: isCounted ? input : null, finishReason, usage: isCounted ? usage : null };
  },
};

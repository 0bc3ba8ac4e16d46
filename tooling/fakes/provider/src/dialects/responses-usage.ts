import type { UsageCounts } from './dialect.ts';
import type { Json } from './read-body.ts';

/** `usage` of a Responses API answer: output counts reasoning, input counts what came from the cache. */
export function responsesUsage(counts: UsageCounts): Json {
  const output = counts.text + counts.reasoning;
  return {
    input_tokens: counts.prompt,
    input_tokens_details: {
      cached_tokens: counts.cached,
      ...(counts.cacheWrite > 0 && { cache_write_tokens: counts.cacheWrite }),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: counts.reasoning },
    total_tokens: counts.prompt + output,
  };
}

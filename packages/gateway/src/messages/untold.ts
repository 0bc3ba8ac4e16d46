import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';

/** What OpenAI's dialect takes at most. */
const MOST_STOPS = 4;

/** The first field of a request in Anthropic's dialect that OpenAI's has no name for; null = it has for all. */
export function untoldField({
  top_k: topK,
  stop_sequences: stops,
}: MessagesRequest): string | null {
  if (topK !== undefined) return 'top_k';
  return stops !== undefined && stops.length > MOST_STOPS ? 'stop_sequences' : null;
}

/** What Anthropic's dialect calls the fields of OpenAI's that stand for its own. */
const names = new Map<string, string>([
  ['parallel_tool_calls', 'tool_choice.disable_parallel_tool_use'],
  ['reasoning_effort', 'output_config.effort'],
  ['response_format', 'output_config.format'],
  ['stop', 'stop_sequences'],
] satisfies [keyof ChatCompletionRequest, string][]);

export function messageField(field: string): string {
  return names.get(field) ?? field;
}

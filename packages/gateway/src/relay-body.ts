import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { Hold } from '@geko/domain/hold';

/** Where a provider's /chat/completions is, and where its dialect differs from OpenAI's. */
export type RelayDialect = {
  /** Its own address, version path included; null = it has none, the setting's is used. */
  baseUrl: string | null;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Whether usage in a stream must be asked for, or comes by itself. */
  asksForUsage: boolean;
  /** Developer's messages are called system's. */
  hasDeveloperRole: boolean;
  /** What it calls otherwise; null = what it does not know, and would refuse. */
  renamed: Partial<Record<keyof ChatCompletionRequest, string | null>>;
};

/** What providers are not told: who asks is us, and what decides over price or storage is ours. */
const OURS = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'metadata',
  'store',
  'service_tier',
  'modalities',
] as const satisfies readonly (keyof ChatCompletionRequest)[];
const ours: ReadonlySet<string> = new Set(OURS);

/** The request as its provider is sent it: the caller's, with the model's own name and no more output than the hold buys. */
export function relayBody(
  request: ChatCompletionRequest,
  facts: { dialect: RelayDialect; upstreamModel: string; hold: Pick<Hold, 'maxOutputTokens'> },
): Record<string, unknown> {
  const { dialect, upstreamModel, hold } = facts;
  const names = new Map<string, string | null>(Object.entries(dialect.renamed));
  const body: Record<string, unknown> = {
    model: upstreamModel,
    messages: dialect.hasDeveloperRole ? request.messages : withoutDeveloper(request.messages),
    [dialect.maxTokensField]: hold.maxOutputTokens,
  };
  for (const [name, value] of Object.entries(request)) {
    const theirs = names.has(name) ? names.get(name) : name;
    if (!ours.has(name) && value != null && theirs) body[theirs] = value;
  }
  if (request.stream) {
    body['stream'] = true;
    if (dialect.asksForUsage) body['stream_options'] = { include_usage: true };
  }
  return body;
}

function withoutDeveloper(messages: ChatCompletionRequest['messages']) {
  return messages.map((message) =>
    message.role === 'developer' ? { ...message, role: 'system' as const } : message,
  );
}

import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import { messageField, untoldField } from './messages/untold.ts';
import type { Provider } from './providers/provider.ts';

/** A field of a request, and what is wrong about it. */
export type Unable = { field: string; why: 'unknown' | 'picture_address' };

/** What has no name in the dialects that are translated into. */
const UNTRANSLATED = [
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'verbosity',
  'parallel_tool_calls',
] as const satisfies readonly (keyof ChatCompletionRequest)[];

/** The first thing in a request that a provider cannot do, named as the caller does; null = it can do all of it. */
export function unableTo(
  provider: Pick<Provider, 'relay' | 'messagesUrl' | 'fetchesPictures'>,
  request: ChatCompletionRequest,
  message: MessagesRequest | null = null,
): Unable | null {
  if (message === null) return unableToComplete(provider, request);
  if (provider.messagesUrl !== undefined) return null;
  const untold = untoldField(message);
  if (untold !== null) return { field: untold, why: 'unknown' };
  // A budget for thinking bounds it, and asks for no effort by name: who knows none thinks as they do.
  const effort = message.output_config?.effort ? request.reasoning_effort : null;
  const unable = unableToComplete(provider, { ...request, reasoning_effort: effort });
  return unable && { ...unable, field: messageField(unable.field) };
}

function unableToComplete(
  { relay, fetchesPictures }: Pick<Provider, 'relay' | 'fetchesPictures'>,
  request: ChatCompletionRequest,
): Unable | null {
  const unknown: readonly string[] =
    relay === null
      ? UNTRANSLATED
      : Object.entries(relay.renamed).flatMap(([name, theirs]) => (theirs === null ? [name] : []));
  const values = new Map<string, unknown>(Object.entries(request));
  const field = unknown.find((name) => values.get(name) != null);
  if (field !== undefined) return { field, why: 'unknown' };
  if (!fetchesPictures && hasPictureAddress(request)) {
    return { field: 'messages', why: 'picture_address' };
  }
  return null;
}

function hasPictureAddress({ messages }: ChatCompletionRequest): boolean {
  return messages.some(
    ({ content }) =>
      Array.isArray(content) &&
      content.some((part) => part.type === 'image_url' && !part.image_url.url.startsWith('data:')),
  );
}

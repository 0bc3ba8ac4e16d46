import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import type { MessagesRequest } from '@geko/contracts/messages';
import { messagePictures } from './messages/message-pictures.ts';
import { messageField, untoldField } from './messages/untold.ts';
import { pictureAddresses, type PictureAddress } from './picture-addresses.ts';
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

/**
 * The pictures of a request that have to be brought to a provider, as it does not fetch them or would do so from inside
 * our own network, named as the caller does. isOwnAddress: it is reached at its own address, not at a proxy of the operator's.
 */
export function picturesToBring(
  { fetchesPictures }: Pick<Provider, 'fetchesPictures'>,
  request: ChatCompletionRequest,
  { isOwnAddress }: { isOwnAddress: boolean },
  message: MessagesRequest | null = null,
): PictureAddress[] {
  const fetches = fetchesPictures && isOwnAddress;
  const named = message === null ? pictureAddresses(request) : messagePictures(message);
  return named.filter(({ url }) => !fetches || !url.startsWith('https:'));
}

/** The first thing in a request that a provider cannot do, named as the caller does; null = it can do all of it. */
export function unableTo(
  provider: Pick<Provider, 'relay' | 'messagesUrl' | 'fetchesPictures'>,
  request: ChatCompletionRequest,
  place: { isOwnAddress: boolean },
  message: MessagesRequest | null = null,
): Unable | null {
  const field =
    message === null
      ? unknownField(provider, request)
      : unknownMessageField(provider, request, message);
  if (field !== null) return { field, why: 'unknown' };
  const [picture] = picturesToBring(provider, request, place, message);
  return picture ? { field: picture.field, why: 'picture_address' } : null;
}

function unknownMessageField(
  provider: Pick<Provider, 'relay' | 'messagesUrl'>,
  request: ChatCompletionRequest,
  message: MessagesRequest,
): string | null {
  if (provider.messagesUrl !== undefined) return null;
  const untold = untoldField(message);
  if (untold !== null) return untold;
  // A budget for thinking bounds it, and asks for no effort by name: who knows none thinks as they do.
  const effort = message.output_config?.effort ? request.reasoning_effort : null;
  const field = unknownField(provider, { ...request, reasoning_effort: effort });
  return field && messageField(field);
}

function unknownField(
  { relay }: Pick<Provider, 'relay'>,
  request: ChatCompletionRequest,
): string | null {
  const unknown: readonly string[] =
    relay === null
      ? UNTRANSLATED
      : Object.entries(relay.renamed).flatMap(([name, theirs]) => (theirs === null ? [name] : []));
  const values = new Map<string, unknown>(Object.entries(request));
  return unknown.find((name) => values.get(name) != null) ?? null;
}

import type { ChatCompletionRequest } from '@geko/contracts/chat-completions';
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
 * our own network. isOwnAddress: it is reached at its own address, not at a proxy of the operator's.
 */
export function picturesToBring(
  { fetchesPictures }: Pick<Provider, 'fetchesPictures'>,
  request: ChatCompletionRequest,
  { isOwnAddress }: { isOwnAddress: boolean },
): PictureAddress[] {
  const fetches = fetchesPictures && isOwnAddress;
  return pictureAddresses(request).filter(({ url }) => !fetches || !url.startsWith('https:'));
}

/** The first thing in a request that a provider cannot do; null = it can do all of it. */
export function unableTo(
  provider: Pick<Provider, 'relay' | 'fetchesPictures'>,
  request: ChatCompletionRequest,
  place: { isOwnAddress: boolean },
): Unable | null {
  const { relay } = provider;
  const unknown: readonly string[] =
    relay === null
      ? UNTRANSLATED
      : Object.entries(relay.renamed).flatMap(([name, theirs]) => (theirs === null ? [name] : []));
  const values = new Map<string, unknown>(Object.entries(request));
  const field = unknown.find((name) => values.get(name) != null);
  if (field !== undefined) return { field, why: 'unknown' };
  const [picture] = picturesToBring(provider, request, place);
  return picture ? { field: picture.field, why: 'picture_address' } : null;
}

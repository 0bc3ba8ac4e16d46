import { embeddedInputs } from '@geko/contracts/embeddings';
import type { MediaKind } from '@geko/contracts/media';
import type { ProviderId } from '@geko/contracts/models';
import { speechVoices } from '@geko/contracts/speech';
import type { MediaCall } from './media-call.ts';

/** How a provider is asked for what does not chat. */
export type MediaDialect = {
  kinds: ReadonlySet<MediaKind>;
  /** Texts alone become vectors, of one length, told in numbers. */
  hasPlainEmbeddings: boolean;
  /** Its models' voices; null = nobody knows them all. */
  voices: readonly string[] | null;
  /** Its models that are billed by tokens tell them in a stream of events, whatever the caller wants. */
  countsSpeech: boolean;
  /** Images come in the answer only if that is asked for. */
  asksForImages: boolean;
};

const all: ReadonlySet<MediaKind> = new Set(['embedding', 'image', 'speech', 'transcription']);
const none: MediaDialect = {
  kinds: new Set(),
  hasPlainEmbeddings: true,
  voices: null,
  countsSpeech: false,
  asksForImages: false,
};
const openai: MediaDialect = {
  ...none,
  kinds: all,
  hasPlainEmbeddings: false,
  voices: speechVoices,
  countsSpeech: true,
};

/** What each provider makes beside answers, as far as it speaks OpenAI's dialect. Forget one and it does not compile. */
export const mediaTable: Record<ProviderId, MediaDialect> = {
  openai,
  anthropic: none,
  google: none,
  mistral: { ...none, kinds: new Set(['embedding']) },
  deepseek: none,
  groq: none,
  compatible: { ...openai, voices: null, countsSpeech: false, asksForImages: true },
  demo: openai,
  local: none,
};

/** A field of a request, and what is wrong about it. */
export type UnableToMake = { field: string; message: string };

/**
 * The first thing in a request that a provider, or a model of its kind, cannot do; null = it can do all of it.
 *
 * @param model isByTokens: whether it is billed by tokens. Such models of speech take instructions and tell events, and
 * such models of transcripts answer in json alone.
 */
export function unableToMake(
  { provider, request }: Pick<MediaCall, 'provider' | 'request'>,
  { name, isByTokens }: { name: string; isByTokens: boolean },
): UnableToMake | null {
  const dialect = mediaTable[provider];
  if (!dialect.kinds.has(request.kind)) {
    return { field: 'model', message: `${name} cannot be called for this here.` };
  }
  switch (request.kind) {
    case 'embedding': {
      if (!dialect.hasPlainEmbeddings) return null;
      if (request.body.dimensions != null) return unknown(name, 'dimensions');
      return embeddedInputs(request.body).every((input) => typeof input === 'string')
        ? null
        : { field: 'input', message: `${name} reads texts, and no lists of tokens.` };
    }
    case 'image':
      return null;
    case 'speech': {
      const { voice, instructions, stream_format: format } = request.body;
      if (dialect.voices?.includes(voice) === false) {
        return {
          field: 'voice',
          message: `${name} has the voices ${dialect.voices.join(', ')}; not ${voice}.`,
        };
      }
      if (isByTokens) return null;
      if (instructions !== undefined) return unknown(name, 'instructions');
      return format === 'sse'
        ? { field: 'stream_format', message: `${name} streams audio, and no events.` }
        : null;
    }
    case 'transcription': {
      const { response_format: format } = request.body;
      return isByTokens && format !== 'json'
        ? { field: 'response_format', message: `${name} answers in json, and not in ${format}.` }
        : null;
    }
  }
}

function unknown(name: string, field: string): UnableToMake {
  return { field, message: `${name} does not know ${field}.` };
}

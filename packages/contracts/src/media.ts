import type { ApiKeyScope } from './api-keys.ts';
import type { EmbeddingRequest } from './embeddings.ts';
import type { ImageRequest } from './images.ts';
import type { ModelKind } from './models.ts';
import type { Permission } from './permissions.ts';
import type { SpeechRequest } from './speech.ts';
import type { Sound, TranscriptionRequest } from './transcriptions.ts';

/** Every kind of model but those that chat. */
export type MediaKind = Exclude<ModelKind, 'chat'>;

/** What a program asks of a model that does not chat, in OpenAI's dialect. */
export type MediaRequest =
  | { kind: 'embedding'; body: EmbeddingRequest }
  | { kind: 'image'; body: ImageRequest }
  | { kind: 'speech'; body: SpeechRequest }
  | { kind: 'transcription'; body: TranscriptionRequest; sound: Sound };

/**
 * What a call of each kind takes: the scope of its key, and the permission of the key's person (SPEC §4, which has none
 * of its own for embeddings: they are asked for with words, as answers are); and the field that its input stands in.
 */
export const mediaRules: Record<
  MediaKind,
  { scope: ApiKeyScope; permission: Permission; inputField: string; makes: string }
> = {
  embedding: {
    scope: 'embeddings',
    permission: 'chat:create',
    inputField: 'input',
    makes: 'embeddings',
  },
  image: { scope: 'images', permission: 'image:create', inputField: 'prompt', makes: 'images' },
  speech: { scope: 'audio', permission: 'speech:create', inputField: 'input', makes: 'speech' },
  transcription: {
    scope: 'audio',
    permission: 'transcript:create',
    inputField: 'file',
    makes: 'transcripts',
  },
};

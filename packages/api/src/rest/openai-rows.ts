import { z } from 'zod';
import {
  ApiModel,
  ApiModelList,
  ChatCompletion,
  ChatCompletionRequest,
} from '@geko/contracts/chat-completions';
import { EmbeddingList, EmbeddingRequest } from '@geko/contracts/embeddings';
import { ModelId } from '@geko/contracts/ids';
import { ImageList, ImageRequest } from '@geko/contracts/images';
import { SpeechRequest } from '@geko/contracts/speech';
import { Transcript, TranscriptionRequest } from '@geko/contracts/transcriptions';
import type { Endpoint } from './endpoint.ts';
import { paidRefusals } from './paid-refusals.ts';

const tag = 'OpenAI-compatible';

/** An endpoint with a route file of its own (http/v1), told of here; its errors are in OpenAI's envelope. */
type OpenAIEndpoint<I extends z.ZodObject> = Omit<Endpoint<I>, 'tag' | 'status'>;

const endpoint = <I extends z.ZodObject>(facts: OpenAIEndpoint<I>): Endpoint => ({
  ...(facts as unknown as OpenAIEndpoint<z.ZodObject>),
  tag,
  status: 200,
});

export const openAIRows: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/chat/completions',
    operationId: 'createChatCompletion',
    summary: 'Complete a chat',
    details:
      "As OpenAI has it, with every provider's models. With stream, server-sent chunks that end with [DONE]. With model auto a simple prompt goes to a cheap model and a hard one to a strong one, of those that you may call: the answer names it.",
    access: { kind: 'program', scope: 'chat', permission: 'chat:create' },
    isOnce: true,
    input: ChatCompletionRequest,
    output: ChatCompletion,
    refusals: paidRefusals,
    example: {
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 100,
    },
  }),
  endpoint({
    method: 'POST',
    path: '/embeddings',
    operationId: 'createEmbeddings',
    summary: 'Turn texts into vectors',
    access: { kind: 'program', scope: 'embeddings', permission: 'chat:create' },
    isOnce: true,
    input: EmbeddingRequest,
    output: EmbeddingList,
    refusals: paidRefusals,
    example: { model: 'text-embedding-3-small', input: ['A gecko', 'A lizard'] },
  }),
  endpoint({
    method: 'POST',
    path: '/images/generations',
    operationId: 'createImages',
    summary: 'Make images',
    access: { kind: 'program', scope: 'images', permission: 'image:create' },
    isOnce: true,
    input: ImageRequest,
    output: ImageList,
    refusals: paidRefusals,
    example: {
      model: 'gpt-image-2',
      prompt: 'A gecko on a wall',
      size: '1024x1024',
      quality: 'low',
    },
  }),
  endpoint({
    method: 'POST',
    path: '/audio/speech',
    operationId: 'createSpeech',
    summary: 'Say a text',
    details: 'The answer is the sound; with stream_format sse, events of it.',
    access: { kind: 'program', scope: 'audio', permission: 'speech:create' },
    isOnce: true,
    input: SpeechRequest,
    output: 'audio/mpeg',
    refusals: paidRefusals,
    example: { model: 'gpt-4o-mini-tts', input: 'Geckos climb glass.', voice: 'alloy' },
  }),
  endpoint({
    method: 'POST',
    path: '/audio/transcriptions',
    operationId: 'createTranscription',
    summary: 'Write down what is said',
    details: 'With response_format text, srt or vtt the answer is plain text.',
    access: { kind: 'program', scope: 'audio', permission: 'transcript:create' },
    bodyType: 'multipart/form-data',
    isOnce: true,
    input: z.object({ file: z.string(), ...TranscriptionRequest.shape }),
    output: Transcript,
    refusals: [...paidRefusals, 'UNSUPPORTED_MEDIA_TYPE'],
    example: { file: '@speech.wav', model: 'whisper-1' },
  }),
  endpoint({
    method: 'GET',
    path: '/models',
    operationId: 'listModels',
    summary: 'The models that the caller may call now',
    details: 'First of them auto, which finds one for each chat.',
    access: { kind: 'program', scope: 'models', permission: null },
    input: z.object({}),
    output: ApiModelList,
    example: {},
  }),
  endpoint({
    method: 'GET',
    path: '/models/{model}',
    operationId: 'getModel',
    summary: 'One of them, also by alias',
    access: { kind: 'program', scope: 'models', permission: null },
    input: z.object({ model: ModelId }),
    output: ApiModel,
    refusals: ['MODEL_UNKNOWN'],
    example: { model: 'gpt-4o-mini' },
  }),
];

import { z } from 'zod';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/** POST /api/v1/audio/speech, as OpenAI's API reference has it: https://platform.openai.com/docs/api-reference/audio. */

/** The voices that OpenAI's models have. */
export const speechVoices = [
  'alloy',
  'ash',
  'ballad',
  'cedar',
  'coral',
  'echo',
  'fable',
  'marin',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
] as const;

/** What speech may come as, with the type of each. */
export const speechTypes = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
} as const;
export type SpeechFormat = keyof typeof speechTypes;

export const SpeechRequest = z.strictObject({
  model: ModelId,
  input: Text.min(1).max(4_096),
  voice: z.string().regex(/^[\w.-]{1,64}$/u, { message: 'must be the name of a voice' }),
  instructions: Text.max(4_096).optional(),
  response_format: z.enum(Object.keys(speechTypes) as SpeechFormat[]).optional(),
  speed: z.number().min(0.25).max(4).optional(),
  stream_format: z.enum(['audio', 'sse']).optional(),
});
export type SpeechRequest = z.infer<typeof SpeechRequest>;

import { z } from 'zod';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/**
 * POST /api/v1/audio/transcriptions, as OpenAI's API reference has it; multipart, so all but the file is text:
 * https://platform.openai.com/docs/api-reference/audio/createTranscription. What is not counted by tokens or time
 * (speakers), and streams, are refused by name.
 */

/** Longest file, in bytes, as at OpenAI. */
export const MAX_AUDIO_BYTES = 25 * 1_024 * 1_024;

export const transcriptFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const;
export type TranscriptFormat = (typeof transcriptFormats)[number];

export const TranscriptionRequest = z
  .strictObject({
    model: ModelId,
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/u, { message: 'must be a code of ISO 639, such as en' })
      .optional(),
    prompt: Text.max(4_000).optional(),
    response_format: z.enum(transcriptFormats).default('json'),
    temperature: z
      .string()
      .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/u, { message: 'must be a number from 0 to 1' })
      .transform(Number)
      .optional(),
    timestamp_granularities: z
      .array(z.enum(['word', 'segment']))
      .max(2)
      .optional(),
    stream: z.literal('false', { message: 'must be false: transcripts come whole' }).optional(),
  })
  .refine(
    ({ timestamp_granularities: granularities, response_format: format }) =>
      granularities === undefined || format === 'verbose_json',
    { path: ['timestamp_granularities'], message: 'goes with the response_format verbose_json' },
  );
export type TranscriptionRequest = z.infer<typeof TranscriptionRequest>;

/**
 * The file that is listened to, as it is by its content. seconds: as it lasts by its own account; mostSeconds: as it may
 * last at most, whatever it says, in whole seconds.
 */
export type Sound = {
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
  type: string;
  seconds: number;
  mostSeconds: number;
};

/** What an answer in JSON has; text, srt and vtt are plain text. */
export const Transcript = z.looseObject({ text: z.string() });

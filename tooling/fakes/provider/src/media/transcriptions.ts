import { BadRequest } from '../dialects/dialect.ts';
import { fillerText } from '../filler-text.ts';
import { countTokens } from '../tokens.ts';
import {
  JSON_TYPE,
  type MakeContext,
  type Made,
  type MediaBody,
  type MediaMaker,
} from './media-maker.ts';
import { secondsOf } from './sound.ts';
import { subtitles, type Segment, segmentsOf, wordsOf } from './subtitles.ts';

const USUAL_TOKENS = 12;
const HEARD_TOKENS_A_SECOND = 10;
const DEMO_TEXT =
  'This is a demonstration and not an AI: nobody has listened to your file. Set a provider key to have it transcribed.';
const TEXT_TYPE = 'text/plain; charset=utf-8';

type Transcript = { text: string; seconds: number; segments: Segment[] };

/** `POST …/audio/transcriptions`. https://platform.openai.com/docs/api-reference/audio/createTranscription */
export const transcriptions: MediaMaker = {
  name: 'transcriptions',
  read(body) {
    return { model: field(body, 'model'), words: textField(body, 'prompt'), stream: false };
  },
  async make(body, { script, mode, report }) {
    const file = body.form?.get('file');
    if (!(file instanceof File)) throw new BadRequest("Missing required parameter: 'file'.");
    const isCounted = field(body, 'model').startsWith('gpt-4o');
    const seconds = script.seconds ?? secondsOf(Buffer.from(await file.arrayBuffer()));
    const text =
      mode === 'demo'
        ? DEMO_TEXT
        : (script.text ?? fillerText(script.reply ?? USUAL_TOKENS, file.name));
    const format = textField(body, 'response_format') || 'json';
    if (isCounted && format !== 'json')
      throw new BadRequest(`response_format '${format}' is not compatible with this model.`);
    const promptTokens = isCounted ? Math.ceil(seconds * HEARD_TOKENS_A_SECOND) : 0;
    const outputTokens = isCounted ? countTokens(text) : 0;
    const usage = isCounted
      ? {
          type: 'tokens',
          input_tokens: promptTokens,
          input_token_details: { text_tokens: 0, audio_tokens: promptTokens },
          output_tokens: outputTokens,
          total_tokens: promptTokens + outputTokens,
        }
      : { type: 'duration', seconds: Math.round(seconds) };
    const transcript = { text, seconds, segments: segmentsOf(text, seconds) };
    const answer = written(transcript, { format, body, usage, report });
    return { promptTokens, outputTokens, ...answer };
  },
};

function written(
  { text, seconds, segments }: Transcript,
  asked: {
    format: string;
    body: MediaBody;
    usage: Record<string, unknown>;
    report: MakeContext['report'];
  },
): Pick<Made, 'type' | 'pieces'> {
  const { format, body, report } = asked;
  switch (format) {
    case 'text':
      return { type: TEXT_TYPE, pieces: [`${text}\n`] };
    case 'srt':
    case 'vtt':
      return { type: TEXT_TYPE, pieces: [subtitles(format, segments)] };
    case 'verbose_json':
    case 'json': {
      const usage = report(asked.usage);
      const granularities = body.form?.getAll('timestamp_granularities[]') ?? [];
      const detail =
        format === 'json'
          ? {}
          : {
              task: 'transcribe',
              language: textField(body, 'language') || 'english',
              duration: seconds,
              ...(granularities.includes('word') && { words: wordsOf(text, seconds) }),
              ...((granularities.length === 0 || granularities.includes('segment')) && {
                segments,
              }),
            };
      return {
        type: JSON_TYPE,
        pieces: [JSON.stringify({ ...detail, text, ...(usage && { usage }) })],
      };
    }
    default:
      throw new BadRequest(`Invalid value for 'response_format': '${format}'.`);
  }
}

function textField({ form }: MediaBody, name: string): string {
  const value = form?.get(name);
  return typeof value === 'string' ? value : '';
}

function field(body: MediaBody, name: string): string {
  const value = textField(body, name);
  if (value === '') throw new BadRequest(`Missing required parameter: '${name}'.`);
  return value;
}

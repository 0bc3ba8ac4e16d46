import { BadRequest } from '../dialects/dialect.ts';
import { type Json, requiredString, stringOr } from '../dialects/read-body.ts';
import { sse } from '../dialects/sse.ts';
import { countTokens } from '../tokens.ts';
import { EVENT_TYPE, type MediaMaker } from './media-maker.ts';
import { mp3, pcm, wav } from './sound.ts';

const CHARACTERS_A_SECOND = 15;
const TOKENS_A_CHARACTER = 1.4;
/** Nobody needs more of a tone. */
const MOST_SECONDS = 30;
const PIECE_BYTES = 4_096;

const SOUNDS = new Map([
  ['mp3', { type: 'audio/mpeg', make: mp3 }],
  ['wav', { type: 'audio/wav', make: wav }],
  ['pcm', { type: 'audio/pcm', make: pcm }],
]);

/** `POST …/audio/speech`: a tone, or silence. https://platform.openai.com/docs/api-reference/audio/createSpeech */
export const speech: MediaMaker = {
  name: 'speech',
  read: ({ json }) => ({
    model: requiredString(json, 'model'),
    words: requiredString(json, 'input'),
    stream: json['stream_format'] === 'sse',
  }),
  make({ json }, { report }) {
    const input = requiredString(json, 'input');
    requiredString(json, 'voice');
    const isCounted = requiredString(json, 'model').startsWith('gpt-');
    const format = stringOr(json['response_format'], 'mp3');
    const sound = SOUNDS.get(format);
    if (!sound) throw new BadRequest(`This provider speaks mp3, wav and pcm; not ${format}.`);
    const characters = Array.from(input).length;
    const bytes = sound.make(Math.min(MOST_SECONDS, Math.ceil(characters / CHARACTERS_A_SECOND)));
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += PIECE_BYTES)
      pieces.push(bytes.subarray(at, at + PIECE_BYTES));
    const promptTokens = isCounted ? countTokens(input) : 0;
    const outputTokens = isCounted ? Math.ceil(characters * TOKENS_A_CHARACTER) : 0;
    const counts = { promptTokens, outputTokens };
    if (json['stream_format'] !== 'sse') {
      return Promise.resolve({ ...counts, type: sound.type, pieces });
    }
    if (!isCounted) throw new BadRequest("stream_format 'sse' is not supported for this model.");
    const usage = report({
      input_tokens: promptTokens,
      output_tokens: outputTokens,
      total_tokens: promptTokens + outputTokens,
    });
    return Promise.resolve({ ...counts, type: EVENT_TYPE, pieces: eventsOf(pieces, usage) });
  },
};

function eventsOf(pieces: readonly Buffer[], usage: Json | null): string[] {
  return [
    ...pieces.map((piece) => sse({ type: 'speech.audio.delta', audio: piece.toString('base64') })),
    sse({ type: 'speech.audio.done', ...(usage && { usage }) }),
  ];
}

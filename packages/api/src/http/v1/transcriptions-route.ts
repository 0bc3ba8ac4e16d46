import { createHash } from 'node:crypto';
import { AppError } from '@geko/contracts/errors';
import { mediaRules } from '@geko/contracts/media';
import { MAX_AUDIO_BYTES, TranscriptionRequest } from '@geko/contracts/transcriptions';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { readSound } from '@geko/services/calls/read-sound';
import { readForm } from '../read-form.ts';
import { parseWith } from '../read-json.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram } from './answer-program.ts';
import { wholeMedia } from './start-program-media.ts';

/** Longest body, in bytes: the longest file, and room for all else. */
const MAX_BODY_BYTES = MAX_AUDIO_BYTES + 100_000;

/** POST /api/v1/audio/transcriptions, as OpenAI's clients call it: a form with a file. */
export function handleTranscriptions(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, mediaRules.transcription.scope, async (call) => {
    const { fields, file } = await readForm(request, {
      maxBytes: MAX_BODY_BYTES,
      fileField: 'file',
    });
    const body = parseWith(TranscriptionRequest, fields);
    if (file === null) {
      throw new AppError('BAD_REQUEST', { field: 'file', message: 'file: is missing.' });
    }
    const sound = await readSound(new Uint8Array(await file.arrayBuffer()));
    return answerOnce(deps, request, call, {
      asked: { ...body, file: createHash('sha256').update(sound.bytes).digest('hex') },
      answer: (abandoned) =>
        wholeMedia(deps, call, { kind: 'transcription', body, sound }, abandoned),
    });
  });
}

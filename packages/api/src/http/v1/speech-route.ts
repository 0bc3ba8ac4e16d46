import { mediaRules } from '@geko/contracts/media';
import { SpeechRequest, speechTypes } from '@geko/contracts/speech';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import { makeMedia, type MadeMedia } from '@geko/services/calls/make-media';
import type { StartedMedia } from '@geko/services/calls/start-media';
import { readJson } from '../read-json.ts';
import { answerOnce } from './answer-once.ts';
import { answerProgram, type ProgramCall } from './answer-program.ts';
import { toOpenAIError } from './openai-error.ts';
import { failedCall } from './call-failure.ts';
import { startProgramMedia } from './start-program-media.ts';

const EVENT_TYPE = 'text/event-stream; charset=utf-8';

/**
 * POST /api/v1/audio/speech, as OpenAI's clients call it: sound as it is made, or the events of it. Its end comes after
 * its settlement. What fails before the first piece has a status of its own; sound that fails later breaks off, as there
 * is no word for it in a sound, and events end with an error.
 */
export function handleSpeech(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, mediaRules.speech.scope, async (call) => {
    const body = await readJson(request, SpeechRequest);
    return answerOnce(deps, request, call, {
      asked: body,
      answer: async (abandoned) => {
        const started = await startProgramMedia(deps, call, { kind: 'speech', body });
        return streamSpeech(deps, {
          call,
          started,
          abandoned,
          isEvents: body.stream_format === 'sse',
          type: speechTypes[body.response_format ?? 'mp3'],
        });
      },
    });
  });
}

type Speaking = {
  call: ProgramCall;
  started: StartedMedia;
  /** Aborted when the program leaves. */
  abandoned: AbortSignal;
  isEvents: boolean;
  type: string;
};

/** Waits for the first piece. From then on the response is the call's: when its reader leaves, the provider is stopped. */
async function streamSpeech(
  deps: CallsDeps,
  { call, started, abandoned, isEvents, type }: Speaking,
): Promise<Response> {
  const { requestId } = call.request;
  const left = new AbortController();
  const leave = () => left.abort();
  if (abandoned.aborted) leave();
  abandoned.addEventListener('abort', leave, { once: true });
  const opened = Promise.withResolvers<void>();
  const waiting: Uint8Array[] = [];
  let say = (bytes: Uint8Array): void => void waiting.push(bytes);
  const ended = makeMedia(deps, started, {
    abandoned: left.signal,
    onBytes: (bytes) => {
      say(bytes);
      opened.resolve();
    },
  });
  const first = await Promise.race([opened.promise, ended]);
  if (first && first.end.outcome !== 'finished') throw failedCall(call, first);

  const end = (controller: ReadableStreamDefaultController<Uint8Array>, made: MadeMedia) => {
    const failure = made.end.outcome === 'finished' ? null : failedCall(call, made);
    if (left.signal.aborted || (failure !== null && !isEvents)) {
      controller.error(failure);
      return;
    }
    const last =
      failure === null
        ? made.end.closing
        : `data: ${JSON.stringify(toOpenAIError(failure, requestId).body)}\n\n`;
    if (last !== null) controller.enqueue(Buffer.from(last));
    controller.close();
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      say = (bytes) => {
        if (!left.signal.aborted) controller.enqueue(bytes);
      };
      for (const bytes of waiting) say(bytes);
      void ended
        .then((made) => end(controller, made))
        .catch((error: unknown) => {
          deps.log.error({ error, requestId }, 'speech ended without its end');
          if (!left.signal.aborted) controller.error(error);
        })
        .finally(() => abandoned.removeEventListener('abort', leave));
    },
    cancel: leave,
  });
  return new Response(stream, {
    headers: { 'content-type': isEvents ? EVENT_TYPE : type, 'x-accel-buffering': 'no' },
  });
}

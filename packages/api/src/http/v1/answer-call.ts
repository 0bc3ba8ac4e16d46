import { knownError } from '@geko/services/access/known-error';
import {
  completeCall,
  type CallsDeps,
  type CompletedCall,
} from '@geko/services/calls/complete-call';
import type { StartedCall } from '@geko/services/calls/start-call';
import type { ProgramCall } from './answer-program.ts';
import { Backlog, backlogStrategy } from './backlog.ts';
import { failedCall } from './call-failure.ts';
import type { StartedProgramCall } from './start-program-call.ts';

const HEARTBEAT_MS = 15_000;

/** How a call's answer is put in the words of its dialect. */
export type CallWords = {
  whole(call: StartedCall, end: CompletedCall['end']): object;
  /** The last events of a stream that finished. */
  streamEnd(call: StartedCall, end: CompletedCall['end']): string;
  streamError(error: unknown): string;
  /** What says that a silent stream is alive. */
  heartbeat: string;
};

type Running = StartedProgramCall & {
  call: ProgramCall;
  /** Aborted when the program leaves. */
  abandoned: AbortSignal;
  words: CallWords;
};

/** Carries an admitted call to its end, and answers with it as a whole or as a stream. Throws what it failed by before its first word. */
export function answerCall(deps: CallsDeps, running: Running): Promise<Response> {
  return running.asked.request.stream ? streamAnswer(deps, running) : wholeAnswer(deps, running);
}

async function wholeAnswer(
  deps: CallsDeps,
  { call, started, asked, asCaller, abandoned, words }: Running,
): Promise<Response> {
  const ended = await completeCall(deps, started, asked, {
    asCaller,
    abandoned,
    onEvents: () => undefined,
  });
  if (ended.end.answer === null) throw failedCall(call, ended);
  return Response.json(words.whole(started, ended.end));
}

/**
 * Waits for the first event, a while: a call that fails by then has a status of its own. From then on the response is the
 * call's, kept awake by heartbeats: when its reader leaves, the provider is stopped.
 */
async function streamAnswer(
  deps: CallsDeps,
  { call, started, asked, asCaller, abandoned, words }: Running,
): Promise<Response> {
  const { requestId } = call.request;
  const encoder = new TextEncoder();
  const left = new AbortController();
  const leave = () => left.abort();
  if (abandoned.aborted) leave();
  abandoned.addEventListener('abort', leave, { once: true });
  const opened = Promise.withResolvers<void>();
  const { 'gateway.open_stream_after_ms': openAfterMs } = await deps.settings();
  const backlog = new Backlog(leave);
  let waiting = '';
  let say = (events: string): Promise<void> | void => {
    waiting += events;
  };
  const ended = completeCall(deps, started, asked, {
    asCaller,
    abandoned: left.signal,
    onEvents: (events) => {
      opened.resolve();
      return say(events);
    },
  });
  const patience = setTimeout(opened.resolve, openAfterMs);
  const first = await Promise.race([opened.promise, ended]).finally(() => clearTimeout(patience));
  if (first && (first.end.failure || first.end.outcome === 'stopped'))
    throw failedCall(call, first);

  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const write = (events: string) => {
        if (left.signal.aborted) return undefined;
        controller.enqueue(encoder.encode(events));
        return backlog.room(controller);
      };
      const heartbeat = setInterval(() => void write(words.heartbeat), HEARTBEAT_MS);
      if (waiting !== '') void write(waiting);
      say = write;
      void ended
        .then(
          (done) =>
            void write(
              done.end.outcome === 'finished'
                ? words.streamEnd(started, done.end)
                : words.streamError(failedCall(call, done)),
            ),
        )
        .catch((error: unknown) => {
          deps.log.error({ error, requestId }, 'a stream ended without its end');
          void write(words.streamError(knownError(error)));
        })
        .finally(() => {
          clearInterval(heartbeat);
          backlog.taken();
          abandoned.removeEventListener('abort', leave);
          if (!left.signal.aborted) controller.close();
        });
    },
    pull: backlog.taken,
    cancel: leave,
  };
  return new Response(new ReadableStream(source, backlogStrategy), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    },
  });
}

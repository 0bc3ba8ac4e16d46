import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { AppError } from '@geko/contracts/errors';
import { asProgram, personOf } from '@geko/services/access/authenticate-program';
import {
  completeCall,
  type CallsDeps,
  type CompletedCall,
} from '@geko/services/calls/complete-call';
import { startCall, type StartedCall } from '@geko/services/calls/start-call';
import { answerRefusal } from '@geko/services/policy/answer-refusal';
import { meteredHeaders } from '../metered-headers.ts';
import { readJson } from '../read-json.ts';
import { answerProgram, type ProgramCall } from './answer-program.ts';
import { Backlog, backlogStrategy } from './backlog.ts';
import { streamEnd, usageOf } from './completion-end.ts';
import { toOpenAIError } from './openai-error.ts';

/** Longest body, in bytes: room for a few pictures as data URLs. */
const MAX_BODY_BYTES = 20_000_000;
const HEARTBEAT_MS = 15_000;

/**
 * POST /api/v1/chat/completions, as OpenAI's clients call it. Every stream ends with the finish, the usage where it was
 * asked for, and [DONE], or with an error; either way after its settlement.
 */
export function handleChatCompletions(deps: CallsDeps, request: Request): Promise<Response> {
  return answerProgram(deps, request, 'chat', async (call) => {
    const body = await readJson(request, ChatCompletionRequest, { maxBytes: MAX_BODY_BYTES });
    const started = await start(deps, call, body);
    for (const [name, value] of Object.entries(meteredHeaders(started.metering))) {
      call.headers.set(name, value);
    }
    return body.stream
      ? streamAnswer(deps, request, { started, body, requestId: call.request.requestId })
      : wholeAnswer(deps, request, { started, body });
  });
}

async function start(
  deps: CallsDeps,
  { program, request }: ProgramCall,
  body: ChatCompletionRequest,
): Promise<StartedCall> {
  try {
    return await asProgram(deps, program, request, (scope) => startCall(scope, deps, body));
  } catch (error) {
    throw await answerRefusal(deps, { ...personOf(program), request }, error);
  }
}

type Running = { started: StartedCall; body: ChatCompletionRequest };

async function wholeAnswer(
  deps: CallsDeps,
  request: Request,
  { started, body }: Running,
): Promise<Response> {
  const { signal: abandoned } = request;
  const ended = await completeCall(deps, started, body, { abandoned, onEvents: () => undefined });
  const { answer } = ended.end;
  if (answer === null) throw failureOf(ended);
  return Response.json({ ...answer, usage: usageOf(started, ended.end) });
}

/**
 * Waits for the first event, a while: a call that fails by then has a status of its own. From then on the response is the
 * call's, kept awake by heartbeats: when its reader leaves, the provider is stopped.
 */
async function streamAnswer(
  deps: CallsDeps,
  request: Request,
  { requestId, started, body }: Running & { requestId: string },
): Promise<Response> {
  const encoder = new TextEncoder();
  const left = new AbortController();
  const leave = () => left.abort();
  if (request.signal.aborted) leave();
  request.signal.addEventListener('abort', leave, { once: true });
  const opened = Promise.withResolvers<void>();
  let waiting = '';
  const backlog = new Backlog(leave);
  let say = (events: string): Promise<void> | void => {
    waiting += events;
  };
  const ended = completeCall(deps, started, body, {
    abandoned: left.signal,
    onEvents: (events) => {
      opened.resolve();
      return say(events);
    },
  });
  const { 'gateway.open_stream_after_ms': openAfterMs } = await deps.settings();
  const patience = setTimeout(opened.resolve, openAfterMs);
  const first = await Promise.race([opened.promise, ended]).finally(() => clearTimeout(patience));
  if (first && first.end.failure) throw failureOf(first);
  if (first && first.end.outcome === 'stopped') throw failureOf(first);

  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const write = (events: string) => {
        if (left.signal.aborted) return undefined;
        controller.enqueue(encoder.encode(events));
        return backlog.room(controller);
      };
      const heartbeat = setInterval(() => void write(': still here\n\n'), HEARTBEAT_MS);
      if (waiting !== '') void write(waiting);
      say = write;
      void ended
        .then((end) => {
          const failure = end.end.outcome === 'finished' ? null : failureOf(end);
          void write(
            failure === null
              ? streamEnd(started, end.end, {
                  wantsUsage: body.stream_options?.include_usage === true,
                })
              : `data: ${JSON.stringify(toOpenAIError(failure, requestId).body)}\n\n`,
          );
        })
        .catch((error: unknown) => {
          deps.log.error({ error, requestId }, 'a stream ended without its end');
          void write(`data: ${JSON.stringify(toOpenAIError(error, requestId).body)}\n\n`);
        })
        .finally(() => {
          clearInterval(heartbeat);
          backlog.taken();
          request.signal.removeEventListener('abort', leave);
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

const REFUSED_AS_IS = new Set([400, 404, 413, 422]);

/** What the program is told of a call that did not finish; never the provider's own words. */
function failureOf({ end }: CompletedCall): AppError {
  const { failure } = end;
  if (failure === null)
    return new AppError('PROVIDER_UNAVAILABLE', {
      message: 'This call was broken off. Please try again.',
    });
  if (failure.kind === 'refused' && failure.status !== null && REFUSED_AS_IS.has(failure.status)) {
    return new AppError('BAD_REQUEST', {
      message:
        'The model does not accept this request as it is. Check its parameters and its messages.',
    });
  }
  const { code, retryAfterMs } = failure;
  return new AppError(
    code,
    retryAfterMs === null ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) },
  );
}

import type { IncomingMessage } from 'node:http';
import type { CompletionCall, CompletionEnd, TellEvents } from './completion.ts';
import { type Failure, failureOfAnswer, failureOfThrown, makeFailure } from './failure.ts';
import { type IdleWatch, watchIdle } from './idle-watch.ts';
import { finishReading, postUpstream, readText } from './post-upstream.ts';
import { objectOf } from './providers/read-json.ts';
import { relayBody } from './relay-body.ts';
import { RelayMeter } from './relay-meter.ts';
import { SseLines } from './sse-lines.ts';
import { promptTexts } from './prompt-texts.ts';
import type { ReadyRelay } from './upstreams.ts';

const MOST_REFUSAL_CHARS = 4_000;
/** Made once: an error with its stack for each call would cost more than the call's chunks. */
const ENDED = new Error('the call has ended');

/**
 * Passes a call on to a provider that speaks its dialect, and meters the answer as it passes: the events of a stream are
 * told as they come, as lines of a server-sent stream, without usage and without [DONE]. Calls once, without retries.
 * Never throws, and resolves exactly once. Stopping ends it at once; what arrives later is dropped.
 */
export async function runRelay({
  call,
  upstream,
  onEvents,
  now,
}: {
  call: CompletionCall;
  upstream: ReadyRelay;
  onEvents: TellEvents;
  now: () => number;
}): Promise<CompletionEnd> {
  const startedAt = now();
  const meter = new RelayMeter({ onEvents, now });
  const ending: Ending = call.signal.aborted
    ? { by: 'stop' }
    : await race(call, upstream, meter, now);
  const failure = failureOf(ending, meter, call);
  const isStopped = ending.by === 'stop' && failure === null;
  const outcome = failure !== null ? 'failed' : isStopped ? 'stopped' : 'finished';
  const counted = meter.count();
  return {
    outcome,
    usage: meter.usageOf(call.provider),
    rawUsage: meter.rawUsage,
    counted,
    hasStarted: meter.hasStarted,
    hasDelivered: outcome !== 'failed' || counted.outputTokens > 0,
    keyAlias: upstream.key.alias,
    timeToFirstTokenMs:
      meter.firstOutputAt === null ? null : Math.round(meter.firstOutputAt - startedAt),
    durationMs: Math.round(now() - startedAt),
    finishReason: meter.finishReason,
    failure,
    answer: outcome === 'finished' ? meter.answer : null,
    frame: meter.frame,
    reportedUsage: meter.rawUsage,
  };
}

type Ending =
  | { by: 'stream' }
  | { by: 'refusal'; failure: Failure }
  | { by: 'throw'; error: unknown }
  | { by: 'stop' }
  | { by: 'idle' };

/** Races the reading against stop and silence. Never rejects. */
function race(
  call: CompletionCall,
  upstream: ReadyRelay,
  meter: RelayMeter,
  now: () => number,
): Promise<Ending> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    const idle = watchIdle({
      idleMs: call.idleTimeoutMs,
      now,
      onIdle: () => end({ by: 'idle' }),
    });
    const stop = () => end({ by: 'stop' });
    function end(ending: Ending): void {
      meter.close();
      idle.end();
      call.signal.removeEventListener('abort', stop);
      resolve(ending);
      // A stream that was read to its end may still lack the bytes that free its connection.
      if (ending.by !== 'stream') controller.abort(ENDED);
    }
    call.signal.addEventListener('abort', stop, { once: true });
    void read(call, upstream, meter, { signal: controller.signal, idle }).then(end);
  });
}

/** The only place that waits for the provider; may hang, never rejects. */
async function read(
  { hold, request, upstreamModel }: CompletionCall,
  { dialect, url, key }: ReadyRelay,
  meter: RelayMeter,
  { signal, idle }: { signal: AbortSignal; idle: IdleWatch },
): Promise<Ending> {
  try {
    const response = await postUpstream(url, {
      headers: { authorization: `Bearer ${key.key}`, 'x-geko-hold': hold.turnId },
      body: relayBody(request, { dialect, upstreamModel, hold }),
      signal,
    });
    idle.touch();
    const { statusCode: status = 0, headers } = response;
    if (status < 200 || status >= 300) {
      const text = await readText(response, MOST_REFUSAL_CHARS);
      const { 'retry-after': wait } = headers;
      const answer = {
        status,
        headers: new Headers(wait === undefined ? {} : { 'retry-after': wait }),
      };
      return {
        by: 'refusal',
        failure: failureOfAnswer(answer, text, promptTexts(request.messages)),
      };
    }
    if (!request.stream) {
      meter.addAnswer(objectOf(JSON.parse(await readText(response, Infinity))));
      return { by: 'stream' };
    }
    await readEvents(response, meter, idle);
    return { by: 'stream' };
  } catch (error) {
    return { by: 'throw', error };
  }
}

/** Reads a stream until its last event, and no faster than the caller takes it. Rejects when it breaks off. */
function readEvents(response: IncomingMessage, meter: RelayMeter, idle: IdleWatch): Promise<void> {
  const lines = new SseLines();
  response.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    const take = (text: string): void => {
      idle.touch();
      const { goesOn, taken } = meter.addPayloads(lines.add(text));
      if (!goesOn) {
        response.off('data', take);
        if (meter.failure) response.destroy();
        else finishReading(response);
        resolve();
      } else if (taken !== null) {
        response.pause();
        // The provider is not silent: nobody listens.
        idle.pause();
        void taken.then(() => {
          idle.touch();
          response.resume();
        });
      }
    };
    response.on('data', take);
    response.once('end', resolve);
    response.once('error', reject);
  });
}

function failureOf(ending: Ending, meter: RelayMeter, call: CompletionCall): Failure | null {
  if (meter.failure) return meter.failure;
  // All that matters had come before the connection broke, or before somebody stopped it.
  if (meter.isComplete) return null;
  switch (ending.by) {
    case 'stop':
      return null;
    case 'refusal':
      return ending.failure;
    case 'throw':
      return ending.error instanceof SyntaxError
        ? makeFailure('bad_response', null, 'unreadable answer')
        : failureOfThrown(ending.error, promptTexts(call.request.messages));
    case 'idle':
      return makeFailure('timeout', null, `no event for ${call.idleTimeoutMs} ms`);
    case 'stream':
      return makeFailure('reset', null, 'the stream ended without a finish reason');
  }
}

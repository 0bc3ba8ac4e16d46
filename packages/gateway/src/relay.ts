import type { IncomingMessage } from 'node:http';
import type { CompletionCall, CompletionEnd, TellEvents } from './completion.ts';
import { type Failure, failureOfAnswer, failureOfThrown, makeFailure } from './failure.ts';
import { LAST_WORDS_MS } from './last-words.ts';
import { finishReading, postUpstream, readText } from './post-upstream.ts';
import { objectOf } from './providers/read-json.ts';
import { type Ending, raceToEnd, type Reading } from './race-to-end.ts';
import { relayBody } from './relay-body.ts';
import { messageBody } from './messages/message-body.ts';
import { MessageMeter } from './messages/message-meter.ts';
import { RelayMeter } from './relay-meter.ts';
import { SseLines } from './sse-lines.ts';
import { promptTexts } from './prompt-texts.ts';
import type { ReadyRelay } from './upstreams.ts';

const MOST_REFUSAL_CHARS = 4_000;
const ANTHROPIC_VERSION = '2023-06-01';

/**
 * Passes a call on to a provider that speaks its dialect, and meters the answer as it passes: the events of a stream are
 * told as they come, as lines of a server-sent stream, without usage and without what ends it. Calls once, without retries.
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
  const meter =
    upstream.dialect === 'messages'
      ? new MessageMeter({ onEvents, now })
      : new RelayMeter({ onEvents, now });
  const ending = await raceToEnd({ ...call, now, close: () => meter.close() }, (reading) =>
    read(call, upstream, meter, reading),
  );
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

type Meter = RelayMeter | MessageMeter;

type Read =
  | { by: 'stream' }
  | { by: 'refusal'; failure: Failure }
  | { by: 'throw'; error: unknown };

/** The only place that waits for the provider; may hang, never rejects. */
async function read(
  call: CompletionCall,
  upstream: ReadyRelay,
  meter: Meter,
  reading: Reading,
): Promise<Read> {
  const { request, hold } = call;
  try {
    const { headers, body } = wordsOf(call, upstream);
    const response = await postUpstream(upstream.url, {
      headers: { 'x-geko-hold': hold.turnId, ...headers },
      body,
      signal: reading.signal,
    });
    reading.touch();
    const { statusCode: status = 0 } = response;
    if (status < 200 || status >= 300) {
      const text = await readText(response, MOST_REFUSAL_CHARS);
      const answer = { status, headers: refusalHeaders(response) };
      const failure = failureOfAnswer(answer, text, promptTexts(request.messages));
      return { by: 'refusal', failure };
    }
    if (request.stream) await readEvents(response, meter, reading);
    else meter.addAnswer(objectOf(JSON.parse(await readText(response, Infinity))));
    return { by: 'stream' };
  } catch (error) {
    return { by: 'throw', error };
  }
}

/** Of a refusal's headers what is read: how long to wait. */
function refusalHeaders({ headers }: IncomingMessage): Headers {
  const { 'retry-after': wait } = headers;
  return new Headers(wait === undefined ? {} : { 'retry-after': wait });
}

/**
 * Reads a stream until its last event, or until its provider falls silent after it has said why it ended, and no faster
 * than the caller takes it. Rejects when it breaks off.
 */
function readEvents(
  response: IncomingMessage,
  meter: Meter,
  { touch, pause }: Reading,
): Promise<void> {
  const lines = new SseLines();
  response.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let lastWords: NodeJS.Timeout | undefined;
    const leave = (): void => {
      response.off('data', take);
      if (meter.failure) response.destroy();
      else finishReading(response);
      resolve();
    };
    const listen = (): void => {
      if (meter.isComplete) lastWords = setTimeout(leave, LAST_WORDS_MS);
    };
    const take = (text: string): void => {
      touch();
      clearTimeout(lastWords);
      const { goesOn, taken } = meter.addPayloads(lines.add(text));
      if (!goesOn) leave();
      else if (taken === null) listen();
      else {
        response.pause();
        // The provider is not silent: nobody listens.
        pause();
        void taken.then(() => {
          touch();
          response.resume();
          listen();
        });
      }
    };
    response.on('data', take);
    response.once('close', () => clearTimeout(lastWords));
    response.once('end', resolve);
    response.once('error', reject);
  });
}

/** The call in its provider's dialect. */
function wordsOf(
  { request, message = null, upstreamModel, hold }: CompletionCall,
  { dialect, key }: ReadyRelay,
): { headers: Record<string, string>; body: object } {
  if (dialect !== 'messages') {
    return {
      headers: { authorization: `Bearer ${key.key}` },
      body: relayBody(request, { dialect, upstreamModel, hold }),
    };
  }
  if (message === null) throw new TypeError('the call is not in this dialect');
  return {
    headers: { 'x-api-key': key.key, 'anthropic-version': ANTHROPIC_VERSION },
    body: messageBody(message, { upstreamModel, hold }),
  };
}

function failureOf(ending: Ending<Read>, meter: Meter, call: CompletionCall): Failure | null {
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

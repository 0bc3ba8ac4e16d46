import type { CompletionCall, CompletionEnd } from './completion.ts';
import { type Failure, failureOfAnswer, failureOfThrown, makeFailure } from './failure.ts';
import { objectOf } from './providers/read-json.ts';
import { type Ending, raceToEnd } from './race-to-end.ts';
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
  onEvents: (events: string) => void;
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
  { signal, touch }: { signal: AbortSignal; touch: () => void },
): Promise<Read> {
  const { request, hold } = call;
  try {
    const { headers, body } = wordsOf(call, upstream);
    const response = await upstream.fetch(upstream.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-geko-hold': hold.turnId, ...headers },
      body: JSON.stringify(body),
      signal,
      redirect: 'error',
    });
    touch();
    if (!response.ok || response.body === null) {
      const text = (await response.text()).slice(0, MOST_REFUSAL_CHARS);
      const failure = failureOfAnswer(response, text, promptTexts(request.messages));
      return { by: 'refusal', failure };
    }
    if (!request.stream) {
      meter.addAnswer(objectOf(JSON.parse(await response.text())));
      return { by: 'stream' };
    }
    const lines = new SseLines();
    const decoder = new TextDecoder();
    for await (const bytes of response.body) {
      touch();
      if (!meter.addPayloads(lines.add(decoder.decode(bytes, { stream: true })))) break;
    }
    return { by: 'stream' };
  } catch (error) {
    return { by: 'throw', error };
  }
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

import { type Failure, failureOfAnswer, failureOfThrown, makeFailure } from '../failure.ts';
import { type Ending, raceToEnd } from '../race-to-end.ts';
import { SseLines } from '../sse-lines.ts';
import type { ReadyRelay } from '../upstreams.ts';
import { mediaBody, mediaUrl, wantsEvents } from './media-body.ts';
import type { MediaCall, MediaEnd } from './media-call.ts';
import { MediaMeter } from './media-meter.ts';
import { mediaPrompts } from './media-prompts.ts';

const MOST_REFUSAL_CHARS = 4_000;
/** Longest whole answer, in bytes: ten large images. */
const MOST_ANSWER_BYTES = 200_000_000;

type Read = { by: 'end' } | { by: 'refusal'; failure: Failure } | { by: 'throw'; error: unknown };

/**
 * Has a provider of OpenAI's dialect make something: sound is told in pieces as it comes, all else is in the end. Calls
 * once, without retries. Never throws, and resolves exactly once. Stopping ends it at once; what arrives later is dropped.
 */
export async function runMedia({
  call,
  upstream,
  onBytes,
  now,
}: {
  call: MediaCall;
  upstream: ReadyRelay;
  onBytes: (bytes: Uint8Array) => void;
  now: () => number;
}): Promise<MediaEnd> {
  const startedAt = now();
  const meter = new MediaMeter(call, { onBytes, now });
  const ending = await raceToEnd({ ...call, now, close: () => meter.close() }, (reading) =>
    read(call, upstream, meter, reading),
  );
  const failure = failureOf(ending, meter, call);
  const isStopped = ending.by === 'stop' && !meter.isComplete && failure === null;
  const outcome = failure !== null ? 'failed' : isStopped ? 'stopped' : 'finished';
  const isFinished = outcome === 'finished';
  return {
    outcome,
    usage: isFinished ? meter.usage : null,
    units: isFinished ? meter.units : null,
    rawUsage: isFinished ? meter.evidence : null,
    counted: {
      outputTokens: outcome === 'failed' ? 0 : meter.outputTokens,
      textChars: 0,
      reasoningChars: 0,
    },
    hasStarted: meter.hasStarted,
    hasDelivered: outcome !== 'failed',
    keyAlias: upstream.key.alias,
    timeToFirstTokenMs:
      meter.firstOutputAt === null ? null : Math.round(meter.firstOutputAt - startedAt),
    durationMs: Math.round(now() - startedAt),
    finishReason: null,
    failure,
    answer: isFinished ? meter.answer : null,
    closing: isFinished ? meter.closing : null,
  };
}

/** The only place that waits for the provider; may hang, never rejects. */
async function read(
  call: MediaCall,
  { url, key, fetch }: ReadyRelay,
  meter: MediaMeter,
  { signal, touch }: { signal: AbortSignal; touch: () => void },
): Promise<Read> {
  const { hold, request } = call;
  try {
    const { body, type } = mediaBody(call);
    const response = await fetch(mediaUrl(request.kind, url), {
      method: 'POST',
      headers: {
        ...(type === null ? {} : { 'content-type': type }),
        authorization: `Bearer ${key.key}`,
        'x-geko-hold': hold.turnId,
      },
      body,
      signal,
      redirect: 'error',
    });
    touch();
    if (!response.ok || response.body === null) {
      const text = (await response.text()).slice(0, MOST_REFUSAL_CHARS);
      const prompts = mediaPrompts(request);
      const said = prompts === null ? 'what it said may hold words of the request' : text;
      return { by: 'refusal', failure: failureOfAnswer(response, said, prompts ?? []) };
    }
    await readBody(response.body, response.headers.get('content-type') ?? '', {
      call,
      meter,
      touch,
    });
    return { by: 'end' };
  } catch (error) {
    return { by: 'throw', error };
  }
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  type: string,
  { call, meter, touch }: { call: MediaCall; meter: MediaMeter; touch: () => void },
): Promise<void> {
  const { request } = call;
  const decoder = new TextDecoder();
  if (request.kind === 'speech' && type.includes('event-stream') && wantsEvents(call)) {
    const isPassedOn = request.body.stream_format === 'sse';
    const lines = new SseLines();
    for await (const bytes of body) {
      touch();
      const payloads = lines.add(decoder.decode(bytes, { stream: true }));
      if (!payloads.every((payload) => meter.addEvent(payload, { isPassedOn }))) return;
    }
    return;
  }
  if (request.kind === 'speech' && !/json|text/u.test(type)) {
    if (request.body.stream_format === 'sse') {
      meter.fail('bad_response');
      return;
    }
    for await (const bytes of body) {
      touch();
      meter.addSound(bytes);
    }
    meter.endSound();
    return;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of body) {
    touch();
    size += bytes.byteLength;
    if (size > MOST_ANSWER_BYTES) {
      meter.fail('bad_response');
      return;
    }
    parts.push(bytes);
  }
  meter.addAnswer(decoder.decode(Buffer.concat(parts)), type);
}

function failureOf(ending: Ending<Read>, meter: MediaMeter, call: MediaCall): Failure | null {
  if (meter.failure) return meter.failure;
  // All had come before the connection broke, or before somebody stopped it.
  if (meter.isComplete) return null;
  switch (ending.by) {
    case 'stop':
      return null;
    case 'refusal':
      return ending.failure;
    case 'throw':
      return failureOfThrown(ending.error, mediaPrompts(call.request) ?? []);
    case 'idle':
      return makeFailure('timeout', null, `nothing for ${call.idleTimeoutMs} ms`);
    case 'end':
      return makeFailure('reset', null, 'the answer ended before it was whole');
  }
}

import { type Failure, failureOfThrown, makeFailure } from './failure.ts';
import type { GenerationEnd, GenerationPart, GenerationRequest } from './generation.ts';
import { watchIdle } from './idle-watch.ts';
import { LAST_WORDS_MS } from './last-words.ts';
import { toPrompt } from './prompt.ts';
import { Transcript } from './transcript.ts';
import type { ReadyUpstream } from './upstreams.ts';

/** How the reading of a stream ended, before anyone judged it. */
type Ending =
  | { by: 'stream' }
  | { by: 'throw'; error: unknown }
  | { by: 'stop' }
  | { by: 'idle' }
  | { by: 'last_words' };

/** Reads a stream to its end into the transcript. The only place that awaits the provider; may hang or throw. */
async function readStream({
  request,
  upstream,
  transcript,
  signal,
  onEvent,
}: {
  request: GenerationRequest;
  upstream: ReadyUpstream;
  transcript: Transcript;
  signal: AbortSignal;
  onEvent: () => void;
}): Promise<Ending> {
  const { provider, model } = upstream;
  try {
    const { stream } = await model.doStream({
      ...(request.translated ?? { prompt: toPrompt(request.messages) }),
      maxOutputTokens: request.hold.maxOutputTokens,
      abortSignal: signal,
      headers: { 'x-geko-hold': request.hold.turnId },
      includeRawChunks: true,
      ...provider.callOptions({
        upstreamModel: request.upstreamModel,
        abilities: request.abilities,
      }),
    });
    const reader = stream.getReader();
    // A provider that ignores the abort is left: the reader lets go of its stream, whoever reads it.
    signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true });
    onEvent();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { by: 'stream' };
      transcript.add(value);
      onEvent();
    }
  } catch (error) {
    return { by: 'throw', error };
  }
}

/** Races the reading against stop, silence and the time allowed after an error or a finish. Never rejects. */
function readUntilEnd(
  request: GenerationRequest,
  upstream: ReadyUpstream,
  transcript: Transcript,
  now: () => number,
): Promise<Ending> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    let lastWords: NodeJS.Timeout | undefined;
    const idle = watchIdle({
      idleMs: request.idleTimeoutMs,
      now,
      onIdle: () => end({ by: 'idle' }),
    });
    const stop = () => end({ by: 'stop' });

    function end(ending: Ending): void {
      transcript.close();
      idle.end();
      clearTimeout(lastWords);
      request.signal.removeEventListener('abort', stop);
      resolve(ending);
      controller.abort();
    }
    function onEvent(): void {
      idle.touch();
      if (!transcript.failure && !transcript.isComplete) return;
      // What comes behind an error is waited for once, however much it is.
      if (transcript.failure && lastWords) return;
      clearTimeout(lastWords);
      lastWords = setTimeout(() => end({ by: 'last_words' }), LAST_WORDS_MS);
    }

    request.signal.addEventListener('abort', stop, { once: true });
    void readStream({ request, upstream, transcript, signal: controller.signal, onEvent }).then(
      end,
    );
  });
}

/** What an ending means, given all that arrived before it. */
function judge(
  ending: Ending,
  transcript: Transcript,
  request: GenerationRequest,
): { outcome: GenerationEnd['outcome']; failure: Failure | null } {
  const failed = (failure: Failure) => ({ outcome: 'failed' as const, failure });
  if (transcript.failure) return failed(transcript.failure);
  if (ending.by === 'stop') return { outcome: 'stopped', failure: null };
  if (transcript.isComplete) return { outcome: 'finished', failure: null };
  switch (ending.by) {
    case 'throw':
      return failed(
        failureOfThrown(
          ending.error,
          request.messages.map(({ text }) => text),
        ),
      );
    case 'idle':
      return failed(makeFailure('timeout', null, `no event for ${request.idleTimeoutMs} ms`));
    default:
      return failed(
        makeFailure('reset', null, 'the stream ended without a finish reason and without usage'),
      );
  }
}

/**
 * Carries one generation from its call to its one end, and never throws. Stopping ends it at once, also when
 * the provider ignores that it was stopped; what arrives later is dropped.
 */
export async function runGeneration({
  request,
  upstream,
  onPart,
  now,
}: {
  request: GenerationRequest;
  upstream: ReadyUpstream;
  onPart: (part: GenerationPart) => void;
  now: () => number;
}): Promise<GenerationEnd> {
  const startedAt = now();
  const prompt = request.messages.map(({ text }) => text);
  const transcript = new Transcript({ provider: upstream.provider, prompt, onPart, now });
  const ending = request.signal.aborted
    ? { by: 'stop' as const }
    : await readUntilEnd(request, upstream, transcript, now);
  const { outcome, failure } = judge(ending, transcript, request);
  const endedAt = now();
  const counted = transcript.count();
  const { firstOutputAt } = transcript;
  return {
    outcome,
    usage: transcript.usage,
    rawUsage: transcript.rawUsage,
    counted,
    hasStarted: transcript.hasStarted,
    hasDelivered: outcome !== 'failed' || counted.outputTokens > 0,
    keyAlias: upstream.key.alias,
    timeToFirstTokenMs: firstOutputAt === null ? null : Math.round(firstOutputAt - startedAt),
    durationMs: Math.round(endedAt - startedAt),
    finishReason: transcript.finishReason,
    failure,
  };
}

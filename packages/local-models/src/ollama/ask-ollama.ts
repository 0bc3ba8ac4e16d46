import { Ollama } from 'ollama';

/** Without a byte for so long, Ollama is taken for gone. Loading a model from a slow disk is silent as well. */
const SILENCE_MS = 120_000;

/**
 * The official client for one request: it knows neither time limits nor how to give up before the answer begins, so what
 * it fetches by does. The address is the operator's, or this machine's.
 */
export function askOllama(url: string, signal: AbortSignal, silenceMs = SILENCE_MS): Ollama {
  return new Ollama({
    host: url,
    fetch: async (input, init) => {
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(new Error('silent')), silenceMs);
      timer.unref();
      const signals = [signal, silence.signal, ...(init?.signal ? [init.signal] : [])];
      const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      const watch = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, stream) {
          timer.refresh();
          stream.enqueue(chunk);
        },
        flush: () => clearTimeout(timer),
      });
      const { status, headers } = response;
      return new Response(response.body?.pipeThrough(watch) ?? null, { status, headers });
    },
  });
}

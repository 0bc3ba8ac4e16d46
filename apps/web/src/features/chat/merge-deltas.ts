import type { UIMessageChunk } from 'ai';

type Delta = Extract<UIMessageChunk, { type: 'text-delta' | 'reasoning-delta' }>;

const isDelta = (chunk: UIMessageChunk): chunk is Delta =>
  chunk.type === 'text-delta' || chunk.type === 'reasoning-delta';

/** About two frames: longer would be seen, shorter would not save work. */
const MERGE_MS = 32;

/**
 * Joins deltas of the same part that arrive within a moment. The AI SDK copies the message at every chunk;
 * a fast model sends hundreds a second. The first delta passes at once, order and text stay as they are.
 */
export function mergeDeltas(
  chunks: ReadableStream<UIMessageChunk>,
): ReadableStream<UIMessageChunk> {
  let pending: Delta | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastFlushAtMs = -Infinity;

  const flush = (controller: TransformStreamDefaultController<UIMessageChunk>): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (pending === null) return;
    const chunk = pending;
    pending = null;
    lastFlushAtMs = performance.now();
    controller.enqueue(chunk);
  };

  return chunks.pipeThrough(
    new TransformStream<UIMessageChunk, UIMessageChunk>({
      transform(chunk, controller) {
        if (!isDelta(chunk)) {
          flush(controller);
          controller.enqueue(chunk);
          return;
        }
        if (pending !== null && pending.type === chunk.type && pending.id === chunk.id) {
          pending = { ...pending, delta: pending.delta + chunk.delta };
          return;
        }
        flush(controller);
        pending = chunk;
        const waitMs = lastFlushAtMs + MERGE_MS - performance.now();
        if (waitMs <= 0) flush(controller);
        else timer = setTimeout(() => flushLate(controller), waitMs);
      },
      flush,
    }),
  );

  function flushLate(controller: TransformStreamDefaultController<UIMessageChunk>): void {
    timer = null;
    try {
      flush(controller);
    } catch {
      // The reader has left in the meantime; there is nobody to tell.
    }
  }
}

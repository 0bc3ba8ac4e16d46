import type { ChatDataParts } from '@geko/contracts/chat';
import type { TurnEvent } from '@geko/services/chat/turn-events';

type Turn = ChatDataParts['turn'];
type Block = { kind: 'text' | 'reasoning'; id: string };
type Chunk = Record<string, unknown> & { type: string };

const HEARTBEAT_MS = 15_000;

/**
 * The events of a turn in the AI SDK's UI message protocol (server-sent events), which `useChat`
 * reads. onClose is called when the viewer leaves or all is told.
 */
export function uiStreamResponse(
  turn: Turn,
  events: AsyncGenerator<TurnEvent>,
  { requestId, onClose }: { requestId: string; onClose: () => void },
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const heartbeat = setInterval(
        () => controller.enqueue(encoder.encode(': still here\n\n')),
        HEARTBEAT_MS,
      );
      try {
        for await (const chunk of uiChunks(turn, events)) {
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`));
        }
        controller.enqueue(encoder.encode('data: [DONE]\n\n'));
        controller.close();
      } catch {
        // The viewer has left, or the log can't be read now: the turn itself goes on.
        closeQuietly(controller);
      } finally {
        clearInterval(heartbeat);
        onClose();
      }
    },
    cancel: onClose,
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-request-id': requestId,
    },
  });
}

function closeQuietly(controller: ReadableStreamDefaultController): void {
  if (controller.desiredSize !== null) controller.close();
}

/** The chunks of a turn: start, text and reasoning blocks, receipt, end. */
export async function* uiChunks(
  turn: Turn,
  events: AsyncIterable<TurnEvent>,
): AsyncGenerator<Chunk> {
  yield { type: 'start', messageId: turn.assistantMessageId };
  yield { type: 'data-turn', data: turn };
  let open = null as Block | null;
  for await (const event of events) {
    if (event.kind === 'part') {
      const { kind, seq, text } = event.part;
      if (open?.kind !== kind) {
        yield* blockEnd(open);
        open = { kind, id: `${kind}-${seq}` };
        yield { type: `${kind}-start`, id: open.id };
      }
      yield { type: `${kind}-delta`, id: open.id, delta: text };
    } else {
      yield* blockEnd(open);
      if (event.receipt) yield { type: 'data-receipt', data: event.receipt };
      if (event.status !== 'finished') {
        yield { type: 'data-end', data: { status: event.status, errorCode: event.errorCode } };
      }
      yield { type: 'finish' };
    }
  }
}

function* blockEnd(block: Block | null): Generator<Chunk> {
  if (block) yield { type: `${block.kind}-end`, id: block.id };
}

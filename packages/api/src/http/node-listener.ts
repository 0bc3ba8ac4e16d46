import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/**
 * Answers a request of Node's own server by a handler of Request and Response, as Next's server would, without what Next
 * does for a route besides: which is more than a call of a program costs. When the caller leaves, the request's signal is
 * aborted; what a slow caller has not taken is not read from the answer.
 */
export async function answerOnNode(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const left = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort();
  });
  const response = await handle(toRequest(incoming, left.signal));
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  const { body } = response;
  if (body === null || incoming.method === 'HEAD') {
    outgoing.end();
    await body?.cancel();
    return;
  }
  const reader = body.getReader();
  left.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), {
    once: true,
  });
  // The headers go at once: the first piece may be long in coming.
  outgoing.flushHeaders();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || left.signal.aborted) break;
    if (!outgoing.write(value)) {
      await once(outgoing, 'drain', { signal: left.signal }).catch(() => undefined);
    }
  }
  outgoing.end();
}

const BODILESS = new Set(['GET', 'HEAD']);

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', rawHeaders, socket } = incoming;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  // As Next's server does: whoever stands before us has said it, or nobody does.
  if (!headers.has('x-forwarded-for')) {
    headers.set('x-forwarded-for', socket.remoteAddress ?? '');
  }
  const path = url.startsWith('/') ? url : '/';
  return new Request(`http://${headers.get('host') ?? 'localhost'}${path}`, {
    method,
    headers,
    signal,
    ...(BODILESS.has(method)
      ? {}
      : { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' as const }),
  });
}

import type { Answer } from './judge-answer.ts';

/**
 * Asks for a file from a byte on. The addresses are those of our own list of models, never a user's.
 * The body is not compressed, so that its length is the file's.
 */
export async function askFile(
  url: string,
  fromByte: number,
  signal: AbortSignal,
): Promise<Answer & { body: AsyncIterable<Uint8Array> }> {
  const response = await fetch(url, {
    signal,
    headers: {
      'accept-encoding': 'identity',
      ...(fromByte > 0 && { range: `bytes=${fromByte}-` }),
    },
  });
  return {
    status: response.status,
    contentLength: response.headers.get('content-length'),
    contentRange: response.headers.get('content-range'),
    retryAfter: response.headers.get('retry-after'),
    body: response.body ?? new ReadableStream<Uint8Array>({ start: (end) => end.close() }),
  };
}

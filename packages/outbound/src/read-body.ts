import type { IncomingMessage } from 'node:http';

/** Longer than it may be; what came is dropped. */
export class TooLarge extends Error {}

/** All of an answer. touch hears of each piece. @throws TooLarge as soon as it is told or seen */
export async function readBody(
  answer: IncomingMessage,
  { maxBytes, touch }: { maxBytes: number; touch: () => void },
): Promise<Buffer> {
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge();
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    touch();
    size += piece.length;
    if (size > maxBytes) throw new TooLarge();
    pieces.push(piece);
  }
  if (!answer.complete) throw new Error('an answer that was cut off');
  return Buffer.concat(pieces, size);
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pieceOf, readAsk, type Ask } from './ask.ts';

/**
 * The provider of the bench: OpenAI's chat completions and nothing else, from bytes made once, so that it is not what is
 * measured. The fake provider of the tests tokenises, keeps a log and knows faults: per chunk that is several times this.
 * Prints `{"url"}` and ends with its stdin.
 */
const FRAME = { id: 'chatcmpl-bench', created: 1_763_800_000, model: 'gpt-4o-mini-2024-07-18' };
const SHARED = { ...FRAME, service_tier: 'default', system_fingerprint: 'fp_bench' };
const EVENT_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' };

const event = (value: object) => Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
const chunkOf = (delta: object, finishReason: string | null) =>
  event({
    ...SHARED,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    usage: null,
  });
const usageOf = (chunks: number) => ({
  prompt_tokens: 20,
  completion_tokens: chunks,
  total_tokens: 20 + chunks,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});

const PIECES = 50;
const texts = Array.from({ length: PIECES }, (_, n) => chunkOf({ content: pieceOf(n) }, null));
const start = chunkOf({ role: 'assistant', content: '', refusal: null }, null);
const finish = chunkOf({}, 'stop');
const done = Buffer.from('data: [DONE]\n\n');
const wholes = new Map<number, Buffer>();
const ends = new Map<string, Buffer>();

function whole(chunks: number): Buffer {
  const text = Array.from({ length: chunks }, (_, n) => pieceOf(n % PIECES)).join('');
  const message = { role: 'assistant', content: text, refusal: null, annotations: [] };
  const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' };
  const answer = { ...SHARED, object: 'chat.completion', choices: [choice] };
  return Buffer.from(JSON.stringify({ ...answer, usage: usageOf(chunks) }));
}

function endOf({ chunks, wantsUsage }: Ask): Buffer {
  const usage = { ...SHARED, object: 'chat.completion.chunk', choices: [], usage: usageOf(chunks) };
  return Buffer.concat([finish, ...(wantsUsage ? [event(usage)] : []), done]);
}

function kept<Key>(store: Map<Key, Buffer>, key: Key, make: () => Buffer): Buffer {
  const found = store.get(key) ?? make();
  store.set(key, found);
  return found;
}

function answerStream(response: ServerResponse, ask: Ask): void {
  const end = kept(ends, `${ask.chunks} ${ask.wantsUsage}`, () => endOf(ask));
  let sent = 0;
  response.writeHead(200, EVENT_HEADERS);
  response.write(start);
  const step = (): void => {
    if (response.destroyed) return;
    if (sent === ask.chunks) {
      response.end(end);
      return;
    }
    const isTaken = response.write(texts[sent % PIECES]);
    sent += 1;
    if (!isTaken) response.once('drain', next);
    else next();
  };
  // Each chunk is a write of its own, as a provider's is, also where none is waited for.
  const next = (): void => {
    if (ask.delayMs === 0) setImmediate(step);
    else setTimeout(step, ask.delayMs);
  };
  next();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const ask = readAsk(Buffer.concat(parts).toString());
  if (ask === null) {
    response.writeHead(400).end('the message asks for nothing');
  } else if (ask.isStream) {
    answerStream(response, ask);
  } else {
    const body = kept(wholes, ask.chunks, () => whole(ask.chunks));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': String(body.length),
    });
    response.end(body);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
process.stdin.resume().once('end', () => process.exit(0));

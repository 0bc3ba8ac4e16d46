import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { MediaRequest } from '@geko/contracts/media';
import { NO_UNITS } from '@geko/contracts/meters';
import { makeHold } from '@geko/domain/hold';
import { gatewayAt } from '../testing/fake-gateway.ts';
import type { MediaCall, MediaEnd } from './media-call.ts';
import { unableToMake } from './media-table.ts';
import { readMediaUsage, readSeconds } from './media-usage.ts';

type Seen = { path: string; type: string; key: string; hold: string; text: string };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A provider that answers as it is told, and what it was asked. */
async function provider(
  answer: (res: ServerResponse, turn: number) => void,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    void textOf(req).then((text) => {
      const header = (name: string) => String(req.headers[name] ?? '');
      seen.push({
        path: req.url ?? '',
        type: header('content-type'),
        key: header('authorization'),
        hold: header('x-geko-hold'),
        text,
      });
      answer(res, seen.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

async function make(
  url: string,
  request: MediaRequest,
  facts: Partial<MediaCall> & { keys?: string[] } = {},
): Promise<{ end: MediaEnd; sound: Buffer }> {
  const { keys, ...rest } = facts;
  const pieces: Uint8Array[] = [];
  const end = await gatewayAt(url, keys).make(
    {
      hold: makeHold({ turnId: 'call-1', inputTokens: 10, maxOutputTokens: 500 }),
      units: NO_UNITS,
      likelyOutputTokens: 77,
      provider: 'openai',
      upstreamModel: 'their-name',
      request,
      signal: new AbortController().signal,
      idleTimeoutMs: 2_000,
      ...rest,
    },
    (bytes) => pieces.push(bytes),
  );
  return { end, sound: Buffer.concat(pieces) };
}

const json = (res: ServerResponse, body: unknown, status = 200) =>
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const embedding = (body: object = {}): MediaRequest => ({
  kind: 'embedding',
  body: { model: 'ours', input: 'Geckos climb.', ...body },
});
const image: MediaRequest = {
  kind: 'image',
  body: { model: 'ours', prompt: 'A gecko', user: 'me', response_format: 'b64_json', n: null },
};
const speech = (body: object = {}): MediaRequest => ({
  kind: 'speech',
  body: { model: 'ours', input: 'Geckos climb.', voice: 'alloy', ...body },
});
const transcription = (format: 'json' | 'text' = 'json'): MediaRequest => ({
  kind: 'transcription',
  body: { model: 'ours', response_format: format, temperature: 0.5 },
  sound: {
    bytes: new Uint8Array(Buffer.from('RIFF…')),
    name: 'sound.wav',
    type: 'audio/wav',
    seconds: 2.2,
    mostSeconds: 5,
  },
});
const vectors = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.5, -1] }] };

test('each kind goes to its own address, by the model’s own name, with its hold, and without what is ours', async () => {
  const { url, seen } = await provider((res) => json(res, {}));
  await make(url, image);
  await make(url, image, { provider: 'compatible' });
  await make(url, embedding({ user: 'me', dimensions: 2, encoding_format: 'base64' }));
  await make(url, embedding({ encoding_format: 'base64' }), { provider: 'mistral' });
  await make(url, transcription());
  expect(seen.map(({ path }) => path)).toEqual([
    '/v1/images/generations',
    '/compatible/v1/images/generations',
    '/v1/embeddings',
    '/mistral/v1/embeddings',
    '/v1/audio/transcriptions',
  ]);
  expect(seen.slice(0, 4).map(({ text }) => JSON.parse(text) as unknown)).toEqual([
    { model: 'their-name', prompt: 'A gecko' },
    { model: 'their-name', prompt: 'A gecko', response_format: 'b64_json' },
    { model: 'their-name', input: 'Geckos climb.', dimensions: 2, encoding_format: 'base64' },
    { model: 'their-name', input: 'Geckos climb.' },
  ]);
  expect(seen[4]?.type).toMatch(/^multipart\/form-data; boundary=/u);
  expect(seen[4]?.text).toMatch(/name="file"; filename="sound\.wav"\r\nContent-Type: audio\/wav/u);
  expect(seen[4]?.text).toMatch(/name="temperature"\r\n\r\n0\.5/u);
  expect(new Set(seen.map(({ hold }) => hold))).toEqual(new Set(['call-1']));
});

test('vectors in numbers become base64 where that is wanted, and stay as they are where not', async () => {
  const { url } = await provider((res) =>
    json(res, { ...vectors, usage: { prompt_tokens: 4, total_tokens: 4 } }),
  );
  const packed = await make(url, embedding({ encoding_format: 'base64' }));
  const { data } = JSON.parse(packed.end.answer?.text ?? '') as { data: { embedding: string }[] };
  const bytes = Buffer.from(data[0]?.embedding ?? '', 'base64');
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, -1]);
  expect(packed.end).toMatchObject({
    outcome: 'finished',
    usage: { inputTokens: 4, outputTokens: 0 },
  });
  const plain = await make(url, embedding());
  expect(JSON.parse(plain.end.answer?.text ?? '')).toMatchObject(vectors);
});

test('another key is tried where the first is refused, and none after the first piece', async () => {
  const first = await provider((res, turn) =>
    turn === 1 ? json(res, { error: { message: 'slow down' } }, 429) : json(res, vectors),
  );
  const { end } = await make(first.url, embedding(), { keys: ['sk-one', 'sk-two'] });
  expect(end).toMatchObject({ outcome: 'finished', keyAlias: 'openai-2' });
  expect(first.seen.map(({ key }) => key)).toEqual(['Bearer sk-one', 'Bearer sk-two']);
  const second = await provider((res) => {
    res.writeHead(200, { 'content-type': 'audio/mpeg' }).write('sound');
    setTimeout(() => res.destroy(), 50);
  });
  const broken = await make(second.url, speech(), { keys: ['sk-one', 'sk-two'] });
  expect(broken.end).toMatchObject({ outcome: 'failed', hasStarted: true, units: null });
  expect(broken.end.failure?.kind).toBe('reset');
  expect(broken.sound.toString()).toBe('sound');
  expect(second.seen).toHaveLength(1);
});

test('what a provider says of a request is kept from the log as far as it repeats it', async () => {
  const words = 'the secret plan of the geckos';
  const { url } = await provider((res) =>
    json(res, { error: { message: `no: ${words} with sk-abcdefgh12345678` } }, 400),
  );
  const short = await make(url, embedding({ input: words }));
  expect(short.end.failure).toMatchObject({ kind: 'refused', status: 400 });
  expect(short.end.failure?.logMessage).not.toMatch(/secret plan|abcdefgh/u);
  const long = await make(url, embedding({ input: Array.from({ length: 1_000 }, () => words) }));
  expect(long.end.failure?.logMessage).not.toMatch(/secret plan|abcdefgh/u);
});

test('speech that counts its tokens comes in events, whatever the caller wants', async () => {
  const events = (res: ServerResponse) =>
    res
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end(
        `data: {"type":"speech.audio.delta","audio":"${Buffer.from('sound').toString('base64')}"}\n\n` +
          'data: {"type":"speech.audio.done","usage":{"input_tokens":3,"output_tokens":20}}\n\n',
      );
  const { url, seen } = await provider(events);
  const plain = await make(url, speech());
  expect(plain.sound.toString()).toBe('sound');
  expect(plain.end).toMatchObject({
    outcome: 'finished',
    usage: { inputTokens: 3, outputTokens: 20 },
    closing: null,
  });
  const passed = await make(url, speech({ stream_format: 'sse' }));
  expect(passed.sound.toString()).toMatch(/^data: \{"type":"speech\.audio\.delta".*\n\n$/u);
  expect(passed.end.closing).toContain('speech.audio.done');
  expect(seen.every(({ text }) => text.includes('"stream_format":"sse"'))).toBe(true);
});

test('speech that comes plain all the same is counted as is usual, and is no answer to who wants events', async () => {
  const { url, seen } = await provider((res) =>
    res.writeHead(200, { 'content-type': 'audio/ogg' }).end('sound'),
  );
  const counted = await make(url, speech(), { provider: 'compatible' });
  expect(counted.end).toMatchObject({
    outcome: 'finished',
    usage: null,
    counted: { outputTokens: 77 },
  });
  expect(seen[0]?.text).not.toContain('stream_format');
  const free = makeHold({ turnId: 'call-1', inputTokens: 0, maxOutputTokens: 0 });
  const units = { ...NO_UNITS, characters: 13 };
  const byCharacters = await make(url, speech(), { hold: free, units });
  expect(byCharacters.end).toMatchObject({
    usage: { inputTokens: 0, outputTokens: 0 },
    units: { characters: 13 },
    counted: { outputTokens: 0 },
  });
  const none = await make(url, speech({ stream_format: 'sse' }), { provider: 'compatible' });
  expect(none.end.failure?.kind).toBe('bad_response');
});

test('a transcript without counts has its words counted, and its length as we read it', async () => {
  const { url } = await provider((res) => json(res, { text: 'Geckos climb.' }));
  const units = { ...NO_UNITS, seconds: 5 };
  const { end } = await make(url, transcription(), { units });
  expect(end).toMatchObject({ usage: null, units: { seconds: 3 }, outcome: 'finished' });
  expect(end.counted.outputTokens).toBeGreaterThan(2);
  expect(end.counted.outputTokens).toBeLessThan(8);
});

test.each<[string, MediaRequest, (res: ServerResponse) => void]>([
  ['no list', embedding(), (res) => json(res, { data: [] })],
  ['no JSON', embedding(), (res) => res.end('{')],
  ['no image', image, (res) => json(res, { data: 'none' })],
  ['no text', transcription(), (res) => json(res, { text: 1 })],
  ['no sound', speech(), (res) => res.writeHead(200, { 'content-type': 'audio/mpeg' }).end()],
  ['an error', transcription('text'), (res) => json(res, { error: {} })],
  ['another page', image, (res) => res.writeHead(302, { location: 'http://127.0.0.1:1' }).end()],
])('an answer that is %s is a failure', async (_, request, answer) => {
  const { url } = await provider(answer);
  const { end } = await make(url, request);
  expect(end).toMatchObject({ outcome: 'failed', usage: null, units: null, answer: null });
});

test('stopping ends it at once', async () => {
  const { url } = await provider(() => undefined);
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 50);
  const { end } = await make(url, image, {
    signal: stopping.signal,
    units: { ...NO_UNITS, images: 1, imageKind: 'auto/auto' },
  });
  expect(end).toMatchObject({ outcome: 'stopped', units: null, counted: { outputTokens: 77 } });
});

test('who does not make it is told by name', () => {
  const model = { name: 'Gecko', isByTokens: true };
  const unable = (provider: MediaCall['provider'], request: MediaRequest) =>
    unableToMake({ provider, request }, model)?.field ?? null;
  expect(unable('anthropic', embedding())).toBe('model');
  expect(unable('google', embedding())).toBe('model');
  expect(unable('mistral', image)).toBe('model');
  expect(unable('mistral', embedding())).toBeNull();
  expect(unable('mistral', embedding({ input: [[1], [2]] }))).toBe('input');
  expect(unable('openai', speech({ voice: 'af_bella' }))).toBe('voice');
  expect(unable('compatible', speech({ voice: 'af_bella' }))).toBeNull();
});

test('usage is read in both of its shapes, and seconds are rounded up', () => {
  expect(readMediaUsage({ prompt_tokens: 7, total_tokens: 7 })).toMatchObject({
    inputTokens: 7,
    outputTokens: 0,
  });
  expect(
    readMediaUsage({
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 2,
    }),
  ).toMatchObject({ inputTokens: 5, cachedInputTokens: 4, outputTokens: 2 });
  expect(Object.values(readMediaUsage({ type: 'duration', seconds: 3 }))).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(readSeconds({ usage: { type: 'duration', seconds: 3.1 } })).toBe(4);
  expect(readSeconds({ duration: 2 })).toBe(2);
  expect(readSeconds({ duration: -2 })).toBeNull();
  expect(readSeconds({})).toBeNull();
});

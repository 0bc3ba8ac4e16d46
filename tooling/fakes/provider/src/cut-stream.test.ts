import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partsOfEnd } from './cut-stream.ts';
import { CUTS } from './cuts.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider({ mode: 'test' });
});
afterAll(() => provider.close());
beforeEach(() => provider.log.clear());

const TEXT = '壁虎会爬墙。';

/** All bytes that come over one connection, and how it ended. */
async function bytesOf(script: string): Promise<{ bytes: Buffer; error: string | null }> {
  const socket = connect(provider.port, '127.0.0.1');
  const body = JSON.stringify({
    model: 'some-model',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: `[[fake: text="${TEXT}" cutAfter=2 ${script}]]` }],
  });
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n';
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`;
  socket.write(`${head}authorization: Bearer sk-1\r\n${length}\r\n${body}`);
  const chunks: Buffer[] = [];
  let error: string | null = null;
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', (thrown: NodeJS.ErrnoException) => (error = thrown.code ?? ''));
  await once(socket, 'close').catch(() => undefined);
  return { bytes: Buffer.concat(chunks), error };
}

/** The words without the marks of HTTP's own chunks. */
const withoutFrames = (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replaceAll(/\r\n[0-9a-f]+\r\n/gu, ''), 'latin1').toString();

const entry = () => provider.log.entries().at(-1);

test.each(CUTS)(
  'a cut %s with all the rest after it changes nothing of what comes',
  async (cut) => {
    const { bytes, error } = await bytesOf(`cut=${cut} ending=split`);
    const text = withoutFrames(bytes);
    const said = [...text.matchAll(/"content":"([^"]*)"/gu)].map(([, word]) => word).join('');
    expect([said, error]).toEqual([TEXT, null]);
    expect(text).toContain('[DONE]');
    expect(entry()).toMatchObject({ isCut: true, outcome: 'completed', text: TEXT });
  },
);

/** What has come by the place of each cut, and not yet come. */
const places = {
  'before-headers': [null, 'HTTP/1.1'],
  'after-headers': ['HTTP/1.1 200', 'data:'],
  'after-start': ['"role":"assistant"', '壁'],
  'after-chunk': ['虎', '会'],
  'mid-event': ['虎', '会'],
  'mid-character': ['虎', '会'],
  'after-text': ['。', '"finish_reason":"stop"'],
  'before-usage': ['"finish_reason":"stop"', 'total_tokens'],
  'after-usage': ['total_tokens', '[DONE]'],
  'after-done': ['[DONE]', '\r\n0\r\n'],
} as const satisfies Record<(typeof CUTS)[number], readonly [string | null, string]>;

test.each(CUTS)('a reset %s comes behind what was sent', async (cut) => {
  const { bytes, error } = await bytesOf(`cut=${cut} ending=reset`);
  const [came, notYet] = places[cut];
  if (came === null) expect(bytes).toHaveLength(0);
  else expect(bytes.toString()).toContain(came);
  expect(bytes.toString()).not.toContain(notYet);
  expect(error).toBe('ECONNRESET');
  expect(entry()).toMatchObject({ isCut: true, outcome: 'cut' });
  expect(entry()?.usageReported === null).toBe(cut !== 'after-usage' && cut !== 'after-done');
});

test('a character is cut within its bytes, an event within its JSON', async () => {
  const isWhole = (bytes: Buffer) => Buffer.from(bytes.toString()).equals(bytes);
  expect(isWhole((await bytesOf('cut=mid-character ending=reset')).bytes)).toBe(false);
  expect((await bytesOf('cut=mid-event ending=reset')).bytes.toString()).toMatch(
    /data: \{"id[^\n]*\r\n$/u,
  );
});

test('a clean end, garbage and its end, and silence', async () => {
  const closed = await bytesOf('cut=after-chunk ending=close');
  expect(closed.error).toBeNull();
  expect(closed.bytes.toString()).toMatch(/\r\n0\r\n\r\n$/u);
  const garbled = await bytesOf('cut=after-chunk ending=garbage');
  expect(garbled.bytes.includes(Buffer.from([0xff, 0xfe]))).toBe(true);
  expect(garbled.bytes.toString()).toMatch(/data: \]\][\s\S]*\r\n0\r\n\r\n$/u);
  const noHttp = await bytesOf('cut=before-headers ending=garbage');
  expect(noHttp.bytes.toString()).not.toContain('HTTP/1.1');
  expect(noHttp.bytes.length).toBeGreaterThan(0);
  const silent = bytesOf('cut=after-chunk ending=hang');
  await expect.poll(() => entry()?.isCut).toBe(true);
  expect(await Promise.race([silent, new Promise((over) => setTimeout(over, 80, 'silent'))])).toBe(
    'silent',
  );
});

test('the last events are told apart by their counts', () => {
  const [finish, usage, done] = ['data: {"a":1}\n\n', 'data: {"usage":{}}\n\n', 'data: [DONE]\n\n'];
  expect(partsOfEnd(finish + usage + usage + done)).toEqual([finish, usage + usage, done]);
  expect(partsOfEnd(finish + done)).toEqual([finish, '', done]);
  expect(partsOfEnd(finish)).toEqual([finish, '', '']);
  expect(partsOfEnd('')).toEqual(['', '', '']);
});

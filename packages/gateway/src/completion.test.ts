import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { totalInputTokens, totalOutputTokens } from '@geko/domain/usage';
import type { FakeProvider } from '@geko/fake-provider/fake-provider';
import type { Gateway } from './gateway.ts';
import type { CompletionCall, CompletionEnd } from './completion.ts';
import { gatewayAt, keyedProviders, startFake } from './testing/fake-gateway.ts';
import { someCall } from './testing/some-call.ts';

let fake: FakeProvider;
let gateway: Gateway;
beforeAll(async () => {
  fake = await startFake();
});
// What one test does to a key is not the next one's.
beforeEach(() => {
  gateway = gatewayAt(fake.url);
});
afterEach(() => {
  fake.faults.clear();
  fake.log.clear();
});
afterAll(() => fake.close());

type Chunk = {
  choices: { delta: { content?: string | null }; finish_reason: string | null }[];
  usage?: unknown;
};

/** Why it ended, as the program is told. */
const reasonOf = ({ end, chunks }: Run) =>
  chunks.at(-1)?.choices[0]?.finish_reason ??
  (end.answer as Pick<Chunk, 'choices'> | null)?.choices[0]?.finish_reason;

type Run = { end: CompletionEnd; events: string; chunks: Chunk[]; text: string };

async function relay(
  facts: Partial<Omit<CompletionCall, 'request'>> & { body?: object; at?: Gateway } = {},
): Promise<Run> {
  const { body = {}, at = gateway, ...rest } = facts;
  let events = '';
  const end = await at.complete({ ...someCall(body), ...rest }, (more) => {
    events += more;
  });
  const chunks = events
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => JSON.parse(event.replace(/^data: /u, '')) as Chunk);
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
  return { end, events, chunks, text };
}

const lastEntry = () => {
  const entry = fake.log.entries().at(-1);
  if (!entry) throw new Error('no request reached the provider');
  return entry;
};

describe.each(keyedProviders)('%s', (provider) => {
  test.each([true, false])(
    'finish, stream: %s: the answer as sent, its usage to the token',
    async (stream) => {
      fake.faults.push({ reply: 40, reasoning: 0, cached: 6 });
      const run = await relay({ provider, body: { stream } });
      const { end, chunks, text } = run;
      expect(reasonOf(run)).toBe('stop');
      const entry = lastEntry();
      expect(end).toMatchObject({
        outcome: 'finished',
        failure: null,
        hasStarted: true,
      });
      expect(entry).toMatchObject({
        model: 'some-model',
        headers: { 'x-geko-hold': 'call-1' },
      });
      const whole = end.answer as { choices: { message: { content: string } }[] } | null;
      expect(stream ? text : whole?.choices[0]?.message.content).toBe(entry.text);
      expect(end.usage && totalInputTokens(end.usage)).toBe(entry.promptTokens);
      expect(end.usage?.cachedInputTokens).toBe(6);
      expect(end.usage && totalOutputTokens(end.usage)).toBe(40);
      expect(end.counted.outputTokens).toBe(40);
      expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
      expect(end.timeToFirstTokenMs).toBeLessThanOrEqual(end.durationMs);
    },
  );

  test.each([true, false])('stream: %s: the answer ends where the hold does', async (stream) => {
    fake.faults.push({ reply: 900 });
    const run = await relay({ provider, body: { stream, max_tokens: 700 } });
    expect(lastEntry().outputTokensSent).toBe(500);
    expect(reasonOf(run)).toBe('length');
  });

  test('a refused key is a failure that keeps the words of the provider to itself', async () => {
    const bad = gatewayAt(fake.url, ['sk-bad-key-00000001']);
    const { end, events } = await relay({ provider, at: bad, body: { stream: true } });
    expect(end).toMatchObject({
      outcome: 'failed',
      hasStarted: false,
      failure: {
        kind: 'refused',
        status: expect.any(Number) as number,
        code: expect.stringMatching(/^PROVIDER_/u) as string,
      },
    });
    expect(events).toBe('');
    expect(end.failure?.logMessage).not.toContain('sk-bad-key');
  });
});

test.each([
  ['error-chunk', 'error_part', true],
  ['bad-json', 'bad_response', true],
  ['reset-after', 'reset', true],
  ['hang-after', 'timeout', true],
  ['no-finish', 'reset', true],
  ['reset-before', 'reset', false],
  ['hang', 'timeout', false],
  ['429', 'rate_limited', false],
  ['500', 'refused', false],
] as const)(
  '%s in a stream is a failure of kind %s; whether anything came: %s',
  async (fault, kind, came) => {
    fake.faults.push({ fault, tokens: 5, reply: 10 });
    const { end, text } = await relay({ body: { stream: true }, idleTimeoutMs: 150 });
    expect(end).toMatchObject({ outcome: 'failed', failure: { kind }, hasDelivered: came });
    expect(text !== '').toBe(came);
    expect(end.counted.textChars).toBe(text.length);
  },
);

test.each(['no-usage', 'usage-twice', 'usage-zero'] as const)(
  '%s: the answer is whole',
  async (fault) => {
    fake.faults.push({ fault, reply: 10 });
    const { end, text } = await relay({ body: { stream: true } });
    expect(end).toMatchObject({ outcome: 'finished', counted: { outputTokens: 10 } });
    expect(text).toBe(lastEntry().text);
  },
);

test('stopped: it ends at once, and what came is counted', async () => {
  fake.faults.push({ reply: 400, delay: 10 });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 150);
  const { end, text } = await relay({ body: { stream: true }, signal: abort.signal });
  expect(end).toMatchObject({ outcome: 'stopped', failure: null, usage: null });
  expect(end.durationMs).toBeLessThan(1_000);
  expect(end.counted.textChars).toBe(text.length);
});

test('a call of a function passes as it is, and its words are counted', async () => {
  const tools = [{ type: 'function', function: { name: 'weather' } }];
  fake.faults.push({ tool: 'weather', text: '{"city":"Bern"}', times: 2 });
  const { end, events } = await relay({ body: { stream: true, tools } });
  expect(end.finishReason).toBe('tool_calls');
  expect(end.counted.outputTokens).toBeGreaterThan(0);
  expect(events).toContain('"name":"weather"');
  const whole = await relay({ body: { tools } });
  expect(whole.end.answer).toMatchObject({
    choices: [
      {
        message: { tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Bern"}' } }] },
      },
    ],
  });
});

/** A provider that writes these bytes, in these pieces. */
async function gatewaySaying(write: (response: ServerResponse) => Promise<void>): Promise<Gateway> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void write(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return gatewayAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('counts of a stream that broke off are provisional: ours stand in their place', async () => {
  const usage = { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 };
  const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'Geckos climb.' } }], usage };
  const at = await gatewaySaying(async (response) => {
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    response.destroy();
  });
  const { end } = await relay({ at, body: { stream: true } });
  expect(end).toMatchObject({ outcome: 'failed', hasDelivered: true, usage: null, rawUsage: null });
  expect(end.counted.outputTokens).toBeGreaterThan(0);
});

test('wherever the network cuts an answer, in the middle of a letter as well, it comes whole', async () => {
  const said = ['Grüezi ', '🦎🦎', ' wie gaht’s?'];
  const chunk = (delta: object, more: object = {}) =>
    `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`;
  const bytes = Buffer.from(
    `${said.map((content) => chunk({ content })).join('')}${chunk({}, { finish_reason: 'stop' })}data: [DONE]\n\n`,
  );
  let cuts: number[] = [];
  const at = await gatewaySaying(async (response) => {
    const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].toSorted(
      (a, b) => a - b,
    );
    for (let i = 1; i < places.length; i += 1) {
      response.write(bytes.subarray(places[i - 1], places[i]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (places) => {
      cuts = places;
      const { end, text } = await relay({ at, body: { stream: true } });
      expect(end.outcome).toBe('finished');
      expect(text).toBe(said.join(''));
    }),
    { numRuns: 60 },
  );
});

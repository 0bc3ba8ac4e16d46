import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeHold } from '@geko/domain/hold';
import { expect, onTestFinished, test } from 'vitest';
import { gatewayAt, run, startFake } from './testing/fake-gateway.ts';
import { createGateway } from './gateway.ts';

const none = { keys: [], baseUrl: null };
const noProviders = {
  openai: none,
  anthropic: none,
  google: none,
  mistral: none,
  deepseek: none,
  groq: none,
  compatible: none,
};

async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('keys are counted by provider; a compatible provider without an address has none', () => {
  const gateway = createGateway({
    providers: {
      ...noProviders,
      openai: { keys: ['a', 'b'], baseUrl: null },
      compatible: { keys: ['a'], baseUrl: null },
    },
    demoUrl: null,
    now: () => 0,
    epochMs: Date.now,
  });
  expect(gateway.keyCount('openai')).toBe(2);
  expect([
    gateway.hasKey('openai'),
    gateway.hasKey('google'),
    gateway.hasKey('compatible'),
    gateway.hasKey('demo'),
  ]).toEqual([true, false, false, false]);
});

test('without a key nothing is called, and the end says so', async () => {
  const gateway = createGateway({
    providers: noProviders,
    demoUrl: null,
    now: () => 0,
    epochMs: Date.now,
  });
  const { end } = await run(gateway, { provider: 'openai' });
  expect(end).toMatchObject({
    outcome: 'failed',
    hasStarted: false,
    keyAlias: null,
    failure: { kind: 'no_key', code: 'PROVIDER_UNAVAILABLE' },
  });
});

test('keys are used in turn', async () => {
  const fake = await startFake();
  onTestFinished(() => fake.close());
  const gateway = gatewayAt(fake.url, ['sk-first-0000000000001', 'sk-second-000000000002']);
  const aliases = [];
  for (let call = 0; call < 3; call += 1)
    aliases.push((await run(gateway, { provider: 'openai' })).end.keyAlias);
  expect(aliases).toEqual(['openai-1', 'openai-2', 'openai-1']);
  expect(fake.log.entries().map((entry) => entry.keyLast4)).toEqual(['0001', '0002', '0001']);
});

test('nobody is listening', async () => {
  const { end } = await run(gatewayAt('http://127.0.0.1:1'), { provider: 'anthropic' });
  expect(end).toMatchObject({
    outcome: 'failed',
    hasStarted: false,
    failure: { kind: 'reset', status: null },
  });
});

test('a provider is called once: no retries of the SDK’s own', async () => {
  let calls = 0;
  const url = await serve(
    createServer((_request, response) => {
      calls += 1;
      response.writeHead(500).end('broken');
    }),
  );
  await run(gatewayAt(url), { provider: 'openai' });
  expect(calls).toBe(1);
});

test('an answer that is not an event stream', async () => {
  const url = await serve(
    createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>'),
    ),
  );
  for (const provider of ['openai', 'anthropic', 'google'] as const) {
    const { end } = await run(gatewayAt(url), { provider });
    expect(end).toMatchObject({ outcome: 'failed', hasStarted: false, hasDelivered: false });
  }
});

test('a stop ends within a second when the provider goes on regardless', async () => {
  const stubborn = {
    fetch: async () => {
      const event = `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: 'on and ' } }] })}\n\n`;
      let timer: NodeJS.Timeout;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          timer = setInterval(() => controller.enqueue(new TextEncoder().encode(event)), 5);
        },
        cancel: () => {
          clearInterval(timer);
          return new Promise(() => {});
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  };
  const gateway = createGateway({
    providers: { ...noProviders, openai: { keys: ['a'], baseUrl: null } },
    demoUrl: null,
    now: () => performance.now(),
    epochMs: Date.now,
    ...stubborn,
  });
  const { end, parts, tookMs } = await run(gateway, {
    provider: 'openai',
    signal: AbortSignal.timeout(100),
  });
  expect(end.outcome).toBe('stopped');
  expect(tookMs).toBeLessThan(1100);
  const told = parts.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(parts).toHaveLength(told);
});

test('a listener that throws ends its own generation and nothing else', async () => {
  const fake = await startFake();
  onTestFinished(() => fake.close());
  const end = await gatewayAt(fake.url).generate(
    {
      hold: makeHold({ turnId: 'turn-2', inputTokens: 10, maxOutputTokens: 10 }),
      provider: 'openai',
      upstreamModel: 'm',
      abilities: { reasoning: false },
      messages: [{ role: 'user', text: 'Hi' }],
      signal: new AbortController().signal,
      idleTimeoutMs: 1000,
    },
    () => {
      throw new Error('listener');
    },
  );
  expect(end).toMatchObject({ outcome: 'failed', hasStarted: true });
});

test('many at once, each its own', async () => {
  const fake = await startFake();
  onTestFinished(() => fake.close());
  const gateway = gatewayAt(fake.url);
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      run(gateway, {
        provider: (['openai', 'anthropic', 'google'] as const)[at % 3] ?? 'openai',
        say: `Number ${at}`,
      }),
    ),
  );
  expect(runs.every(({ end }) => end.outcome === 'finished')).toBe(true);
  const sent = new Set(fake.log.entries().map((entry) => entry.text));
  expect(new Set(runs.map(({ text }) => text))).toEqual(sent);
});

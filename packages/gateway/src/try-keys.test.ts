import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import { makeHold } from '@geko/domain/hold';
import type { FakeProvider } from '@geko/fake-provider/fake-provider';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { gatewayAt, run, startFake } from './testing/fake-gateway.ts';

const KEYS = ['sk-first-0000000000001', 'sk-second-000000000002'];
const BAD = 'sk-bad-key-00000001';

let fake: FakeProvider;
beforeAll(async () => {
  fake = await startFake();
});
afterEach(() => {
  fake.faults.clear();
  fake.log.clear();
});
afterAll(() => fake.close());

const keysUsed = () => fake.log.entries().map(({ keyLast4 }) => keyLast4);

/** Silence that ends an attempt: long, but where silence is what is tested. */
const IDLE_MS = { short: 150, long: 5_000 };

/** The same call as a message of a chat, and as a program's. */
const ways = {
  generate: async (keys: string[], signal?: AbortSignal, idleTimeoutMs = IDLE_MS.long) =>
    (await run(gatewayAt(fake.url, keys), { idleTimeoutMs, ...(signal && { signal }) })).end,
  complete: async (keys: string[], signal?: AbortSignal, idleTimeoutMs = IDLE_MS.long) =>
    gatewayAt(fake.url, keys).complete(
      {
        hold: makeHold({ turnId: 'call-1', inputTokens: 100, maxOutputTokens: 500 }),
        provider: 'openai',
        upstreamModel: 'some-model',
        abilities: { reasoning: false },
        startedAt: new Date(0),
        request: ChatCompletionRequest.parse({
          model: 'any',
          stream: true,
          messages: [{ role: 'user', content: 'Hello' }],
        }),
        signal: signal ?? new AbortController().signal,
        idleTimeoutMs,
      },
      () => undefined,
    ),
};

describe.each(Object.entries(ways))('%s', (_, call) => {
  test.each(['429', '500', 'reset-before', 'hang'] as const)(
    'what the first key meets with %s the second answers, within one call',
    async (fault) => {
      fake.faults.push({ fault });
      const end = await call(KEYS, undefined, IDLE_MS[fault === 'hang' ? 'short' : 'long']);
      expect(end).toMatchObject({ outcome: 'finished', failure: null, keyAlias: 'openai-2' });
      expect(keysUsed()).toEqual(['0001', '0002']);
      if (fault === 'hang') expect(end.timeToFirstTokenMs).toBeGreaterThanOrEqual(140);
    },
  );

  test('a key that the provider does not take is passed over', async () => {
    expect(await call([BAD, 'sk-second-000000000002'])).toMatchObject({
      outcome: 'finished',
      keyAlias: 'openai-2',
    });
  });

  test('where no key is accepted the last no is the answer, and each was asked once', async () => {
    fake.faults.push({ fault: '429', times: 2 });
    const end = await call(KEYS);
    expect(end).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'rate_limited', code: 'PROVIDER_UNAVAILABLE', retryAfterMs: 2_000 },
    });
    expect(keysUsed()).toEqual(['0001', '0002']);
  });

  test('what was accepted is not tried again, whatever becomes of it', async () => {
    fake.faults.push({ fault: 'reset-after', tokens: 3, reply: 9 });
    expect(await call(KEYS)).toMatchObject({ outcome: 'failed', hasDelivered: true });
    expect(keysUsed()).toEqual(['0001']);
  });

  test('a stop is no reason for another key', async () => {
    fake.faults.push({ fault: 'hang' });
    const abort = new AbortController();
    const ended = call(KEYS, abort.signal);
    await vi.waitFor(() => expect(keysUsed()).toEqual(['0001']), { timeout: IDLE_MS.long });
    abort.abort();
    expect(await ended).toMatchObject({ outcome: 'stopped' });
    expect(keysUsed()).toEqual(['0001']);
  });
});

test('a key rests as long as its provider asks, and then takes calls again', async () => {
  const gateway = gatewayAt(fake.url, KEYS);
  const aliases = async (calls: number) => {
    const used = [];
    for (let n = 0; n < calls; n += 1) used.push((await run(gateway, {})).end.keyAlias);
    return used;
  };
  fake.faults.push({ fault: '429', retryAfter: 1 });
  expect(await aliases(3)).toEqual(['openai-2', 'openai-2', 'openai-2']);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(new Set(await aliases(2))).toEqual(new Set(['openai-1', 'openai-2']));
});

test('where every key rests nobody is asked, and the end says how long', async () => {
  const gateway = gatewayAt(fake.url, KEYS);
  fake.faults.push({ fault: '429', retryAfter: 20 }, { fault: '429', retryAfter: 9 });
  await run(gateway, {});
  fake.log.clear();
  const { end } = await run(gateway, {});
  expect(keysUsed()).toEqual([]);
  expect(end).toMatchObject({ outcome: 'failed', failure: { code: 'PROVIDER_UNAVAILABLE' } });
  expect(end.failure?.retryAfterMs).toBeGreaterThan(8_000);
  expect(end.failure?.retryAfterMs).toBeLessThanOrEqual(9_000);
});

test('what the caller did wrong is wrong with every key', async () => {
  const end = await ways.complete(KEYS.slice(0, 1));
  expect(end.outcome).toBe('finished');
  fake.log.clear();
  const wrong = await run(gatewayAt(fake.url, KEYS), { say: '[[fake: fault=none-such]]' });
  expect(wrong.end).toMatchObject({ outcome: 'failed', failure: { kind: 'refused', status: 400 } });
  expect(keysUsed()).toEqual(['0001']);
});

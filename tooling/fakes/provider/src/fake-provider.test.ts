import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';
import type { LogEntry } from './request-log.ts';
import { readStream, sdkModels, userSays } from './sdk-models.test-support.ts';
import { countTokens } from './tokens.ts';

let provider: FakeProvider;

beforeAll(async () => {
  provider = await startFakeProvider({ mode: 'test' });
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.log.clear();
  provider.faults.clear();
});

function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(provider.url + path, { method: 'POST', body: text, headers });
}

const chat = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const withKey = { authorization: 'Bearer sk-abcd' };

describe('keys and requests', () => {
  test.each([
    ['/v1/chat/completions', 401, 'error.message'],
    ['/v1/responses', 401, 'error.message'],
    ['/v1/messages', 401, 'error.type'],
    ['/v1beta/models/gemini:generateContent', 403, 'error.status'],
  ])('%s without a key is %i in its own words', async (path, status, field) => {
    const response = await post(path, chat);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty(field, expect.any(String));
    expect(provider.log.entries()[0]).toMatchObject({ outcome: 'refused', keyLast4: null, status });
  });

  test.each([
    ['{', /parse the JSON/],
    [{ messages: [] }, /'model'/],
    [{ model: 'm' }, /'messages'/],
    [{ ...chat, max_tokens: 0 }, /at least 1/],
    [
      { model: 'm', messages: [{ role: 'user', content: '[[fake: fault=typo]]' }] },
      /unknown fault typo/,
    ],
  ])('%j is a bad request', async (body, message) => {
    const response = await post('/v1/chat/completions', body, withKey);
    expect(response.status).toBe(400);
    const answer = (await response.json()) as { error: { message: string } };
    expect(answer.error.message).toMatch(message);
  });

  test('Anthropic requires max_tokens', async () => {
    const response = await post('/v1/messages', chat, { 'x-api-key': 'sk' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: 'max_tokens: Field required' },
    });
  });

  test('any prefix will do, a vendor segment speaks as that vendor, other paths are 404', async () => {
    expect((await post('/some/where/chat/completions', chat, withKey)).status).toBe(200);
    expect((await post('/groq/openai/v1/chat/completions', chat, withKey)).status).toBe(200);
    expect(provider.log.entries().map((entry) => entry.dialect)).toEqual([
      'chat:openai',
      'chat:groq',
    ]);
    expect((await post('/v1/moderations', chat, withKey)).status).toBe(404);
    expect((await fetch(`${provider.url}/v1/chat/completions`)).status).toBe(404);
  });

  test('an OpenAI stream has usage only when asked, and ends with [DONE]', async () => {
    const plain = await (
      await post('/v1/chat/completions', { ...chat, stream: true }, withKey)
    ).text();
    expect(plain).not.toContain('"usage"');
    expect(plain.endsWith('data: [DONE]\n\n')).toBe(true);
    const asked = { ...chat, stream: true, stream_options: { include_usage: true } };
    expect(await (await post('/v1/chat/completions', asked, withKey)).text()).toContain(
      '"usage":{"prompt_tokens"',
    );
  });

  test('x-geko headers are logged, others are not', async () => {
    await post('/v1/chat/completions', chat, {
      ...withKey,
      'x-geko-hold': 'hold-7',
      'x-other': 'no',
    });
    expect(provider.log.entries()[0]?.headers).toEqual({ 'x-geko-hold': 'hold-7' });
  });
});

describe('pace', () => {
  test('tokens leave one a chunk with the delay between, or as many as asked', async () => {
    const model = sdkModels(provider.url).anthropic;
    const deltas = async (script: string) => {
      const { stream } = await model.doStream(userSays(`[[fake: ${script}]]`));
      let count = 0;
      for await (const part of stream) if (part.type === 'text-delta') count += 1;
      return count;
    };
    const start = performance.now();
    expect(await deltas('reply=10 delay=20')).toBe(10);
    expect(performance.now() - start).toBeGreaterThanOrEqual(190);
    expect(await deltas('reply=10 tokensPerChunk=4')).toBe(3);
  });

  test('a client that leaves is noticed at once and gets no more tokens', async () => {
    const abort = new AbortController();
    const { stream } = await sdkModels(provider.url)['chat:openai'].doStream(
      userSays('[[fake: reply=5000 delay=10]]', { abortSignal: abort.signal }),
    );
    let text = '';
    let leftAt = 0;
    try {
      for await (const part of stream) {
        if (part.type !== 'text-delta') continue;
        text += part.delta;
        if (countTokens(text) < 8 || abort.signal.aborted) continue;
        leftAt = performance.now();
        abort.abort();
      }
    } catch (error) {
      expect(error).toMatchObject({ name: 'AbortError' });
    }
    await provider.log.idle(1000);
    expect(performance.now() - leftAt).toBeLessThan(5000);
    const [entry] = provider.log.entries();
    expect(entry?.outcome).toBe('aborted-by-client');
    expect(entry?.outputTokensSent).toBeGreaterThanOrEqual(8);
    expect(entry?.outputTokensSent).toBeLessThan(60);
    expect(entry?.text?.startsWith(text)).toBe(true);
  });

  test('a client that stops reading stops the tokens, and its leaving is noticed', async () => {
    const response = await post(
      '/v1/chat/completions',
      { model: 'm', stream: true, messages: [{ role: 'user', content: '[[fake: reply=60000]]' }] },
      withKey,
    );
    const sent = () => provider.log.entries()[0]?.outputTokensSent ?? 0;
    let before = -1;
    await expect
      .poll(() => [before, (before = sent())], { interval: 200, timeout: 8000 })
      .toSatisfy(([last, now]: [number, number]) => last === now && now > 0);
    expect(sent()).toBeLessThan(60_000);
    await response.body?.cancel();
    await provider.log.idle();
    expect(provider.log.entries()[0]?.outcome).toBe('aborted-by-client');
  });
});

describe('control', () => {
  test('faults are queued over HTTP, the log is read and all is reset', async () => {
    const queued = await post('/__fake/faults', [{ fault: '429', times: 2 }, { reply: 4 }]);
    expect(queued.status).toBe(200);
    const statuses = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await post('/v1/chat/completions', chat, withKey)).status);
    }
    expect(statuses).toEqual([429, 429, 200, 200]);
    const shown = (await (await fetch(`${provider.url}/__fake/log`)).json()) as {
      entries: LogEntry[];
    };
    expect(shown.entries.map((entry) => entry.outputTokensSent)).toEqual([0, 0, 4, 40]);
    await post('/__fake/faults', { fault: '500' });
    await post('/__fake/reset', {});
    expect(provider.log.entries()).toEqual([]);
    expect((await post('/v1/chat/completions', chat, withKey)).status).toBe(200);
    expect((await post('/__fake/faults', { fault: 'no such' })).status).toBe(400);
    expect((await post('/__fake/nothing', {})).status).toBe(404);
  });

  test('a directive leaves the queue for others', async () => {
    provider.faults.push({ fault: '500' });
    const directed = { model: 'm', messages: [{ role: 'user', content: '[[fake: reply=2]]' }] };
    expect((await post('/v1/chat/completions', directed, withKey)).status).toBe(200);
    expect((await post('/v1/chat/completions', chat, withKey)).status).toBe(500);
  });

  test('200 requests at once are each logged with what they got', async () => {
    const model = sdkModels(provider.url)['chat:openai'];
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        readStream(model, userSays(`${index} [[fake: reply=${index % 17}]]`)),
      ),
    );
    await provider.log.idle();
    const logged = new Set(provider.log.entries().map((entry) => entry.text));
    expect(logged).toEqual(new Set(results.map((result) => result.text)));
    expect(logged.size).toBeGreaterThan(150);
    const sent = provider.log.entries().reduce((sum, entry) => sum + entry.outputTokensSent, 0);
    expect(
      results.reduce((sum, { finish }) => sum + (finish?.usage.outputTokens.total ?? 0), 0),
    ).toBe(sent);
    expect(new Set(provider.log.entries().map((entry) => entry.id)).size).toBe(200);
  });
});

describe('demo mode', () => {
  test('answers as a demonstration, obeys no script, shows no log and keeps no words', async () => {
    const demo = await startFakeProvider({ mode: 'demo' });
    try {
      const model = sdkModels(demo.url)['chat:openai'];
      const start = performance.now();
      const result = await readStream(
        model,
        userSays('Hello [[fake: fault=500]]', { maxOutputTokens: 30 }),
      );
      expect(performance.now() - start).toBeGreaterThanOrEqual(30 * 15 * 0.9);
      expect(result.text).toMatch(/^This is a demonstration and not an AI/);
      expect(result.finish?.finishReason.unified).toBe('length');
      expect((await fetch(`${demo.url}/__fake/log`)).status).toBe(404);
      await demo.log.idle();
      expect(demo.log.entries()[0]).toMatchObject({
        outputTokensSent: 30,
        text: null,
        fault: null,
      });
    } finally {
      await demo.close();
    }
  });
});

test('close cuts what runs and says so', async () => {
  const closing = await startFakeProvider({ mode: 'test' });
  const model = sdkModels(closing.url).google;
  const reading = readStream(model, userSays('[[fake: reply=1000 delay=10]]'));
  await expect.poll(() => closing.log.entries()[0]?.outputTokensSent).toBeGreaterThan(2);
  await closing.close();
  expect((await reading).broken).not.toBeNull();
  expect(closing.log.entries()[0]).toMatchObject({ state: 'done', outcome: 'server-closed' });
});

test('a call without a live hold is refused and stays in the archive', async () => {
  const held = new Set(['hold-1']);
  const strict = await startFakeProvider({
    mode: 'test',
    isHeld: (holdId) => Promise.resolve(held.has(holdId)),
  });
  const call = (headers: Record<string, string>) =>
    fetch(`${strict.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-1', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
    });
  try {
    expect((await call({ 'x-geko-hold': 'hold-1' })).status).toBe(200);
    expect((await call({ 'x-geko-hold': 'hold-2' })).status).toBe(400);
    expect((await call({})).status).toBe(400);
    strict.log.clear();
    expect(strict.log.archive().map(({ outcome }) => outcome)).toEqual([
      'completed',
      'without-hold',
      'without-hold',
    ]);
  } finally {
    await strict.close();
  }
});

test('a caller who was settled and left while the call was on its way is no call without a hold', async () => {
  const leaving = new AbortController();
  const strict = await startFakeProvider({
    mode: 'test',
    isHeld: () => {
      leaving.abort();
      return Promise.resolve(false);
    },
  });
  try {
    const call = fetch(`${strict.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-1', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
      signal: leaving.signal,
    });
    await expect(call).rejects.toThrow('aborted');
    await expect
      .poll(() => strict.log.archive().map(({ outcome }) => outcome))
      .toEqual(['aborted-by-client']);
  } finally {
    await strict.close();
  }
});

test('a hold that cannot be looked up is none', async () => {
  const strict = await startFakeProvider({
    mode: 'test',
    isHeld: () => Promise.reject(new Error('the database is away')),
  });
  try {
    const { status } = await fetch(`${strict.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-1', 'x-geko-hold': 'hold-1' },
      body: '{}',
    });
    expect(status).toBe(400);
    expect(strict.log.archive()).toMatchObject([{ outcome: 'without-hold' }]);
  } finally {
    await strict.close();
  }
});

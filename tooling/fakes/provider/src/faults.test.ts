import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';
import type { LogEntry } from './request-log.ts';
import { readStream, sdkModels, textOfAnswer, userSays } from './sdk-models.test-support.ts';
import { countTokens } from './tokens.ts';

let provider: FakeProvider;

beforeAll(async () => {
  provider = await startFakeProvider({ mode: 'test' });
});
afterAll(() => provider.close());
beforeEach(() => provider.log.clear());

async function onlyEntry(): Promise<LogEntry> {
  await provider.log.idle();
  const entries = provider.log.entries();
  expect(entries).toHaveLength(1);
  return entries[0] as LogEntry;
}

/** What a call throws; a call that throws nothing fails the test. */
async function thrownBy(call: PromiseLike<unknown>): Promise<unknown> {
  let thrown: unknown;
  try {
    await call;
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeDefined();
  return thrown;
}

describe.each(['chat:openai', 'responses', 'anthropic', 'google'] as const)('%s', (name) => {
  const stream = (script: string) =>
    readStream(sdkModels(provider.url)[name], userSays(`[[fake: reply=12 ${script}]]`));
  const whole = (script: string, abortSignal?: AbortSignal) =>
    sdkModels(provider.url)[name].doGenerate(
      userSays(`[[fake: reply=12 ${script}]]`, abortSignal ? { abortSignal } : {}),
    );

  describe.each([
    ['stream', stream],
    ['whole', whole],
  ])('%s', (_, call) => {
    test('429 with Retry-After', async () => {
      expect(await thrownBy(call('fault=429 retryAfter=7'))).toMatchObject({
        statusCode: 429,
        isRetryable: true,
        message: 'Rate limit reached. Try again in 7 s.',
        responseHeaders: { 'retry-after': '7' },
      });
      expect(await onlyEntry()).toMatchObject({
        outcome: 'fault:429',
        status: 429,
        outputTokensSent: 0,
      });
    });

    test('500', async () => {
      expect(await thrownBy(call('fault=500'))).toMatchObject({
        statusCode: 500,
        isRetryable: true,
        message: 'The server had an error.',
      });
      expect(await onlyEntry()).toMatchObject({ outcome: 'fault:500', status: 500 });
    });

    test('slow waits before the first token, then answers in full', async () => {
      const start = performance.now();
      await call('fault=slow wait=150');
      expect(performance.now() - start).toBeGreaterThanOrEqual(145);
      expect(await onlyEntry()).toMatchObject({ outcome: 'fault:slow', outputTokensSent: 12 });
    });

    test('reset-before gives a connection reset and no status', async () => {
      expect(await thrownBy(call('fault=reset-before'))).toMatchObject({
        cause: { code: 'ECONNRESET' },
      });
      expect(await onlyEntry()).toMatchObject({
        outcome: 'fault:reset-before',
        status: null,
        outputTokensSent: 0,
      });
    });
  });

  test.each(['', 'headers=1'])(
    'hang (%s) sends nothing until the client leaves',
    async (headers) => {
      const abort = new AbortController();
      const { 'chat:openai': chat } = sdkModels(provider.url);
      const model = name === 'chat:openai' ? chat : sdkModels(provider.url)[name];
      const options = userSays(`[[fake: fault=hang ${headers}]]`, { abortSignal: abort.signal });
      const ended = readStream(model, options).then(
        (result) => result.broken,
        (error: unknown) => error,
      );
      await expect.poll(() => provider.log.entries()[0]?.fault).toBe('hang');
      const early = await Promise.race([ended.then(() => 'answered'), sleep(100)]);
      expect(early).toBe('silent');
      expect(provider.log.entries()[0]).toMatchObject({
        state: 'running',
        status: headers ? 200 : null,
      });
      abort.abort();
      expect(await ended).toMatchObject({ name: 'AbortError' });
      expect(await onlyEntry()).toMatchObject({ outcome: 'fault:hang', outputTokensSent: 0 });
    },
  );

  test('reset-after breaks the stream behind the tokens sent', async () => {
    const result = await stream('fault=reset-after tokens=5');
    const entry = await onlyEntry();
    expect(countTokens(result.text)).toBe(5);
    expect(result.text).toBe(entry.text);
    expect(result.broken).not.toBeNull();
    expect(result.finish).toBeNull();
    expect(entry).toMatchObject({ outcome: 'fault:reset-after', outputTokensSent: 5 });
  });

  test('reset-after breaks a whole answer within its body', async () => {
    expect(await thrownBy(whole('fault=reset-after tokens=5'))).toMatchObject({
      name: 'AI_APICallError',
    });
    expect(await onlyEntry()).toMatchObject({
      outcome: 'fault:reset-after',
      outputTokensSent: 5,
      usageReported: null,
    });
  });

  test('hang-after goes silent behind the tokens sent', async () => {
    const abort = new AbortController();
    const model = sdkModels(provider.url)[name];
    const options = { abortSignal: abort.signal };
    const ended = readStream(
      model,
      userSays('[[fake: reply=12 fault=hang-after tokens=5]]', options),
    );
    await expect.poll(() => provider.log.entries()[0]?.outputTokensSent).toBe(5);
    expect(await Promise.race([ended.then(() => 'answered'), sleep(100)])).toBe('silent');
    abort.abort();
    const result = await ended;
    expect(countTokens(result.text)).toBe(5);
    expect(result.broken).toMatchObject({ name: 'AbortError' });
    expect(await onlyEntry()).toMatchObject({ outcome: 'fault:hang-after', outputTokensSent: 5 });
  });

  test('usage-twice is the same usage again, not twice as much', async () => {
    const once = await stream('');
    provider.log.clear();
    const twice = await stream('fault=usage-twice');
    const entry = await onlyEntry();
    expect(twice.errors).toEqual([]);
    expect(twice.raw.filter(closesWithUsage)).toHaveLength(
      once.raw.filter(closesWithUsage).length + 1,
    );
    expect(twice.finish?.usage.outputTokens.total).toBe(12);
    expect(twice.finish?.usage.inputTokens.total).toBe(entry.promptTokens);
    expect(entry.outcome).toBe('fault:usage-twice');
  });

  test('usage-zero reports zeros for a full answer', async () => {
    const { text, finish } = await stream('fault=usage-zero');
    expect(countTokens(text)).toBe(12);
    expect(finish?.usage.outputTokens.total).toBe(0);
    expect(finish?.usage.inputTokens.total).toBe(0);
    expect(finish?.usage.raw).toBeDefined();
    expect(await onlyEntry()).toMatchObject({ outcome: 'fault:usage-zero', outputTokensSent: 12 });
  });

  test('no-usage leaves usage out of a full answer', async () => {
    const { text, finish } = await stream('fault=no-usage');
    expect(countTokens(text)).toBe(12);
    expect(finish?.usage.raw ?? {}).not.toHaveProperty('output_tokens');
    expect(finish?.usage.outputTokens.total).toBe(name === 'anthropic' ? 0 : undefined);
    expect(await onlyEntry()).toMatchObject({
      outcome: 'fault:no-usage',
      usageReported: null,
      outputTokensSent: 12,
    });
  });

  test('bad-json is one broken event in a full stream', async () => {
    const { text, errors, finish } = await stream('fault=bad-json tokens=5');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ name: 'AI_JSONParseError' });
    expect(countTokens(text)).toBe(12);
    expect(finish?.usage.outputTokens.total).toBe(12);
    expect(await onlyEntry()).toMatchObject({ outcome: 'fault:bad-json', outputTokensSent: 12 });
  });

  test('bad-json breaks a whole answer', async () => {
    expect(await thrownBy(whole('fault=bad-json'))).toMatchObject({
      message: 'Invalid JSON response',
    });
    expect((await onlyEntry()).status).toBe(200);
  });

  test('error-chunk ends the stream with an error object', async () => {
    const { text, errors, broken } = await stream('fault=error-chunk tokens=5');
    expect(countTokens(text)).toBe(5);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toHaveProperty('isRetryable', true);
    expect(errors[0]).toHaveProperty('message', expect.stringMatching(/overloaded/i));
    expect(broken).toBeNull();
    expect(await onlyEntry()).toMatchObject({ outcome: 'fault:error-chunk', outputTokensSent: 5 });
  });

  test('error-chunk in place of a whole answer is an error under status 200', async () => {
    if (name === 'google') {
      // Google's package takes the error object for an answer without candidates.
      const answer = await whole('fault=error-chunk');
      expect(answer.content).toEqual([]);
      expect(answer.usage.outputTokens.total).toBeUndefined();
    } else await thrownBy(whole('fault=error-chunk'));
    expect(await onlyEntry()).toMatchObject({
      outcome: 'fault:error-chunk',
      status: 200,
      outputTokensSent: 0,
    });
  });

  test('no-finish ends a full answer without a finish reason', async () => {
    const result = await stream('fault=no-finish');
    expect(countTokens(result.text)).toBe(12);
    expect(result.broken).toBeNull();
    expect(result.finish?.finishReason).toEqual({ unified: 'interrupted', raw: undefined });
    expect(await onlyEntry()).toMatchObject({ outcome: 'fault:no-finish', outputTokensSent: 12 });
  });

  test('no-finish leaves the reason out of a whole answer', async () => {
    const answer = await whole('fault=no-finish');
    expect(countTokens(textOfAnswer(answer))).toBe(12);
    expect(answer.finishReason.raw).toBeUndefined();
  });
});

function sleep(ms: number): Promise<'silent'> {
  return new Promise((resolve) => setTimeout(() => resolve('silent'), ms));
}

/** Whether a raw event is one that ends an answer of 12 tokens with its usage. */
function closesWithUsage(event: unknown): boolean {
  return /"(completion_tokens|output_tokens|candidatesTokenCount)":12\b.*/.test(
    JSON.stringify(event),
  );
}

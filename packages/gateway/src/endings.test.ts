import { totalInputTokens, totalOutputTokens } from '@geko/domain/usage';
import type { FakeProvider } from '@geko/fake-provider/fake-provider';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gatewayAt, keyedProviders, run, startFake } from './testing/fake-gateway.ts';
import type { Gateway } from './gateway.ts';
import { readRawUsage } from './read-raw-usage.ts';

let fake: FakeProvider;
let gateway: Gateway;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
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
afterAll(async () => {
  await fake.close();
  process.off('unhandledRejection', note);
});

const lastEntry = () => {
  const entry = fake.log.entries().at(-1);
  if (!entry) throw new Error('no request reached the provider');
  return entry;
};

describe.each(keyedProviders)('%s', (provider) => {
  test('finish: text as sent, usage to the token, the hold as its limit and its name', async () => {
    fake.faults.push({ reply: 40, reasoning: 0, cached: 6 });
    const { end, text } = await run(gateway, { provider });
    const entry = lastEntry();
    expect(end).toMatchObject({
      outcome: 'finished',
      failure: null,
      hasStarted: true,
      hasDelivered: true,
      keyAlias: `${provider}-1`,
    });
    expect(text).toBe(entry.text);
    expect(end.usage && totalInputTokens(end.usage)).toBe(entry.promptTokens);
    expect(end.usage?.cachedInputTokens).toBe(6);
    expect(end.usage && totalOutputTokens(end.usage)).toBe(40);
    expect(end.counted).toMatchObject({ outputTokens: 40, textChars: text.length });
    expect(end.finishReason).not.toBeNull();
    expect(end.rawUsage).not.toBeNull();
    expect(end.timeToFirstTokenMs).toBeLessThanOrEqual(end.durationMs);
    expect(entry.headers['x-geko-hold']).toBe('turn-1');
  });

  test('the answer ends where the hold does', async () => {
    fake.faults.push({ reply: 900 });
    const { end } = await run(gateway, { provider });
    expect(lastEntry().outputTokensSent).toBe(500);
    expect(end.usage && totalOutputTokens(end.usage)).toBe(500);
    expect(end.finishReason?.toLowerCase()).toMatch(/length|max_tokens/);
  });

  test("the provider's censor cuts it off: what came is kept and counted as told", async () => {
    fake.faults.push({ reply: 12, finish: 'filter' });
    const { end, text } = await run(gateway, { provider });
    expect(text).toBe(lastEntry().text);
    expect(end).toMatchObject({ outcome: 'finished', failure: null, hasDelivered: true });
    expect(end.usage && totalOutputTokens(end.usage)).toBe(12);
    expect(end.finishReason?.toLowerCase()).toMatch(/filter|refusal|safety/);
  });

  test('reasoning is told apart, and counted once', async () => {
    fake.faults.push({ reply: 20, reasoning: 15 });
    const { end, text } = await run(gateway, { provider, abilities: { reasoning: true } });
    expect(text).toBe(lastEntry().text);
    expect(end.outcome).toBe('finished');
    expect(end.usage && totalOutputTokens(end.usage)).toBe(35);
  });

  test.each([
    ['401', 'refused', 'PROVIDER_UNAVAILABLE'],
    ['429', 'rate_limited', 'PROVIDER_UNAVAILABLE'],
    ['500', 'refused', 'PROVIDER_FAILED'],
  ] as const)('refused with %s', async (fault, kind, code) => {
    if (fault !== '401') fake.faults.push({ fault });
    const bad = gatewayAt(fake.url, ['sk-bad-key-00000001']);
    const { end, parts } = await run(fault === '401' ? bad : gateway, { provider });
    expect(parts).toEqual([]);
    expect(end).toMatchObject({
      outcome: 'failed',
      usage: null,
      hasStarted: false,
      hasDelivered: false,
    });
    // Google calls a bad key a bad request.
    const expected =
      provider === 'google' && fault === '401' ? { kind: 'refused', status: 400 } : { kind, code };
    expect(end.failure).toMatchObject(expected);
    expect(end.failure?.logMessage).not.toContain('sk-bad');
  });

  test('reset before the first token', async () => {
    for (const headers of [false, true]) {
      fake.faults.push({ fault: 'reset-before', headers });
      const { end } = await run(gateway, { provider });
      expect(end).toMatchObject({
        outcome: 'failed',
        usage: null,
        hasStarted: false,
        hasDelivered: false,
      });
      expect(end.failure).toMatchObject({ kind: 'reset', code: 'PROVIDER_FAILED' });
    }
  });

  test('reset after some tokens: the text is kept, and counted by us', async () => {
    fake.faults.push({ fault: 'reset-after', tokens: 9, delay: 2 });
    const { end, text } = await run(gateway, { provider });
    const entry = lastEntry();
    expect(end).toMatchObject({ outcome: 'failed', hasStarted: true, failure: { kind: 'reset' } });
    // What was on its way when the connection broke may be lost; nothing else may be told.
    expect(entry.text?.startsWith(text)).toBe(true);
    expect(end.hasDelivered).toBe(text !== '');
    expect(end.usage?.outputTokens ?? null).toBeNull();
  });

  test('hang: the idle timeout ends it, before the first token and after', async () => {
    fake.faults.push({ fault: 'hang' });
    const before = await run(gateway, { provider, idleTimeoutMs: 200 });
    expect(before.end).toMatchObject({
      outcome: 'failed',
      hasStarted: false,
      failure: { kind: 'timeout', code: 'PROVIDER_FAILED' },
    });
    expect(before.tookMs).toBeLessThan(2000);
    fake.faults.push({ fault: 'hang-after', tokens: 5 });
    const after = await run(gateway, { provider, idleTimeoutMs: 300 });
    expect(after.end).toMatchObject({
      outcome: 'failed',
      hasStarted: true,
      failure: { kind: 'timeout' },
    });
    expect(after.end.counted.outputTokens).toBe(5);
    await fake.log.idle();
  });

  test('a slow answer with signs of life is not a hang', async () => {
    fake.faults.push({ reply: 8, delay: 90 });
    const { end } = await run(gateway, { provider, idleTimeoutMs: 600 });
    expect(end.outcome).toBe('finished');
  });

  test('stop: it ends at once, the provider is let go, the text is kept', async () => {
    fake.faults.push({ reply: 400, delay: 20 });
    const controller = new AbortController();
    const startedAt = performance.now();
    const generation = run(gateway, { provider, signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    controller.abort();
    const stoppedAt = performance.now();
    const { end, text } = await generation;
    expect(performance.now() - stoppedAt).toBeLessThan(5000);
    expect(end).toMatchObject({
      outcome: 'stopped',
      failure: null,
      hasStarted: true,
      hasDelivered: true,
    });
    expect(end.usage?.outputTokens ?? null).toBeNull();
    expect(end.durationMs).toBeLessThanOrEqual(Math.ceil(performance.now() - startedAt));
    await fake.log.idle();
    expect(lastEntry().outcome).toBe('aborted-by-client');
    expect(lastEntry().text?.startsWith(text)).toBe(true);
    expect(end.counted.outputTokens).toBeGreaterThan(0);
  });

  test('stop before the first token, and before the call', async () => {
    fake.faults.push({ fault: 'hang' });
    const { end, tookMs } = await run(gateway, { provider, signal: AbortSignal.timeout(100) });
    expect(end).toMatchObject({ outcome: 'stopped', hasStarted: false });
    expect(tookMs).toBeLessThan(1100);
    fake.log.clear();
    const never = await run(gateway, { provider, signal: AbortSignal.abort() });
    expect(never.end).toMatchObject({ outcome: 'stopped', hasStarted: false, usage: null });
    expect(fake.log.entries()).toEqual([]);
  });

  test('an error inside the stream: text before it is kept, none from beyond it', async () => {
    fake.faults.push({ fault: 'error-chunk', tokens: 7 });
    const { end, text } = await run(gateway, { provider });
    expect(end).toMatchObject({ outcome: 'failed', hasStarted: true, hasDelivered: true });
    // Mistral's SDK knows no error event: to it this is one that cannot be read.
    expect(end.failure?.kind).toBe(provider === 'mistral' ? 'bad_response' : 'error_part');
    expect(text).toBe(lastEntry().text);
  });

  test('an event that cannot be read: as an error inside the stream', async () => {
    fake.faults.push({ fault: 'bad-json', tokens: 7, reply: 30 });
    const { end, text } = await run(gateway, { provider });
    expect(end).toMatchObject({ outcome: 'failed', failure: { kind: 'bad_response' } });
    expect(lastEntry().text?.startsWith(text)).toBe(true);
    expect(end.counted.outputTokens).toBe(7);
    // The provider's own counts are still good.
    expect(end.usage && totalOutputTokens(end.usage)).toBe(30);
  });

  test('no usage is not zero usage', async () => {
    fake.faults.push({ fault: 'no-usage', reply: 25 });
    const none = await run(gateway, { provider });
    expect(none.end).toMatchObject({ outcome: 'finished', usage: null });
    expect(none.end.counted.outputTokens).toBe(25);
    fake.faults.push({ fault: 'usage-zero', reply: 25 });
    const zero = await run(gateway, { provider });
    expect(zero.end).toMatchObject({
      outcome: 'finished',
      usage: { inputTokens: 0, outputTokens: 0 },
    });
  });

  test('usage twice counts once', async () => {
    fake.faults.push({ fault: 'usage-twice', reply: 25 });
    const { end } = await run(gateway, { provider });
    expect(end.outcome).toBe('finished');
    expect(end.usage && totalInputTokens(end.usage)).toBe(lastEntry().promptTokens);
    expect(end.usage && totalOutputTokens(end.usage)).toBe(25);
  });

  test('an end without a finish', async () => {
    fake.faults.push({ fault: 'no-finish', reply: 25 });
    const { end, text } = await run(gateway, { provider });
    expect(text).toBe(lastEntry().text);
    expect(end).toMatchObject({ hasStarted: true, hasDelivered: true, finishReason: null });
    expect(end.outcome).toBe('failed');
  });
});

describe('who has said why it ended is not waited for long', () => {
  const cuts = [
    ['after-usage', 'hang'],
    ['after-done', 'hang'],
    ['after-usage', 'reset'],
    ['after-usage', 'garbage'],
  ] as const;
  const cases = keyedProviders.flatMap((provider) =>
    cuts.map(([cut, ending]) => ({ provider, cut, ending })),
  );
  const NEVER_MS = 60_000;
  const ask = (provider: (typeof keyedProviders)[number], script: string) =>
    run(gateway, { provider, idleTimeoutMs: NEVER_MS, say: `Hello [[fake: reply=9 ${script}]]` });

  test(
    'reason and counts are the end of an answer',
    async () => {
      const ended = async (of: (typeof cases)[number]) => {
        const { provider, cut, ending } = of;
        const { end, tookMs } = await ask(provider, `cut=${cut} ending=${ending}`);
        const { outcome, usage, rawUsage, counted } = end;
        return {
          ...of,
          outcome,
          output: [usage && totalOutputTokens(usage), counted.outputTokens],
          evidence: readRawUsage(provider, rawUsage, { hasFinishReason: true }),
          isSoon: tookMs < NEVER_MS / 2,
        };
      };
      const all = await Promise.all(cases.map(ended));
      expect(all).toEqual(
        cases.map((of) => ({
          ...of,
          outcome: 'finished',
          output: [9, 9],
          evidence: expect.objectContaining({ outputTokens: 9 }) as object,
          isSoon: true,
        })),
      );
    },
    NEVER_MS,
  );

  test(
    'counts that are told in an event of their own are waited for, and not for ever',
    async () => {
      const late = await ask('openai', 'cut=before-usage ending=split');
      expect(late.end.usage && totalOutputTokens(late.end.usage)).toBe(9);
      const never = await ask('openai', 'cut=before-usage ending=hang');
      expect(never.end).toMatchObject({ outcome: 'finished', usage: null, rawUsage: null });
      expect(never.end.counted.outputTokens).toBe(9);
      expect(never.tookMs).toBeLessThan(NEVER_MS / 2);
    },
    NEVER_MS,
  );
});

test('the demonstration is reached without a key of ours', async () => {
  const { end } = await run(gateway, { provider: 'demo' });
  expect(end).toMatchObject({ outcome: 'finished', keyAlias: 'demo-1' });
});

test('no ending left a rejected promise behind', async () => {
  await fake.log.idle();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(unhandled).toEqual([]);
});

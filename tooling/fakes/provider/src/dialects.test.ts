import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DialectName } from './dialects/dialect.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';
import type { LogEntry } from './request-log.ts';
import {
  readStream,
  type SdkModel,
  sdkModels,
  textOfAnswer,
  userSays,
} from './sdk-models.test-support.ts';
import { countPromptTokens, countTokens } from './tokens.ts';

let provider: FakeProvider;
let models: Record<DialectName, SdkModel>;

beforeAll(async () => {
  provider = await startFakeProvider({ mode: 'test', badKeys: ['sk-revoked'] });
  models = sdkModels(provider.url);
});
afterAll(() => provider.close());
beforeEach(() => provider.log.clear());

const dialects: DialectName[] = [
  'responses',
  'chat:openai',
  'chat:mistral',
  'chat:deepseek',
  'chat:groq',
  'chat:openai-compatible',
  'anthropic',
  'google',
];

/** The one request made since the test began, once it has ended. */
async function onlyEntry(): Promise<LogEntry> {
  await provider.log.idle();
  const [entry, ...more] = provider.log.entries();
  if (!entry || more.length > 0)
    throw new Error(`${more.length + (entry ? 1 : 0)} requests reached the provider`);
  return entry;
}

describe.each(dialects)('%s through its SDK package', (name) => {
  test('streams the answer and reports the tokens the log has', async () => {
    const question = 'Say something long. [[fake: reply=33]]';
    const result = await readStream(models[name], userSays(question));
    const entry = await onlyEntry();

    expect(result.broken).toBeNull();
    expect(result.errors).toEqual([]);
    expect(countTokens(result.text)).toBe(33);
    expect(result.text).toBe(entry.text);
    expect(result.finish?.finishReason.unified).toBe('stop');
    expect(result.finish?.usage.inputTokens.total).toBe(
      countPromptTokens([{ role: 'user', text: question }]),
    );
    expect(result.finish?.usage.outputTokens.total).toBe(33);
    expect(entry).toMatchObject({
      dialect: name,
      stream: true,
      state: 'done',
      outcome: 'completed',
      status: 200,
      outputTokensSent: 33,
      promptTokens: result.finish?.usage.inputTokens.total,
      keyLast4: '1234',
    });
    expect(entry.usageReported).not.toBeNull();
  });

  test('answers whole, the system prompt counted as a message', async () => {
    const question = 'Short. [[fake: text="Héllo 👩‍🚀, two lines"]]';
    const answer = await models[name].doGenerate({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: question }] },
      ],
    });
    const entry = await onlyEntry();

    expect(textOfAnswer(answer)).toBe('Héllo 👩‍🚀, two lines');
    expect(answer.finishReason.unified).toBe('stop');
    expect(answer.usage.inputTokens.total).toBe(
      countPromptTokens([
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: question },
      ]),
    );
    expect(answer.usage.outputTokens.total).toBe(countTokens('Héllo 👩‍🚀, two lines'));
    expect(entry).toMatchObject({
      stream: false,
      outcome: 'completed',
      outputTokensSent: answer.usage.outputTokens.total,
      promptTokens: answer.usage.inputTokens.total,
    });
  });

  test.each([true, false])('cuts the answer at the output limit (stream: %s)', async (stream) => {
    const options = userSays('[[fake: reply=50]]', { maxOutputTokens: 20 });
    if (stream) {
      const result = await readStream(models[name], options);
      expect(countTokens(result.text)).toBe(20);
      expect(result.finish?.finishReason.unified).toBe('length');
      expect(result.finish?.usage.outputTokens.total).toBe(20);
    } else {
      const answer = await models[name].doGenerate(options);
      expect(countTokens(textOfAnswer(answer))).toBe(20);
      expect(answer.finishReason.unified).toBe('length');
    }
    expect(await onlyEntry()).toMatchObject({ outputTokensSent: 20, outcome: 'completed' });
  });

  test.each([true, false])('reports reasoning and cached input (stream: %s)', async (stream) => {
    const options = userSays(
      'Think first, and long enough to be cached. [[fake: reply=10 reasoning=7 cached=5]]',
    );
    const usage = stream
      ? (await readStream(models[name], options)).finish?.usage
      : (await models[name].doGenerate(options)).usage;
    const entry = await onlyEntry();

    expect(usage?.outputTokens.total).toBe(17);
    expect(usage?.inputTokens.total).toBe(entry.promptTokens);
    expect(usage?.inputTokens.cacheRead).toBe(5);
    expect(usage?.inputTokens.noCache).toBe(entry.promptTokens - 5);
    expect(entry).toMatchObject({ outputTokensSent: 10, reasoningTokens: 7, cachedTokens: 5 });
    // Mistral's package has no reasoning count of its own.
    expect(usage?.outputTokens.reasoning).toBe(name === 'chat:mistral' ? undefined : 7);
  });

  test('refuses a bad key and logs no more than its end', async () => {
    const refused = sdkModels(provider.url, 'sk-revoked')[name];
    const error = await refused.doStream(userSays('hello')).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      statusCode: name === 'google' ? 400 : 401,
      message: 'API key not valid.',
    });
    const entry = await onlyEntry();
    expect(entry).toMatchObject({ outcome: 'refused', keyLast4: 'oked', outputTokensSent: 0 });
    expect(JSON.stringify(entry)).not.toContain('sk-revoked');
  });
});

describe('what only some dialects show', () => {
  const visible: DialectName[] = [
    'chat:mistral',
    'chat:deepseek',
    'chat:groq',
    'chat:openai-compatible',
    'anthropic',
  ];
  test.each(visible)('%s streams its reasoning', async (name) => {
    const result = await readStream(models[name], userSays('[[fake: reply=3 reasoning=9]]'));
    expect(countTokens(result.reasoning)).toBe(9);
    expect(countTokens(result.text)).toBe(3);
  });

  test.each(visible)('%s gives its reasoning in a whole answer', async (name) => {
    const answer = await models[name].doGenerate(userSays('[[fake: reply=3 reasoning=9]]'));
    const reasoning = answer.content
      .map((part) => (part.type === 'reasoning' ? part.text : ''))
      .join('');
    expect(countTokens(reasoning)).toBe(9);
    expect(countTokens(textOfAnswer(answer))).toBe(3);
  });

  test('OpenAI chat counts its reasoning without showing it', async () => {
    const result = await readStream(
      models['chat:openai'],
      userSays('[[fake: reply=3 reasoning=9]]'),
    );
    expect(result.reasoning).toBe('');
    expect(result.finish?.usage.outputTokens.reasoning).toBe(9);
  });

  test('Responses shows a summary and Google its thoughts only when asked', async () => {
    const question = userSays('[[fake: reply=3 reasoning=9]]');
    const summary = { openai: { reasoningSummary: 'auto' } };
    const thoughts = { google: { thinkingConfig: { includeThoughts: true } } };
    for (const [name, providerOptions] of [
      ['responses', summary] as const,
      ['google', thoughts] as const,
    ]) {
      expect((await readStream(models[name], question)).reasoning).toBe('');
      const asked = await readStream(models[name], { ...question, providerOptions });
      expect(asked.errors).toEqual([]);
      expect(countTokens(asked.reasoning)).toBe(9);
      expect(countTokens(asked.text)).toBe(3);
    }
  });

  test.each(['anthropic', 'chat:openai', 'responses'] as const)(
    '%s reports cache writes',
    async (name) => {
      const result = await readStream(
        models[name],
        userSays('one two three four [[fake: cached=4 cacheWrite=6]]'),
      );
      const entry = await onlyEntry();
      expect(result.finish?.usage.inputTokens).toEqual({
        total: entry.promptTokens,
        cacheRead: 4,
        cacheWrite: 6,
        noCache: entry.promptTokens - 10,
      });
    },
  );

  test('the reasoning counts against the output limit', async () => {
    const result = await readStream(
      models.anthropic,
      userSays('[[fake: reply=50 reasoning=15]]', { maxOutputTokens: 20 }),
    );
    expect(result.finish?.usage.outputTokens.total).toBe(20);
    expect(countTokens(result.text)).toBe(5);
    expect(result.finish?.finishReason.unified).toBe('length');
  });
});

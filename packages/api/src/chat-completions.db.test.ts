import fc from 'fast-check';
import OpenAI from 'openai';
import { ChatCompletionRequest } from '@geko/contracts/chat-completions';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { anyInput } from './testing/any-input.ts';
import { openBooks, type Books } from './testing/books.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: OpenAI;
let apiKeyId: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 500 });
  books = await openBooks(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { key, secret } = await createKey(owner);
  apiKeyId = key.id;
  client = openAIClient(house, secret);
});
afterEach(() => house.server.mendKeys());
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  await books.close();
  await house.close();
});

type Booked = {
  outcome: string;
  output: number;
  charge: string;
  isEstimated: boolean;
  key: string;
};

/** The receipts of the workspace's last calls, newest first, and that none is on its way. */
async function lastCalls(count: number): Promise<Booked[]> {
  const open =
    await books.sql`select id from holds where workspace_id = ${owner.workspaceId} and status = 'held'`;
  expect(open).toHaveLength(0);
  return books.sql<Booked[]>`
    select outcome, output_tokens + reasoning_tokens as output, charge_nano as charge, is_estimated as "isEstimated",
      api_key_id as key
    from token_usage where workspace_id = ${owner.workspaceId} order by created_at desc, id desc limit ${count}`;
}

describe("OpenAI's own client", () => {
  test('gets a whole answer, which is booked on the key', async () => {
    const { data, response } = await client.chat.completions
      .create(saying('text="Geckos climb." delay=0'))
      .withResponse();
    expect(data.choices[0]?.message.content).toBe('Geckos climb.');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.completion_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-estimated-cost')).toMatch(/^0\.\d+$/u);
    expect(response.headers.get('x-request-id')).toBeTruthy();
    const [booked] = await lastCalls(1);
    expect(booked).toMatchObject({
      outcome: 'finished',
      output: data.usage?.completion_tokens,
      isEstimated: false,
      key: apiKeyId,
    });
    expect(BigInt(booked?.charge ?? 0)).toBeGreaterThan(0n);
  });

  test('gets a stream, with usage where it asks for it, settled before its end', async () => {
    const stream = await client.chat.completions.create({
      ...saying('reply=12 delay=0'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let reason: string | null = null;
    const usages: unknown[] = [];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      reason = chunk.choices[0]?.finish_reason ?? reason;
      if (chunk.usage) usages.push(chunk.usage);
    }
    expect(text.length).toBeGreaterThan(10);
    expect(reason).toBe('stop');
    expect(usages).toEqual([expect.objectContaining({ completion_tokens: 12 })]);
    expect(await lastCalls(1)).toMatchObject([{ outcome: 'finished', output: 12 }]);
  });

  test('gets no usage in a stream unless it asks, as from OpenAI', async () => {
    const stream = await client.chat.completions.create({
      ...saying('reply=3 delay=0'),
      stream: true,
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.some((chunk) => chunk.usage || chunk.choices.length === 0)).toBe(false);
  });

  test('lists the models it may call, and finds one by its alias', async () => {
    const listed = [];
    for await (const model of client.models.list()) listed.push(model.id);
    expect(listed).toContain(MODEL);
    expect(listed.some((id) => id.startsWith('claude'))).toBe(true);
    expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: 'model' });
    await expect(client.models.retrieve('no-such-model')).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
  });

  test.each([true, false])(
    'gets calls of its tools, and answers them (stream: %s)',
    async (stream) => {
      house.provider.faults.push({ tool: 'weather', text: '{"city":"Bern"}' });
      const tools: OpenAI.ChatCompletionTool[] = [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'The weather in a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
          },
        },
      ];
      const question = { role: 'user' as const, content: 'How is the weather in Bern?' };
      const asked = { model: MODEL, tools, messages: [question] };
      const message = stream
        ? (await client.chat.completions.stream(asked).finalChatCompletion()).choices[0]?.message
        : (await client.chat.completions.create(asked)).choices[0]?.message;
      const call = message?.tool_calls?.[0];
      expect(call).toMatchObject({ function: { name: 'weather', arguments: '{"city":"Bern"}' } });
      if (!message || !call) throw new Error('nothing was called');
      house.provider.faults.push({ text: 'It is sunny.' });
      const answer = await client.chat.completions.create({
        ...asked,
        messages: [question, message, { role: 'tool', tool_call_id: call.id, content: 'Sunny' }],
      });
      expect(answer.choices[0]?.message.content).toBe('It is sunny.');
    },
  );

  test.each([
    'claude-haiku-4-5',
    'gemini-2.5-flash-lite',
    'mistral-small-2603',
    'deepseek-v4-flash',
  ])('talks to %s as well', async (model) => {
    const whole = await client.chat.completions.create({
      ...saying('text="Geckos climb." delay=0'),
      model,
    });
    expect(whole.choices[0]?.message.content).toBe('Geckos climb.');
    const stream = await client.chat.completions.create({
      ...saying('text="Geckos climb." delay=0'),
      model,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage: OpenAI.CompletionUsage | null = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe('Geckos climb.');
    expect(usage).toMatchObject({ completion_tokens: whole.usage?.completion_tokens });
    expect(await lastCalls(2)).toMatchObject([
      { outcome: 'finished', isEstimated: false },
      { outcome: 'finished', isEstimated: false },
    ]);
  });

  test('shows pictures, and asks for JSON by a schema', async () => {
    house.provider.faults.push({ text: '{"animal":"gecko"}' });
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const answer = await client.chat.completions.parse({
      model: MODEL,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url, detail: 'low' } },
          ],
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'animal',
          strict: true,
          schema: { type: 'object', properties: { animal: { type: 'string' } } },
        },
      },
    });
    expect(answer.choices[0]?.message.parsed).toEqual({ animal: 'gecko' });
    const [held] = await books.sql<{ input: number }[]>`
      select input_tokens as input from holds where workspace_id = ${owner.workspaceId}
      order by created_at desc limit 1`;
    expect(held?.input).toBeGreaterThan(4_800);
  });

  test('is clamped to what it asks for', async () => {
    const answer = await client.chat.completions.create({
      ...saying('reply=50 delay=0'),
      max_completion_tokens: 7,
    });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.usage?.completion_tokens).toBe(7);
  });

  test('that leaves in mid-stream stops the provider, and pays for what it got', async () => {
    const stream = await client.chat.completions.create({
      ...saying('reply=400 delay=20'),
      stream: true,
    });
    for await (const chunk of stream) {
      if ((chunk.choices[0]?.delta.content ?? '') !== '') break;
    }
    await expect
      .poll(
        async () =>
          (
            await books.sql`select id from holds where workspace_id = ${owner.workspaceId} and status = 'held'`
          ).length,
      )
      .toBe(0);
    const [booked] = await lastCalls(1);
    expect(booked).toMatchObject({ outcome: 'stopped', isEstimated: true });
    expect(booked?.output).toBeGreaterThan(0);
    expect(booked?.output).toBeLessThan(100);
  });
});

describe('a failure', () => {
  const failures = [
    { script: 'fault=429', status: 503, error: OpenAI.InternalServerError },
    { script: 'fault=500', status: 502, error: OpenAI.InternalServerError },
    { script: 'fault=reset-before', status: 502, error: OpenAI.InternalServerError },
    { script: 'fault=hang', status: 502, error: OpenAI.InternalServerError },
  ] as const;
  test.each(failures)(
    'before the first word ($script) has its status, and costs nothing',
    async (failure) => {
      for (const stream of [false, true]) {
        const error: unknown = await client.chat.completions
          .create({ ...saying(failure.script), stream })
          .then(
            () => null,
            (thrown: unknown) => thrown,
          );
        expect(error).toBeInstanceOf(failure.error);
        expect(error).toMatchObject({ status: failure.status, type: 'server_error' });
        const wait = (error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after');
        expect(wait ?? null).toBe(failure.script === 'fault=429' ? '2' : null);
        expect(await lastCalls(1)).toMatchObject([{ outcome: 'failed', charge: '0', output: 0 }]);
      }
    },
  );

  test.each(['error-chunk', 'bad-json', 'reset-after', 'hang-after'])(
    'in mid-stream (%s) ends the stream with an error in our words, and what came is paid',
    async (fault) => {
      const stream = await client.chat.completions.create({
        ...saying(`fault=${fault} tokens=5 reply=10 delay=0`),
        stream: true,
      });
      let text = '';
      const read = async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      };
      const error: unknown = await read().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(String(error)).not.toMatch(/overloaded/iu);
      expect(text).not.toBe('');
      const [booked] = await lastCalls(1);
      expect(booked).toMatchObject({ outcome: 'failed', isEstimated: true });
      expect(booked?.output).toBeGreaterThan(0);
    },
  );

  test.each(['error-chunk', 'bad-json', 'no-finish'])(
    'of a whole answer of another dialect (%s) tells nothing of it, and costs nothing',
    async (fault) => {
      await expect(
        client.chat.completions.create({
          ...saying(`fault=${fault} tokens=5 reply=10 delay=0`),
          model: 'claude-haiku-4-5',
        }),
      ).rejects.toBeInstanceOf(OpenAI.InternalServerError);
      expect(await lastCalls(1)).toMatchObject([{ outcome: 'failed', charge: '0' }]);
    },
  );

  test('a client that retries by itself is charged once: each failed try has settled before its answer', async () => {
    house.provider.faults.push({ fault: '500' });
    const { secret } = await createKey(owner);
    const answer = await openAIClient(house, secret, { maxRetries: 2 }).chat.completions.create({
      model: MODEL,
      messages: [{ role: 'user', content: 'Hello' }],
      max_completion_tokens: 5,
    });
    expect(answer.choices[0]?.message.content).not.toBe('');
    expect(await lastCalls(2)).toMatchObject([
      { outcome: 'finished' },
      { outcome: 'failed', charge: '0' },
    ]);
  });
});

test('a stream whose first word is long in coming opens all the same, and may still fail', async () => {
  const database = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  await database`insert into system_config (key, value) values ('gateway.open_stream_after_ms', '100')`;
  try {
    const opened = async (script: string) => {
      const beganAt = performance.now();
      const response = await client.chat.completions
        .create({ ...saying(script), stream: true })
        .asResponse();
      return { response, tookMs: performance.now() - beganAt };
    };
    const slow = await opened('fault=slow wait=450 reply=3 delay=0');
    expect(slow.response.status).toBe(200);
    expect(slow.tookMs).toBeLessThan(400);
    expect(await slow.response.text()).toMatch(/"finish_reason":"stop".*data: \[DONE\]\s*$/su);
    const hung = await opened('fault=hang');
    expect(hung.response.status).toBe(200);
    const events = await hung.response.text();
    expect(events).toContain('"type":"server_error"');
    expect(events).not.toContain('[DONE]');
    expect(await lastCalls(2)).toMatchObject([
      { outcome: 'failed', charge: '0' },
      { outcome: 'finished' },
    ]);
  } finally {
    await database`delete from system_config where key = 'gateway.open_stream_after_ms'`;
    await database.end();
  }
});

test('random bodies are answered without a fault', async () => {
  const right = { ...saying('reply=1 delay=0'), temperature: 1, tools: [] };
  const { secret } = await createKey(owner);
  await fc.assert(
    fc.asyncProperty(anyInput([ChatCompletionRequest]), async (change) => {
      const response = await house.fetch('/api/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body:
          JSON.stringify(change(right), (_key, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          ) ?? '',
      });
      const text = await response.text();
      expect(response.status, text).toBeLessThan(500);
      if (response.status >= 400) {
        expect(JSON.parse(text)).toMatchObject({
          error: { message: expect.any(String) as string },
        });
      }
    }),
    { numRuns: 300 },
  );
});

import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openBooks, type Books } from './testing/books.ts';
import { anthropicClient, createKey } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: Anthropic;
let apiKeyId: string;
let secret: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 500 });
  books = await openBooks(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const made = await createKey(owner);
  apiKeyId = made.key.id;
  ({ secret } = made);
  client = anthropicClient(house, secret);
});
beforeEach(() => {
  house.server.mendKeys();
  house.provider.log.clear();
});
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  const unpaid = await books.sql`
    select h.id from holds h left join token_usage u on u.id = h.id
    where u.id is null or h.status <> 'settled' or (u.overshoot_tokens > 0 and u.outcome <> 'failed')
      or u.output_tokens + u.reasoning_tokens > h.max_output_tokens`;
  expect(unpaid).toEqual([]);
  await books.close();
  await house.close();
});

/** One whose provider speaks Anthropic's dialect, and one of each way to translate. */
const CLAUDE = 'claude-haiku-4-5';
const models = [CLAUDE, 'gpt-5-nano', 'gemini-2.5-flash-lite', 'mistral-small-2603'];

const saying = (script: string, model = CLAUDE) => ({
  model,
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: `Hello [[fake: ${script}]]` }],
});

type Booked = {
  outcome: string;
  output: number;
  /** Of it what is charged. */
  paid: number;
  input: number;
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
      output_tokens + reasoning_tokens - overshoot_tokens as paid,
      input_tokens + cached_input_tokens + cache_write_tokens as input, api_key_id as key
    from token_usage where workspace_id = ${owner.workspaceId} order by created_at desc, id desc limit ${count}`;
}

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown as InstanceType<typeof Anthropic.APIError>,
  );

const textOf = ({ content }: Anthropic.Message) =>
  content.map((block) => (block.type === 'text' ? block.text : `<${block.type}>`)).join('');

describe.each(models)("Anthropic's own client, with %s,", (model) => {
  test('gets a whole answer, which is booked on the key', async () => {
    const { data, response } = await client.messages
      .create({
        ...saying('text="Geckos climb." delay=0', model),
        system: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }],
        stop_sequences: ['END'],
      })
      .withResponse();
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Geckos climb.' }],
      stop_reason: 'end_turn',
    });
    expect(data.id).toMatch(/^msg_/u);
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-request-id'));
    expect(response.headers.get('x-estimated-cost')).toMatch(/^0\.\d+$/u);
    const { input_tokens: input, output_tokens: output } = data.usage;
    expect(await lastCalls(1)).toMatchObject([
      { outcome: 'finished', input, output, isEstimated: false, key: apiKeyId },
    ]);
    expect(output).toBeGreaterThan(0);
  });

  test('gets a stream of events, settled before its end', async () => {
    const stream = client.messages.stream(saying('reply=12 delay=0', model));
    const events: string[] = [];
    stream.on('streamEvent', ({ type }) => events.push(type));
    const message = await stream.finalMessage();
    expect(events.filter((type) => type !== 'content_block_delta')).toEqual([
      'message_start',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(textOf(message)).toBe(house.provider.log.entries().at(-1)?.text);
    expect(message.stop_reason).toBe('end_turn');
    const [booked] = await lastCalls(1);
    expect(booked).toMatchObject({ outcome: 'finished', output: 12, isEstimated: false });
    expect(message.usage).toMatchObject({ input_tokens: booked?.input, output_tokens: 12 });
  });

  test.each([true, false])(
    'gets calls of its tools, and answers them (stream: %s)',
    async (stream) => {
      // Google's fake calls nothing (translate.test.ts has its calls); what is answered to one it reads all the same.
      const isCaller = !model.startsWith('gemini');
      if (isCaller) house.provider.faults.push({ tool: 'weather', text: '{"city":"Bern"}' });
      const question = { role: 'user' as const, content: 'How is the weather in Bern?' };
      const asked = {
        model,
        max_tokens: 1_000,
        tools: [
          {
            name: 'weather',
            description: 'The weather in a city',
            input_schema: {
              type: 'object' as const,
              properties: { city: { type: 'string' } },
            },
          },
        ],
        tool_choice: { type: 'auto' as const },
      };
      const called = { type: 'tool_use', name: 'weather', input: { city: 'Bern' } } as const;
      const first = { ...asked, messages: [question] };
      const message = stream
        ? await client.messages.stream(first).finalMessage()
        : await client.messages.create(first);
      if (isCaller) {
        expect(message).toMatchObject({ content: [called], stop_reason: 'tool_use' });
      }
      const content = isCaller ? message.content : [{ ...called, id: 'call-1' }];
      const id = content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))[0] ?? '';
      house.provider.faults.push({ text: 'It is sunny.' });
      const answer = await client.messages.create({
        ...asked,
        messages: [
          question,
          { role: 'assistant', content },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: id, content: 'Sunny' },
              { type: 'text', text: 'And now?' },
            ],
          },
        ],
      });
      expect(textOf(answer)).toBe('It is sunny.');
    },
  );

  test('shows pictures, which are held at the dearest that they can be', async () => {
    const answer = await client.messages.create({
      model,
      max_tokens: 50,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this? [[fake: text="A gecko."]]' },
            {
              type: 'image',
              source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
            },
          ],
        },
      ],
    });
    expect(textOf(answer)).toBe('A gecko.');
    const [held] = await books.sql<{ input: number }[]>`
      select input_tokens as input from holds where workspace_id = ${owner.workspaceId}
      order by created_at desc limit 1`;
    expect(held?.input).toBeGreaterThan(4_800);
  });

  test('is clamped to what it asks for', async () => {
    const answer = await client.messages.create({
      ...saying('reply=50 delay=0', model),
      max_tokens: 7,
    });
    expect(answer).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 7 } });
  });

  test('that leaves in mid-stream stops the provider, and pays for what it got', async () => {
    const stream = await client.messages.create({
      ...saying('reply=400 delay=20', model),
      stream: true,
    });
    for await (const event of stream) if (event.type === 'content_block_delta') break;
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

  test.each(['error-chunk', 'bad-json', 'reset-after', 'hang-after'])(
    'has a stream that fails in the middle (%s) ended with an error in our words, and pays for what came',
    async (fault) => {
      const stream = await client.messages.create({
        ...saying(`fault=${fault} tokens=5 reply=10 delay=0`, model),
        stream: true,
      });
      let text = '';
      const read = async () => {
        for await (const event of stream) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
            text += event.delta.text;
          }
        }
      };
      const error = await thrownBy(read());
      expect(error).toBeInstanceOf(Anthropic.APIError);
      expect(error?.type).toMatch(/^(api|overloaded)_error$/u);
      expect(String(error)).not.toMatch(/Overloaded/u);
      expect(text).not.toBe('');
      const [booked] = await lastCalls(1);
      expect(booked).toMatchObject({ outcome: 'failed' });
      expect(booked?.paid).toBeGreaterThan(0);
      expect(booked?.paid).toBeLessThanOrEqual(5);
    },
  );
});

describe.each([CLAUDE, 'gpt-5-nano'])('of %s', (model) => {
  test.each([
    ['fault=429', 529, 'overloaded_error', '2'],
    ['fault=500', 502, 'api_error', null],
    ['fault=reset-before', 502, 'api_error', null],
    ['fault=hang', 502, 'api_error', null],
    ['what=ever', 400, 'invalid_request_error', null],
  ] as const)(
    'a failure before the first word (%s) is a %s, and costs nothing',
    async (script, status, type, wait) => {
      for (const stream of [false, true]) {
        const error = await thrownBy(client.messages.create({ ...saying(script, model), stream }));
        expect(error).toMatchObject({ status, type });
        expect(error?.requestID).toBeTruthy();
        expect(error?.headers?.get('retry-after') ?? null).toBe(wait);
        expect(await lastCalls(1)).toMatchObject([{ outcome: 'failed', charge: '0', output: 0 }]);
      }
    },
  );

  test('a stream without an end is an error, and paid', async () => {
    const stream = client.messages.stream(saying('fault=no-finish reply=10 delay=0', model));
    expect(await thrownBy(stream.finalMessage())).toMatchObject({ type: 'api_error' });
    expect(await lastCalls(1)).toMatchObject([{ outcome: 'failed', output: 10 }]);
  });

  test.each(['no-usage', 'usage-twice'])('an answer with %s is whole', async (fault) => {
    const message = await client.messages
      .stream(saying(`fault=${fault} reply=10 delay=0`, model))
      .finalMessage();
    expect(message.usage.output_tokens).toBe(10);
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(await lastCalls(1)).toMatchObject([
      { outcome: 'finished', output: 10, isEstimated: fault === 'no-usage' },
    ]);
  });
});

describe('thinking', () => {
  const thinking = { type: 'enabled' as const, budget_tokens: 1_024 };

  test.each([CLAUDE, 'deepseek-v4-flash'])(
    'of %s is shown in blocks of its own, to those who ask for it',
    async (model) => {
      const asked = { ...saying('reasoning=6 text="So it is." delay=0', model), max_tokens: 3_000 };
      const whole = await client.messages.create({ ...asked, thinking });
      expect(whole.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      const streamed = await client.messages.stream({ ...asked, thinking }).finalMessage();
      expect(streamed.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
      expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
      const again = await client.messages.create({
        ...asked,
        thinking,
        messages: [
          ...asked.messages,
          { role: 'assistant', content: whole.content },
          { role: 'user', content: 'Go on [[fake: text="And on."]]' },
        ],
      });
      expect(textOf(again)).toBe('And on.');
    },
  );

  test('of a model that has none is refused by name', async () => {
    const asked = { ...saying('reply=1', 'gpt-4o-mini'), max_tokens: 3_000 };
    expect(await thrownBy(client.messages.create({ ...asked, thinking }))).toMatchObject({
      status: 400,
      error: { error: { geko: { field: 'thinking' } } },
    });
  });

  test('that is not asked for is not shown by others either, and is paid', async () => {
    const answer = await client.messages.create(
      saying('reasoning=6 text="So it is." delay=0', 'deepseek-v4-flash'),
    );
    expect(textOf(answer)).toBe('So it is.');
    expect(answer.usage.output_tokens).toBeGreaterThan(6);
  });
});

test('what Claude read from its cache and wrote to it is booked in classes of its own', async () => {
  const answer = await client.messages.create(saying('text=Yes cached=3 cacheWrite=4 delay=0'));
  expect(answer.usage).toMatchObject({
    cache_read_input_tokens: 3,
    cache_creation_input_tokens: 4,
  });
  const [booked] = await books.sql`
    select cached_input_tokens as cached, cache_write_tokens as written from token_usage
    where workspace_id = ${owner.workspaceId} order by created_at desc, id desc limit 1`;
  expect(booked).toEqual({ cached: 3, written: 4 });
});

test('older clients show their key as x-api-key, name another version, and have a temperature', async () => {
  const post = (version: string | null, more: object) =>
    house.fetch('/api/v1/messages', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': secret,
        ...(version === null ? {} : { 'anthropic-version': version }),
      },
      body: JSON.stringify({ ...saying('text=Yes delay=0'), ...more }),
    });
  expect((await post('2023-06-01', { temperature: 0.5, top_k: 5 })).status).toBe(200);
  expect((await post(null, { top_p: 0.5 })).status).toBe(200);
  for (const [version, more, field] of [
    ['2026-10-21', { temperature: 1 }, 'temperature'],
    ['2024-01-01', {}, 'anthropic-version'],
  ] as const) {
    const refused = await post(version, more);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { geko: { field } } });
  }
});

test('tokens are counted without a call, and no fewer than the provider counts', async () => {
  const { max_tokens: _max, ...asked } = saying('text=Yes delay=0');
  const { input_tokens: counted } = await client.messages.countTokens({
    ...asked,
    system: 'Be kind.',
  });
  expect(house.provider.log.entries()).toHaveLength(0);
  const { usage } = await client.messages.create({ ...asked, max_tokens: 9, system: 'Be kind.' });
  expect(counted).toBeGreaterThanOrEqual(usage.input_tokens);
  expect(counted).toBeLessThan(usage.input_tokens * 3);
  const unknown = client.messages.countTokens({ ...asked, model: 'no-such-model' });
  expect(await thrownBy(unknown)).toBeInstanceOf(Anthropic.NotFoundError);
});

test('a message is sent once by each Idempotency-Key', async () => {
  const headers = { 'Idempotency-Key': 'of Anthropic’s'.replaceAll(/[^a-z]/gu, '-') };
  const first = await client.messages.stream(saying('reply=5 delay=0'), { headers }).finalMessage();
  const again = await client.messages.stream(saying('reply=5 delay=0'), { headers }).finalMessage();
  expect(again).toEqual(first);
  expect(house.provider.log.entries()).toHaveLength(1);
  const other = await thrownBy(client.messages.create(saying('reply=6'), { headers }));
  expect(other).toBeInstanceOf(Anthropic.ConflictError);
  expect(other).toMatchObject({ type: 'conflict_error', errorCode: 'idempotency_key_reused' });
});

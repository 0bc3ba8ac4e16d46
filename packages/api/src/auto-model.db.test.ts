import { randomUUID } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { ApiModelList } from '@geko/contracts/chat-completions';
import type { PoolKey } from '@geko/gateway/pool-key';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { autoCalls, CHEAP, HARD, SIMPLE, STRONG } from './testing/auto-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { createKey, openAIClient, registerProgram } from './testing/program.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, type TestPerson } from './testing/test-person.ts';

/** The dearest of the free tier. */
const FREE_STRONG = 'deepseek-v4-pro';

let house: TestHouse;
let books: Books;
let owner: TestPerson;
let client: OpenAI;
let messages: Anthropic.Messages;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
});
beforeEach(async () => {
  ({ owner, client, messages } = await registerProgram(house));
});
afterEach(() => {
  house.server.mendKeys();
  house.provider.faults.clear();
  house.provider.log.clear();
});
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  await books.close();
  await house.close();
});

const { ask, lastReceipt, receipts, routed, send, setEnabled, catalogue } = autoCalls(() => ({
  owner,
  client,
}));

describe('a program that asks for auto', () => {
  test('is answered by a cheap model or a strong one, which the answer and the receipt name', async () => {
    const cheap = await ask(SIMPLE);
    expect(cheap.model).toBe(CHEAP);
    const first = await lastReceipt();
    expect(first).toMatchObject({ modelId: CHEAP, askedFor: 'auto', provider: 'groq' });
    const strong = await ask(HARD);
    expect(strong.model).toBe(STRONG);
    const second = await lastReceipt();
    expect(second).toMatchObject({ modelId: STRONG, askedFor: 'auto', provider: 'anthropic' });

    // By the real model's price: its lines, and half as much again on them.
    const { models } = await catalogue();
    for (const { modelId, lines, chargeNano, costNano } of [first, second]) {
      const price = models.find(({ id }) => id === modelId)?.price;
      expect(lines).toMatchObject([
        { tokenClass: 'inputTokens', priceNanoPerMillion: price?.inputNano },
        { tokenClass: 'outputTokens', priceNanoPerMillion: price?.outputNano },
      ]);
      expect(BigInt(costNano)).toBeGreaterThan(0n);
      expect(Number(chargeNano) / Number(costNano)).toBeCloseTo(1.5, 1);
    }
  });

  test('may be streamed to; a hold is of the real model', async () => {
    const { data: stream, response } = await client.chat.completions
      .create({
        model: 'auto',
        messages: [{ role: 'user', content: HARD }],
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: 100,
      })
      .withResponse();
    const models = new Set<string>();
    let tokens = 0;
    for await (const chunk of stream) {
      models.add(chunk.model);
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect([...models]).toEqual([STRONG]);
    expect(tokens).toBeGreaterThan(0);
    const { chargeNano } = await lastReceipt();
    // 100 tokens of output at $50 a million, and half as much again, are $0.0075.
    const held = Number(response.headers.get('x-estimated-cost'));
    expect(held).toBeGreaterThan(0.0075);
    expect(held).toBeLessThan(0.02);
    expect(Number(chargeNano) / 1e9).toBeLessThanOrEqual(held);
  });

  test('is given one that can do what it asks', async () => {
    const pixel = 'data:image/png;base64,iVBORw0KGgo=';
    const picture = [{ type: 'image_url' as const, image_url: { url: pixel } }];
    const tool = { type: 'function' as const, function: { name: 'look_up', parameters: {} } };
    const format = {
      type: 'json_schema' as const,
      json_schema: { name: 'answer', schema: { type: 'object' } },
    };
    const abilitiesOf = async (id: string) =>
      (await catalogue()).models.find((model) => model.id === id)?.abilities;
    expect(await abilitiesOf(await routed(picture))).toMatchObject({ vision: true });
    expect(await abilitiesOf(await routed(SIMPLE, { tools: [tool] }))).toMatchObject({
      tools: true,
    });
    expect(await abilitiesOf(await routed(SIMPLE, { response_format: format }))).toMatchObject({
      json: true,
    });
    // Claude answers by no schema, here.
    expect(await routed(HARD, { response_format: format })).toBe('gpt-5.5');
    expect(await abilitiesOf(await routed(SIMPLE, { reasoning_effort: 'low' }))).toMatchObject({
      reasoning: true,
    });
    expect(await routed(SIMPLE, { reasoning_effort: 'high' })).toBe(STRONG);
    expect(await routed(HARD, { reasoning_effort: 'low' })).not.toBe(STRONG);
  });

  test("has it in Anthropic's dialect and in plain REST too, and counted", async () => {
    const body = {
      model: 'auto',
      max_tokens: 50,
      messages: [{ role: 'user' as const, content: HARD }],
    };
    expect((await messages.create(body)).model).toBe(STRONG);
    expect(await lastReceipt()).toMatchObject({ modelId: STRONG, askedFor: 'auto' });
    const { max_tokens: _, ...counted } = body;
    expect((await messages.countTokens(counted)).input_tokens).toBeGreaterThan(0);

    const { secret } = await createKey(owner);
    const answer = await house.fetch('/api/v1/llm/invoke', {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'auto', prompt: SIMPLE }),
    });
    expect(await answer.json()).toMatchObject({ model: CHEAP });
  });

  test('finds it among the models, first', async () => {
    const { data } = (await client.models.list()) as unknown as ApiModelList;
    expect(data[0]).toEqual({ id: 'auto', object: 'model', created: 0, owned_by: 'geko' });
    expect(await client.models.retrieve('auto')).toEqual(data[0]);
  });

  test('pays for no other kind of model by it', async () => {
    const { secret } = await createKey(owner, { scopes: ['embeddings'] });
    const embedder = openAIClient(house, secret);
    await expect(embedder.embeddings.create({ model: 'auto', input: 'x' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });
});

describe('what a caller may not use is never chosen', () => {
  test('by their plan', async () => {
    await house.setPlan(owner, 'free');
    expect(await routed(SIMPLE)).toBe(CHEAP);
    expect(await routed(HARD)).toBe(FREE_STRONG);
  });

  test('by their workspace', async () => {
    await setEnabled(CHEAP, false);
    await setEnabled(STRONG, false);
    expect(await routed(SIMPLE)).toBe('ministral-8b-latest');
    expect(await routed(HARD)).toBe('gpt-5.5');
  });

  test('by their role', async () => {
    const roleId = await makeRole(
      owner,
      ['chat:create', 'model:use:free', 'workspace:view'],
      'Thrifty',
    );
    const member = await joinAs(house, owner, roleId);
    expect((await readStream(await send(HARD, randomUUID(), member))).isComplete).toBe(true);
    expect((await receipts())[0]).toMatchObject({ modelId: FREE_STRONG, askedFor: 'auto' });
  });

  test('by the list of their key', async () => {
    const modelIds = ['gpt-4o-mini', 'claude-haiku-4-5', 'text-embedding-3-small'];
    const { secret } = await createKey(owner, { modelIds });
    const limited = openAIClient(house, secret);
    expect(await routed(SIMPLE, {}, limited)).toBe('gpt-4o-mini');
    expect(await routed(HARD, {}, limited)).toBe('claude-haiku-4-5');
  });

  test('by a provider that has no key, is switched off, or is broken', async () => {
    const { pool } = house.server.gateway;
    for (const name of ['anthropic', 'groq'])
      pool.hear({ kind: 'broken', name, openedAtMs: Date.now() });
    expect(await routed(SIMPLE)).toBe('ministral-8b-latest');
    expect(await routed(HARD)).toBe('gpt-5.5');
    house.server.mendKeys();

    const server = house.addServer({ providers: ['openai', 'mistral', 'demo'] });
    const { secret } = await createKey(owner);
    const there = openAIClient(house, secret, { server });
    expect(await routed(SIMPLE, {}, there)).toBe('ministral-8b-latest');
    const keys = (['openai', 'mistral'] as const).map((provider): PoolKey => ({
      alias: provider,
      provider,
      key: 'sk-test-1',
      baseUrl: `${house.provider.url}${provider === 'openai' ? '/v1' : '/mistral/v1'}`,
      weight: 1,
      mode: 'open',
    }));
    server.gateway.pool.replace(keys, new Set());
    expect(await routed(SIMPLE, {}, there)).toBe('ministral-8b-latest');
    server.gateway.pool.replace(keys, new Set(['mistral']));
    expect(await routed(SIMPLE, {}, there)).toBe('gpt-5-nano');
  });

  test('nor is the demonstration, or what was retired', async () => {
    const server = house.addServer({ providers: ['demo'] });
    const { secret } = await createKey(owner);
    const there = openAIClient(house, secret, { server });
    await expect(ask(SIMPLE, {}, there)).rejects.toMatchObject({ status: 503 });
    const { data } = (await there.models.list()) as unknown as ApiModelList;
    expect(data.map(({ id }) => id)).toContain('demo');
    expect(data.map(({ id }) => id)).not.toContain('auto');
    await expect(there.models.retrieve('auto')).rejects.toMatchObject({ status: 404 });

    const retire = (on: string | null) =>
      house.database.pool.query(`update model_catalog set deprecated_on = $1 where id = $2`, [
        on,
        CHEAP,
      ]);
    await retire('2026-01-01');
    expect(await routed(SIMPLE)).toBe('ministral-8b-latest');
    await retire('2999-01-01');
    expect(await routed(SIMPLE)).toBe(CHEAP);
    await retire(null);
  });
});

describe('who may use none of them', () => {
  test('is refused as for one that they may not use, and nothing is booked', async () => {
    const { models } = await catalogue();
    for (const { id } of models) await setEnabled(id, false);
    await expect(ask(SIMPLE)).rejects.toMatchObject({ status: 403 });
    const response = await send(SIMPLE);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'MODEL_DISABLED' } });
    expect((await catalogue()).hasAuto).toBe(false);
    expect(await receipts()).toEqual([]);
  });

  test('is told what is lacking: a key of their models, an ability, room', async () => {
    const { secret } = await createKey(owner, { modelIds: ['text-embedding-3-small'] });
    await expect(ask(SIMPLE, {}, openAIClient(house, secret))).rejects.toMatchObject({
      status: 403,
    });
    const picture = [
      { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
    ];
    const { secret: blind } = await createKey(owner, { modelIds: ['deepseek-v4-pro'] });
    await expect(ask(picture, {}, openAIClient(house, blind))).rejects.toMatchObject({
      status: 400,
      param: 'messages',
    });
    const { secret: brief } = await createKey(owner, { modelIds: ['gpt-4o-mini', 'qwen3-32b'] });
    await expect(
      ask('word '.repeat(150_000), {}, openAIClient(house, brief)),
    ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test('meets the limit of the model that was chosen', async () => {
    const { error } = await owner.mutate('limits.create', {
      workspaceId: owner.workspaceId,
      id: randomUUID(),
      subject: { kind: 'model', id: CHEAP },
      meter: 'requests',
      cap: 1,
      period: 'month',
    });
    expect(error).toBeNull();
    await ask(SIMPLE);
    await expect(ask(SIMPLE)).rejects.toMatchObject({ status: 429 });
    expect(await routed(HARD)).toBe(STRONG);
  });
});

import { randomUUID } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { Receipt } from '@geko/contracts/receipt';
import type { ModelFallbacks } from '@geko/contracts/provider-keys';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { openBooks, type Books } from './testing/books.ts';
import { registerOperator } from './testing/operator.ts';
import { createKey, MODEL, openAIClient, registerProgram } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, type TestPerson } from './testing/test-person.ts';

/** A silent provider is given up by a server of its own: the others wait, however slow the machine. */
const IDLE_MS = 1_500;
const PATIENT_IDLE_MS = 60_000;

/** Of another provider, dearer than MODEL; and one of a third. */
const [SECOND, THIRD] = ['claude-haiku-4-5', 'mistral-small-2603'];

let house: TestHouse;
let books: Books;
let operator: TestPerson;
let owner: TestPerson;
let client: OpenAI;
let impatient: OpenAI;
let messages: Anthropic.Messages;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: PATIENT_IDLE_MS });
  books = await openBooks(house);
  operator = await registerOperator(house);
  ({ owner, client, messages } = await registerProgram(house));
  const server = house.addServer({ idleTimeoutMs: IDLE_MS });
  impatient = openAIClient(house, (await createKey(owner)).secret, { server });
});
afterEach(async () => {
  house.server.mendKeys();
  house.provider.faults.clear();
  house.provider.log.clear();
  await setFallbacks([]);
});
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  await books.close();
  await house.close();
});

const setFallbacks = async (fallbackIds: string[], modelId = MODEL) =>
  operator.mutate('providerKeys.setFallbacks', { modelId, fallbackIds });

async function lastReceipt(): Promise<Receipt> {
  const { data } = await owner.query<{ items: Receipt[] }>('usage.receipts', {
    workspaceId: owner.workspaceId,
  });
  const [newest] = data.items;
  if (!newest) throw new Error('nothing was booked');
  return newest;
}
const ask = (stream = false, by = client) =>
  by.chat.completions.create({
    model: MODEL,
    messages: [{ role: 'user', content: 'Hello' }],
    stream,
  }) as Promise<OpenAI.ChatCompletion>;
const asked = () => house.provider.log.entries().map(({ dialect }) => dialect.replace('chat:', ''));

describe('where nobody answers for a model', () => {
  test.each(['500', '429', 'reset-before', 'hang'] as const)(
    'the next one is asked (%s), by its own price; the receipt says who answered',
    async (fault) => {
      await setFallbacks([SECOND]);
      house.provider.faults.push({ fault });
      const answer = await ask(false, fault === 'hang' ? impatient : client);
      expect(answer.choices[0]?.message.content).toBeTruthy();
      expect(asked()).toEqual(['openai', 'anthropic']);
      expect(await lastReceipt()).toMatchObject({
        modelId: SECOND,
        askedFor: MODEL,
        hops: [MODEL],
        provider: 'anthropic',
        outcome: 'finished',
        isEstimated: false,
      });
    },
  );

  test('so it is by a call whose hold was taken ahead', async () => {
    await setFallbacks([SECOND]);
    const open = vi.spyOn(house.server.callStatements, 'open');
    // On a slow machine an account may not be hot by them, or not any more.
    for (let rounds = 1, isAhead = false; !isAhead; rounds += 1) {
      expect(rounds).toBeLessThan(20);
      await Promise.all(Array.from({ length: 20 }, () => ask(false)));
      house.provider.log.clear();
      open.mockClear();
      house.provider.faults.push({ fault: '500' });
      await ask(false);
      isAhead = open.mock.calls.length === 0;
      house.server.mendKeys();
    }
    open.mockRestore();
    expect(asked()).toEqual(['openai', 'anthropic']);
    expect(await lastReceipt()).toMatchObject({ modelId: SECOND, hops: [MODEL] });
  });

  test('a stream and a message of a chat go on in the same way', async () => {
    await setFallbacks([SECOND]);
    house.provider.faults.push({ fault: '500' });
    const stream = (await ask(true)) as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>;
    let reason: string | null = null;
    for await (const chunk of stream) reason = chunk.choices[0]?.finish_reason ?? reason;
    expect(reason).toBe('stop');
    house.server.mendKeys();

    house.provider.faults.push({ fault: '500' });
    const id = randomUUID();
    const response = await owner.post('/api/chat', {
      workspaceId: owner.workspaceId,
      conversationId: randomUUID(),
      modelId: MODEL,
      message: { id, text: 'Hello' },
    });
    expect((await readStream(response)).isComplete).toBe(true);
    expect(await lastReceipt()).toMatchObject({
      turnId: id,
      modelId: SECOND,
      askedFor: MODEL,
      hops: [MODEL],
    });
  });

  test.each([
    [MODEL, SECOND, ['openai', 'anthropic']],
    [SECOND, MODEL, ['anthropic', 'openai']],
  ])(
    "a request in Anthropic's dialect for %s is put to %s in its own",
    async (model, next, way) => {
      await setFallbacks([next], model);
      const body = {
        model,
        max_tokens: 50,
        messages: [{ role: 'user' as const, content: 'Hello' }],
      };
      house.provider.faults.push({ fault: '500' });
      const answer = await messages.create(body);
      expect(answer).toMatchObject({ type: 'message', content: [{ type: 'text' }] });
      expect(asked()).toEqual(way);
      expect(await lastReceipt()).toMatchObject({ modelId: next, askedFor: model, hops: [model] });
      house.server.mendKeys();
      house.provider.faults.push({ fault: '500' });
      const events: string[] = [];
      for await (const { type } of await messages.create({ ...body, stream: true }))
        events.push(type);
      expect(events[0]).toBe('message_start');
      expect(events.at(-1)).toBe('message_stop');
      expect(events.filter((type) => type === 'message_start')).toHaveLength(1);
      house.server.mendKeys();
      house.provider.log.clear();

      // What OpenAI's dialect has no name for is asked of nobody who speaks it.
      house.provider.faults.push({ fault: '500' });
      if (model === SECOND) {
        const told = { ...body, stop_sequences: ['a', 'b', 'c', 'd', 'e'] };
        await expect(messages.create(told)).rejects.toMatchObject({ status: 502 });
        expect(asked()).toEqual(['anthropic']);
      }
      await setFallbacks([], model);
    },
  );

  test('models are asked in their order, until one answers', async () => {
    await setFallbacks([SECOND, THIRD]);
    house.provider.faults.push({ fault: '500' }, { fault: '500' });
    await ask();
    expect(asked()).toEqual(['openai', 'anthropic', 'mistral']);
    expect(await lastReceipt()).toMatchObject({ modelId: THIRD, hops: [MODEL, SECOND] });
  });

  test('one that the caller may not use is passed over, and what was held stays right', async () => {
    await setFallbacks([SECOND, THIRD]);
    await owner.mutate('models.setEnabled', {
      workspaceId: owner.workspaceId,
      modelId: SECOND,
      isEnabled: false,
    });
    house.provider.faults.push({ fault: '500' });
    await ask();
    expect(asked()).toEqual(['openai', 'mistral']);
    expect(await lastReceipt()).toMatchObject({ modelId: THIRD, hops: [MODEL] });
    await owner.mutate('models.setEnabled', {
      workspaceId: owner.workspaceId,
      modelId: SECOND,
      isEnabled: true,
    });
  });

  test('where none of them answers the call fails, and costs nothing', async () => {
    await setFallbacks([SECOND]);
    house.provider.faults.push({ fault: '500' }, { fault: '500' });
    await expect(ask()).rejects.toMatchObject({ status: 502 });
    expect(await lastReceipt()).toMatchObject({
      outcome: 'failed',
      chargeNano: '0',
      costNano: '0',
      hops: [MODEL],
    });
  });

  test('what the caller did wrong, or has begun, goes to nobody else', async () => {
    await setFallbacks([SECOND]);
    house.provider.faults.push({ fault: 'reset-after', tokens: 2, reply: 9 });
    const stream = (await ask(true)) as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>;
    await expect(
      (async () => {
        for await (const chunk of stream) void chunk;
      })(),
    ).rejects.toThrow(/model|provider|again/iu);
    expect(asked()).toEqual(['openai']);
    expect(await lastReceipt()).toMatchObject({ modelId: MODEL, askedFor: null, hops: [] });
  });
});

test('operators say which; a model stands in for no other kind, and not for itself', async () => {
  expect((await setFallbacks([SECOND])).error).toBeNull();
  const { data } = await operator.query<ModelFallbacks>('providerKeys.fallbacks');
  expect(data.models.find(({ id }) => id === MODEL)?.fallbackIds).toEqual([SECOND]);
  for (const wrong of [[MODEL], ['no-such-model'], [SECOND, SECOND]]) {
    const { status, error } = await setFallbacks(wrong);
    expect([status, error?.field]).toEqual([400, 'fallbackIds']);
  }
  expect((await setFallbacks([], 'no-such-model')).error?.code).toBe('MODEL_UNKNOWN');
  expect((await owner.query('providerKeys.fallbacks')).error?.code).toBe('NOT_FOUND');
});

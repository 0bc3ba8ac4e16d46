import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import type { Explanation } from '@geko/contracts/policy';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { autoCalls, CHEAP, HARD, SIMPLE, STRONG } from './testing/auto-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { registerOperator } from './testing/operator.ts';
import { registerProgram } from './testing/program.ts';
import { openTamper } from './testing/tamper.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let books: Books;
let operator: TestPerson;
let owner: TestPerson;
let client: OpenAI;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  operator = await registerOperator(house);
});
beforeEach(async () => {
  ({ owner, client } = await registerProgram(house));
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

const { ask, lastReceipt, receipts, send, catalogue } = autoCalls(() => ({ owner, client }));

test('where the chosen one does not answer its fallback does, and the receipt tells of both', async () => {
  await operator.mutate('providerKeys.setFallbacks', {
    modelId: CHEAP,
    fallbackIds: ['gpt-5-nano'],
  });
  house.provider.faults.push({ fault: '500' });
  await ask(SIMPLE);
  expect(await lastReceipt()).toMatchObject({
    modelId: 'gpt-5-nano',
    askedFor: 'auto',
    hops: [CHEAP],
  });
  house.server.mendKeys();
  house.provider.faults.push({ fault: '500' });
  expect((await readStream(await send(SIMPLE))).isComplete).toBe(true);
  expect(await lastReceipt()).toMatchObject({ askedFor: 'auto', hops: [CHEAP] });
  await operator.mutate('providerKeys.setFallbacks', { modelId: CHEAP, fallbackIds: [] });
});

test('a receipt whose way from auto cannot be is found', async () => {
  await ask(SIMPLE);
  await readStream(await send(SIMPLE));
  const { workspaceId } = owner;
  const tamper = openTamper(house.database.ownerUrl, { tables: ['token_usage'], workspaceId });
  const after = (change: string) =>
    tamper.problemsAfter((sql) =>
      sql.unsafe(`update token_usage set ${change} where workspace_id = '${workspaceId}'`),
    );
  expect(await after(`asked_for = 'auto'`)).toEqual([]);
  for (const way of [`'{}'`, `array['auto']`, `array['${CHEAP}']`]) {
    expect(await after(`hops = ${way}`)).toContainEqual(
      expect.stringContaining('way to the model'),
    );
  }
  // Of a turn its row tells as well; of a program's call nothing else does.
  expect(await after(`asked_for = null`)).toEqual([expect.stringMatching(/model asked for/u)]);
  await tamper.close();
});

describe('a message of a chat', () => {
  test('goes by what it says; the conversation stays with auto', async () => {
    const conversationId = randomUUID();
    for (const text of [SIMPLE, HARD]) {
      expect((await readStream(await send(text, conversationId))).isComplete).toBe(true);
    }
    const all = await receipts();
    expect(all.map(({ modelId, askedFor }) => [modelId, askedFor])).toEqual([
      [STRONG, 'auto'],
      [CHEAP, 'auto'],
    ]);
    const { data } = await owner.query<{ modelId: string; messages: { turn: unknown }[] }>(
      'chat.get',
      { workspaceId: owner.workspaceId, conversationId },
    );
    expect(data.modelId).toBe('auto');
    expect(data.messages.at(-1)?.turn).toMatchObject({ modelId: STRONG });

    const again = await owner.post('/api/chat/retry', {
      workspaceId: owner.workspaceId,
      conversationId,
      modelId: 'auto',
      tryId: randomUUID(),
    });
    expect((await readStream(again)).isComplete).toBe(true);
    expect(await lastReceipt()).toMatchObject({ modelId: STRONG, askedFor: 'auto' });
  });

  test('is priced beforehand by the model that it would go to', async () => {
    const explain = async (modelId: string, text: string) =>
      (
        await owner.query<Explanation>('policy.explain', {
          workspaceId: owner.workspaceId,
          modelId,
          text,
        })
      ).data;
    for (const [text, modelId] of [
      [SIMPLE, CHEAP],
      [HARD, STRONG],
    ] as const) {
      const auto = await explain('auto', text);
      expect(auto.model?.id).toBe(modelId);
      expect(auto).toEqual(await explain(modelId, text));
    }
    expect((await catalogue()).hasAuto).toBe(true);
  });
});

test('no model of the catalogue is called auto', async () => {
  const { pool } = house.database;
  for (const change of [`id = 'auto'`, `aliases = array['auto']`])
    await expect(
      pool.query(`update model_catalog set ${change} where id = 'qwen3-32b'`),
    ).rejects.toThrow(/model_catalog_auto/u);
});

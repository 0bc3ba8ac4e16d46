import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Balance, Invoked, OwnUsage, ProviderList, ProviderTested } from '@geko/contracts/llm';
import { parseUsd } from '@geko/contracts/usd';
import type { ReceiptPage } from '@geko/contracts/usage';
import { callRest } from './testing/rest-calls.ts';
import { keyFor, openCompany, tokenOfOperator, type RestCompany } from './testing/rest-world.ts';
import { MODEL } from './testing/program.ts';
import { somebodyAt } from './testing/auth-calls.ts';
import { dispatch } from './http/route-table.ts';
import { openTestHouse, REVOKED_KEY, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
let company: RestCompany;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  company = await openCompany(house);
});
afterAll(() => house.close());

const ask = (body: object, bearer = company.key, headers: Record<string, string> = {}) =>
  callRest(house, '/llm/invoke', { method: 'POST', bearer, body, headers });
const prompt = (script: string) => `Hello [[fake: ${script} delay=0]]`;
const errorOf = (body: unknown) => (body as { error: Record<string, unknown> }).error;
const receiptOf = (id: string) =>
  callRest(house, `/workspaces/${company.owner.workspaceId}/receipts/${id}`, {
    bearer: company.key,
  });

describe('a question', () => {
  test.each([MODEL, 'claude-haiku-4-5'])('to %s has its answer and its price', async (model) => {
    const { status, body, headers } = await ask({ model, prompt: prompt('reply=3') });
    expect({ status, body }).toMatchObject({ status: 200 });
    const invoked = body as Invoked;
    expect(invoked.text.trim().split(/\s+/u)).toHaveLength(3);
    expect(invoked).toMatchObject({ model, finishReason: 'stop', funding: 'postpaid' });
    const receipt = (await receiptOf(invoked.receiptId)).body as Record<string, string>;
    expect(parseUsd(invoked.charge ?? '')).toBe(BigInt(receipt['chargeNano'] ?? ''));
    expect(parseUsd(invoked.cost ?? '')).toBe(BigInt(receipt['costNano'] ?? ''));
    expect(invoked.usage.totalTokens).toBe(Number(receipt['totalTokens']));
    expect(parseUsd(headers.get('x-estimated-cost') ?? '')).toBeGreaterThan(0n);
  });

  test.each([false, true])(
    'is answered once for its Idempotency-Key (stream: %s)',
    async (stream) => {
      const key = { 'idempotency-key': randomUUID() };
      const body = { model: MODEL, prompt: prompt('reply=3'), stream };
      const first = await ask(body, company.key, key);
      const calls = house.provider.log.entries().length;
      const again = await ask(body, company.key, key);
      expect(again).toMatchObject({ status: 200, text: first.text });
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(house.provider.log.entries()).toHaveLength(calls);
      const other = await ask({ ...body, prompt: 'Other' }, company.key, key);
      expect({ status: other.status, code: errorOf(other.body)['code'] }).toEqual({
        status: 409,
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    },
  );

  test('whose call fails frees its Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { model: MODEL, prompt: 'Hello' };
    house.provider.faults.push({ fault: '500' });
    expect((await ask(body, company.key, key)).status).toBe(502);
    house.server.mendKeys();
    expect(await ask(body, company.key, key)).toMatchObject({ status: 200 });
  });

  test('may be a whole conversation', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: prompt('reply=2') },
    ];
    expect((await ask({ model: MODEL, messages })).status).toBe(200);
  });

  test.each([MODEL, 'claude-haiku-4-5'])(
    'to %s streams its answer and then its price',
    async (model) => {
      const { headers, text } = await ask({ model, prompt: prompt('reply=5'), stream: true });
      expect(headers.get('content-type')).toContain('text/event-stream');
      const events = text
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => JSON.parse(line.slice(6)) as { text?: string; done?: Invoked });
      const said = events.map((event) => event.text ?? '').join('');
      expect(said.trim().split(/\s+/u)).toHaveLength(5);
      const done = events.at(-1)?.done;
      expect(done).toMatchObject({ finishReason: 'stop', charge: expect.any(String) as string });
      expect((await receiptOf(done?.receiptId ?? '')).status).toBe(200);
    },
  );

  test.each([
    [
      'both a prompt and messages',
      { prompt: 'a', messages: [{ role: 'user', content: 'b' }] },
      'prompt',
    ],
    ['neither', {}, 'prompt'],
    ['a field of another dialect', { prompt: 'a', n: 2 }, 'n'],
    ['a temperature that there is none of', { prompt: 'a', temperature: 3 }, 'temperature'],
  ])('of %s is a 400 that names the field', async (_, body, field) => {
    const answer = await ask({ model: MODEL, ...body });
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)['field']).toBe(field);
  });

  test('beyond a budget is a 402 with its trace', async () => {
    const poor = await openCompany(house);
    await poor.owner.mutate('limits.create', {
      workspaceId: poor.owner.workspaceId,
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter: 'charge',
      cap: 1,
      period: 'month',
    });
    const answer = await ask({ model: MODEL, prompt: 'Hello' }, poor.key);
    expect(answer.status).toBe(402);
    expect(errorOf(answer.body)).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      trace: [expect.anything()],
    });
  });

  test.each([true, false])(
    'that its provider fails is a 502, streaming or not: %s',
    async (stream) => {
      const failed = await ask({ model: MODEL, prompt: prompt('fault=500'), stream });
      expect(failed.status).toBe(502);
      expect(errorOf(failed.body)).toMatchObject({ code: 'PROVIDER_FAILED' });
    },
  );
});

describe('what is told of usage', () => {
  test('is of the key that asks', async () => {
    const { secret: bearer } = await keyFor(company.owner);
    const unused = await callRest(house, '/llm/usage', { bearer });
    expect((unused.body as OwnUsage).totals.requests).toBe(0);
    await ask({ model: MODEL, prompt: prompt('reply=1') }, bearer);
    const used = await callRest(house, '/llm/usage?period=day', { bearer });
    expect((used.body as OwnUsage).totals.requests).toBe(1);
  });

  test('receipts come page by page, each once', async () => {
    const { owner, key } = await openCompany(house);
    for (let calls = 0; calls < 3; calls += 1) {
      await ask({ model: MODEL, prompt: prompt('reply=1') }, key);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const path = `/workspaces/${owner.workspaceId}/receipts?limit=2${more}`;
      const page = (await callRest(house, path, { bearer: key })).body as ReceiptPage;
      seen.push(...page.items.map(({ turnId }) => turnId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(3);
  });

  test('the balance shows credit to who may see it, limits to everybody', async () => {
    const person = await somebodyAt(house);
    const { secret: bearer } = await keyFor(person);
    const { body } = await callRest(house, '/llm/balance', { bearer });
    const balance = body as Balance;
    expect(balance.planId).toBe('free');
    expect(balance.credit?.balance).toMatch(/^\d+(?:\.\d+)?$/u);
    expect(balance.limits.length).toBeGreaterThan(0);
  });
});

describe('providers', () => {
  const bare = () => house.addServer({ providers: ['openai'], key: REVOKED_KEY });
  const at = async (server: ReturnType<typeof bare>, path: string, init: RequestInit) => {
    const response = await dispatch(server, new Request(`${TEST_ORIGIN}/api/v1${path}`, init));
    return { status: response.status, body: (await response.json()) as unknown };
  };

  test('say whether they have a key, and never which', async () => {
    const headers = { authorization: `Bearer ${company.key}` };
    const { body } = await at(bare(), '/llm/providers', { headers });
    const { providers } = body as ProviderList;
    expect(providers.find(({ id }) => id === 'openai')).toMatchObject({ hasKey: true });
    expect(providers.find(({ id }) => id === 'anthropic')).toMatchObject({
      hasKey: false,
      usableModels: 0,
    });
    expect(JSON.stringify(body)).not.toContain(REVOKED_KEY);
  });

  test('are tested by operators with a call that is booked', async () => {
    const bearer = await tokenOfOperator(house);
    const body = { provider: 'openai' };
    const answer = await callRest(house, '/llm/test', { method: 'POST', bearer, body });
    const tested = answer.body as ProviderTested;
    expect(tested).toMatchObject({ provider: 'openai', isWell: true, problem: null });
    expect(tested.charge).not.toBeNull();
    const ill = await at(bare(), '/llm/test', {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(ill).toMatchObject({ status: 200, body: { isWell: false } });
    expect(JSON.stringify(ill.body)).not.toContain(REVOKED_KEY);
  });

  test.each([
    { provider: 'groq', model: MODEL },
    { provider: 'openai', model: 'none' },
  ])('have no model of others: %j', async (body) => {
    const bearer = await tokenOfOperator(house);
    const answer = await callRest(house, '/llm/test', { method: 'POST', bearer, body });
    expect(answer.status).toBe(404);
    expect(errorOf(answer.body)['field']).toBe('model');
  });
});

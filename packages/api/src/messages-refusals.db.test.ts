import { randomUUID } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { MessagesRequest } from '@geko/contracts/messages';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { anyInput } from './testing/any-input.ts';
import { anthropicClient, createKey } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let owner: TestPerson;
let client: Anthropic;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  client = anthropicClient(house, (await createKey(owner)).secret);
});
afterAll(() => house.close());

const asked = {
  model: 'claude-haiku-4-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello [[fake: reply=1]]' }],
};

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown as InstanceType<typeof Anthropic.APIError>,
  );
const send = (change: object, by = client) =>
  thrownBy(by.messages.create({ ...asked, ...change } as Anthropic.MessageCreateParams));
/** A message that the user says in one block. */
const block = (content: object) => ({ messages: [{ role: 'user', content: [content] }] });

test.each([
  ['an unknown field', { foo: 1 }, 'foo'],
  ['no room for an answer', { max_tokens: undefined }, 'max_tokens'],
  ['no messages', { messages: [] }, 'messages'],
  [
    'a server tool',
    { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    'tools.0.type',
  ],
  ['servers of tools', { mcp_servers: [] }, 'mcp_servers'],
  ['a container', { container: 'c' }, 'container'],
  ['a dearer speed', { speed: 'fast' }, 'speed'],
  ['a place of its own', { inference_geo: 'us' }, 'inference_geo'],
  [
    'an hour in the cache',
    { cache_control: { type: 'ephemeral', ttl: '1h' } },
    'cache_control.ttl',
  ],
  [
    'a document',
    block({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }),
    'messages.0.content.0',
  ],
  [
    'a file',
    block({ type: 'image', source: { type: 'file', file_id: 'f' } }),
    'messages.0.content.0.source',
  ],
  [
    'an address that is no picture',
    block({ type: 'image', source: { type: 'url', url: 'file:///etc/passwd' } }),
    'messages.0.content.0.source.url',
  ],
  [
    'thinking without room',
    { thinking: { type: 'enabled', budget_tokens: 1_024 } },
    'thinking.budget_tokens',
  ],
])('of %s is a 400 that names it', async (_, change, name) => {
  const error = await send(change);
  expect(error).toBeInstanceOf(Anthropic.BadRequestError);
  expect(error).toMatchObject({ type: 'invalid_request_error' });
  expect(error?.apiMessage).toContain(name);
});

test.each([
  ['top_k', { top_k: 5 }],
  ['stop_sequences', { stop_sequences: ['a', 'b', 'c', 'd', 'e'] }],
])('%s passes to Claude, and others do not know it', async (name, change) => {
  const post = (model: string) =>
    house.fetch('/api/v1/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': secretOfOlder },
      body: JSON.stringify({ ...asked, ...change, model }),
    });
  const secretOfOlder = (await createKey(owner)).secret;
  expect((await post('claude-haiku-4-5')).status).toBe(200);
  const refused = await post('gpt-5-nano');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { geko: { field: name } } });
});

test('what other dialects have no word for is named in the words of this one', async () => {
  const choice = { type: 'auto', disable_parallel_tool_use: true };
  const tools = [{ name: 'weather', input_schema: { type: 'object' } }];
  expect(await send({ tools, tool_choice: choice })).toBeNull();
  const error = await send({ tools, tool_choice: choice, model: 'gemini-2.5-flash-lite' });
  expect(error?.apiMessage).toContain('tool_choice.disable_parallel_tool_use');
});

test('of a key is a 401, the same whatever is wrong with it', async () => {
  const bodies = new Set<string>();
  for (const key of ['gk_x', `gk_${'a'.repeat(43)}`, 'sk-other']) {
    const error = await send({}, anthropicClient(house, key));
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(error).toMatchObject({ type: 'authentication_error' });
    bodies.add(error?.apiMessage ?? '');
  }
  expect(bodies.size).toBe(1);
  const cookie = await house.fetch('/api/v1/messages', {
    method: 'POST',
    headers: { cookie: owner.cookie, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  expect(cookie.status).toBe(401);
});

test('of a scope or a model', async () => {
  const { secret } = await createKey(owner, { scopes: ['models'] });
  const scopeless = await send({}, anthropicClient(house, secret));
  expect(scopeless).toBeInstanceOf(Anthropic.PermissionDeniedError);
  const narrow = await createKey(owner, { modelIds: ['gpt-4o-mini'] });
  const other = await send({}, anthropicClient(house, narrow.secret));
  expect(other).toMatchObject({ status: 403, type: 'permission_error' });
  const missing = await send({ model: 'no-such-model' });
  expect(missing).toBeInstanceOf(Anthropic.NotFoundError);
  expect(missing).toMatchObject({ type: 'not_found_error', errorCode: 'model_unknown' });
});

test('of money is a 402, and of a quota a 429 that says when to come back', async () => {
  const refusedBy = async (meter: string, plan: 'paygo' | 'pro') => {
    const person = await registerPerson(house);
    await house.setPlan(person, plan);
    await person.mutate('limits.create', {
      workspaceId: person.workspaceId,
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter,
      cap: 1,
      period: 'month',
    });
    return send({}, anthropicClient(house, (await createKey(person)).secret, { maxRetries: 0 }));
  };
  const money = await refusedBy('charge', 'paygo');
  expect(money).toMatchObject({ status: 402, type: 'billing_error' });
  expect(money?.error).toMatchObject({
    type: 'error',
    error: { geko: { code: 'BUDGET_EXCEEDED', trace: [expect.anything()] } },
    request_id: expect.any(String) as string,
  });
  const quota = await refusedBy('tokens', 'paygo');
  expect(quota).toBeInstanceOf(Anthropic.RateLimitError);
  expect(Number(quota?.headers?.get('retry-after'))).toBeGreaterThan(0);
});

test('random bodies are answered without a fault', async () => {
  const right = { ...asked, temperature: 1, tools: [] };
  const { secret } = await createKey(owner);
  await fc.assert(
    fc.asyncProperty(anyInput([MessagesRequest]), async (change) => {
      const response = await house.fetch('/api/v1/messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': secret },
        body:
          JSON.stringify(change(right), (_key, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          ) ?? '',
      });
      const text = await response.text();
      expect(response.status, text).toBeLessThan(500);
      if (response.status >= 400) {
        expect(JSON.parse(text)).toMatchObject({
          type: 'error',
          error: { type: expect.any(String) as string, message: expect.any(String) as string },
        });
      }
    }),
    { numRuns: 200 },
  );
});

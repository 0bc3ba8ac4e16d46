import { randomUUID } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { apiKeyScopes } from '@geko/contracts/api-keys';
import { rateLimitTable } from '@geko/contracts/rate-limits';
import { startFakeRedis } from '@geko/fake-redis/fake-redis';
import { call, newEmail, PASSWORD } from './testing/auth-calls.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { tokenFor } from './testing/rest-world.ts';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

/** A house with the product's own limits, somebody in it, and a key of theirs. */
async function openHouse(redisUrl?: string) {
  const house = await openTestHouse(inject('ownerUrl'), {
    rateLimitScale: 1,
    ...(redisUrl === undefined ? {} : { redisUrl }),
  });
  const { server } = house;
  await vi.waitFor(() => server.rateLimits.consume('stranger.address', 'here?'), {
    timeout: 5_000,
  });
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const key = await createKey(owner);
  return { house, owner, key, client: openAIClient(house, key.secret) };
}
type House = Awaited<ReturnType<typeof openHouse>>;

const ask = (house: TestHouse, secret: string, path: string, init: RequestInit = {}) =>
  house.fetch(`/api/v1/${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      'x-forwarded-for': '10.9.9.9',
    },
  });

const postOf = (body: object) => ({ method: 'POST', body: JSON.stringify(body) });

const sendTo = (person: TestPerson) =>
  person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: randomUUID(),
    modelId: MODEL_ID,
    message: { id: randomUUID(), text: SHORT },
  });

describe('counted in the database', () => {
  let made: House;
  beforeAll(async () => {
    made = await openHouse();
  });
  afterAll(() => made.house.close());

  test('a program is told where it stands, in the words of the draft and of OpenAI', async () => {
    const { house, client } = made;
    const { secret, key } = await createKey(made.owner);
    const said = async (path: string, body?: object) =>
      ask(house, secret, path, body ? { method: 'POST', body: JSON.stringify(body) } : {});
    const { headers: first } = await said('chat/completions', saying('reply=1'));
    expect(first.get('ratelimit')).toMatch(/^"call\.key";r=599;t=(60|5\d)$/u);
    expect(first.get('ratelimit-policy')).toBe('"call.key";q=600;w=60');
    const second = await said('chat/completions', { ...saying('reply=1'), stream: true });
    expect(second.headers.get('x-ratelimit-limit-requests')).toBe('600');
    expect(second.headers.get('x-ratelimit-remaining-requests')).toBe('598');
    expect(second.headers.get('x-ratelimit-reset-requests')).toMatch(/^(\d+s|1m0s)$/u);
    await second.text();
    // What only reads has a count of its own; what is refused later was counted all the same.
    expect((await said('models')).headers.get('ratelimit')).toContain('"read.key";r=1199;');
    const bad = await said('chat/completions', { model: 1 });
    expect(bad.status).toBe(400);
    expect(bad.headers.get('ratelimit')).toContain('r=597;');
    await house.server.rateLimits.consume('call.key', key.id, 597);
    const refused = await openAIClient(house, secret)
      .chat.completions.create(saying('reply=1'))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    const { headers, code } = refused as InstanceType<typeof OpenAI.RateLimitError>;
    expect(code).toBe('rate_limit_exceeded');
    expect(headers?.get('ratelimit')).toContain('"call.key";r=0;');
    expect(headers?.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(Number(headers?.get('retry-after'))).toBeGreaterThan(0);
    // Another key of the same person has its own.
    expect((await client.chat.completions.create(saying('reply=1'))).object).toBe(
      'chat.completion',
    );
  });

  test('plain REST counts in the same way: a question is a call, a write a change, a look a read', async () => {
    const { house, owner } = made;
    const { secret, key } = await createKey(owner, { scopes: [...apiKeyScopes] });
    const { workspaceId } = owner;
    const token = await tokenFor(owner);
    const question = { model: MODEL, prompt: 'Hello [[fake: reply=1 delay=0]]' };
    const asked = await ask(house, secret, 'llm/invoke', postOf(question));
    expect(asked.status).toBe(200);
    expect(asked.headers.get('ratelimit')).toContain('"call.key";r=599;');
    expect(asked.headers.get('x-ratelimit-remaining-requests')).toBe('599');
    const named = { method: 'PATCH', body: JSON.stringify({ name: 'Renamed' }) };
    const changed = await ask(house, token, `workspaces/${workspaceId}`, named);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('ratelimit')).toMatch(/^"change\.token";r=\d+;/u);
    const read = await ask(house, secret, 'llm/balance');
    expect(read.headers.get('ratelimit')).toContain('"read.key";r=1199;');
    // What is refused was counted, and says so; a chat completion counts with it.
    const bad = await ask(house, secret, 'llm/invoke', postOf({ model: MODEL }));
    expect(bad.status).toBe(400);
    expect(bad.headers.get('ratelimit')).toContain('"call.key";r=598;');
    await house.server.rateLimits.consume('call.key', key.id, 598);
    const refused = await ask(house, secret, 'llm/invoke', postOf(question));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('RATE_LIMITED');
    const completion = await ask(house, secret, 'chat/completions', postOf(saying('reply=1')));
    expect(completion.status).toBe(429);
    expect((await ask(house, secret, 'llm/balance')).status).toBe(200);
  });

  test('keys that nobody has are counted by address, and stand in nobody else’s way', async () => {
    const { house, key } = made;
    const { operations, windowSeconds } = rateLimitTable['stranger.address'];
    const wrong = () => ask(house, `gk_${'x'.repeat(43)}`, 'models');
    expect((await wrong()).status).toBe(401);
    await house.server.rateLimits.consume('stranger.address', '10.9.9.9', operations - 1);
    const refused = await wrong();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(windowSeconds);
    // At the door of plain REST as well.
    expect((await ask(house, `gk_${'x'.repeat(43)}`, 'llm/balance')).status).toBe(429);
    expect((await ask(house, key.secret, 'models')).status).toBe(200);
  });

  test('a call of a key takes one look at the counters, in the step in which it comes in', async () => {
    const { house, key } = made;
    const query = vi.spyOn(house.server.pool, 'query');
    await ask(house, key.secret, 'chat/completions', postOf(saying('reply=1')));
    const counts = query.mock.calls.filter((asked) => JSON.stringify(asked).includes('call.key:'));
    query.mockRestore();
    expect(counts).toHaveLength(1);
    expect(JSON.stringify(counts[0]?.[0])).toContain('system.enter_calls');
  });

  test('a chat tells it too', async () => {
    const response = await sendTo(made.owner);
    expect(response.headers.get('ratelimit')).toContain('"message.session";r=119;');
    await response.text();
  });
});

describe('counted in Redis', () => {
  let redis: Awaited<ReturnType<typeof startFakeRedis>>;
  let made: House;
  beforeAll(async () => {
    redis = await startFakeRedis();
    made = await openHouse(redis.url);
  });
  afterAll(async () => {
    await made.house.close();
    await redis.stop();
  });

  test('nothing is counted in the database', async () => {
    const { house, key, owner } = made;
    expect((await ask(house, key.secret, 'models')).headers.get('ratelimit')).toContain('read.key');
    await (await sendTo(owner)).text();
    const { rows } = await house.database.pool.query('select key from rate_limits');
    expect(rows).toEqual([]);
    expect(redis.log).toContain('INCRBY');
  });

  test('without it what costs and who signs in are refused for a moment, and reading goes on', async () => {
    const { house, key, owner } = made;
    const everything = await createKey(owner, { scopes: [...apiKeyScopes] });
    await redis.stop();
    const before = house.provider.log.entries().length;
    const refusedAs = async (response: Response) => {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(response.headers.get('ratelimit')).toBeNull();
      expect(await response.text()).toContain('UNAVAILABLE');
    };
    await refusedAs(await ask(house, key.secret, 'chat/completions', postOf(saying('reply=1'))));
    const { secret } = everything;
    const question = { model: MODEL, prompt: 'Hello' };
    await refusedAs(await ask(house, secret, 'llm/invoke', postOf(question)));
    await refusedAs(await sendTo(owner));
    const login = await call(house, 'auth.login', {
      input: { email: newEmail(), password: PASSWORD },
    });
    expect(login.status).toBe(503);
    expect(login.headers.get('retry-after')).toBe('2');
    expect((await ask(house, key.secret, 'models')).status).toBe(200);
    expect((await ask(house, secret, 'llm/balance')).status).toBe(200);
    expect((await owner.query('auth.me')).status).toBe(200);
    expect(house.provider.log.entries()).toHaveLength(before);
    await redis.start();
    await vi.waitFor(
      async () => {
        const response = await sendTo(owner);
        await response.text();
        expect(response.status).toBe(200);
      },
      { timeout: 5_000 },
    );
  });
});

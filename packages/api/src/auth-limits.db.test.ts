import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rateLimitTable } from '@geko/contracts/rate-limits';
import { call, newEmail, PASSWORD } from './testing/auth-calls.ts';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import {
  openTestHouse,
  TEST_ORIGIN,
  type TestHouse,
  type TestServer,
} from './testing/test-house.ts';
import { registerPerson } from './testing/test-person.ts';

/** With the product's own rate limits. */
let strict: TestHouse;
beforeAll(async () => {
  strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
});
afterAll(() => strict.close());

describe('rate limits', () => {
  const refusedAs = (
    answer: { status: number; headers: Headers; body: string },
    windowSeconds: number,
  ) => {
    expect(answer.status).toBe(429);
    expect(answer.body).toContain('"code":"RATE_LIMITED"');
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(windowSeconds);
    expect(answer.body).toContain(`"retryAfterSeconds":${seconds}`);
  };
  const strictLogin = (email: string, address: string, password = 'not the password') =>
    call(strict, 'auth.login', { address, input: { email, password } });

  test('logins of one account: known or not, the same number of tries, whatever address they come from', async () => {
    const known = newEmail();
    await registerPerson(strict, known);
    const { operations: tries, windowSeconds } = rateLimitTable.loginByAccount;
    for (const email of [known, newEmail()]) {
      for (let i = 0; i < tries; i += 1)
        expect((await strictLogin(email, `10.0.${i}.1`)).status).toBe(401);
      refusedAs(await strictLogin(email, '10.1.0.1'), windowSeconds);
      // Also with the right password: who guesses must not learn that they hit.
      refusedAs(await strictLogin(email.toUpperCase(), '10.1.0.2', PASSWORD), windowSeconds);
    }
  });

  test('a right password gives the account its tries back', async () => {
    const email = newEmail();
    await registerPerson(strict, email);
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < rateLimitTable.loginByAccount.operations - 1; i += 1) {
        expect((await strictLogin(email, `10.2.${round}.${i}`)).status).toBe(401);
      }
      expect((await strictLogin(email, '10.3.0.1', PASSWORD)).status).toBe(200);
    }
  });

  test('logins from one address, whatever the account', async () => {
    const { operations: tries, windowSeconds } = rateLimitTable.loginByAddress;
    for (let i = 0; i < tries; i += 1)
      expect((await strictLogin(newEmail(), '10.4.0.1')).status).toBe(401);
    refusedAs(await strictLogin(newEmail(), '10.4.0.1'), windowSeconds);
    // Only the last entry is the proxy's own word; what a caller writes before it changes nothing.
    refusedAs(await strictLogin(newEmail(), '1.2.3.4, 10.4.0.1'), windowSeconds);
    expect((await strictLogin(newEmail(), '10.4.0.2')).status).toBe(401);
  });

  test('registrations from one address', async () => {
    const { operations: tries, windowSeconds } = rateLimitTable.registerByAddress;
    const register = () =>
      call(strict, 'auth.register', {
        address: '10.5.0.1',
        input: { email: newEmail(), password: PASSWORD, name: 'A', tenantName: 'B' },
      });
    for (let i = 0; i < tries; i += 1) expect((await register()).status).toBe(200);
    refusedAs(await register(), windowSeconds);
  });

  test('registrations of one address, known or not, wherever they come from', async () => {
    const { operations: tries, windowSeconds } = rateLimitTable.registerByAccount;
    const email = newEmail();
    const register = (address: string) =>
      call(strict, 'auth.register', {
        address,
        input: { email, password: PASSWORD, name: 'A', tenantName: 'B' },
      });
    for (let i = 0; i < tries; i += 1)
      expect((await register(`10.7.${i}.1`)).status).toBe(i === 0 ? 200 : 409);
    refusedAs(await register('10.8.0.1'), windowSeconds);
  });

  test('resets of one address, known or not, and from one address', async () => {
    const reset = (email: string, address: string) =>
      call(strict, 'auth.requestReset', { address, input: { email } });
    const known = newEmail();
    await registerPerson(strict, known);
    for (const email of [known, newEmail()]) {
      for (let i = 0; i < rateLimitTable.resetByAccount.operations; i += 1)
        expect((await reset(email, `10.9.${i}.1`)).status).toBe(200);
      refusedAs(await reset(email, '10.9.100.1'), rateLimitTable.resetByAccount.windowSeconds);
    }
    const { operations: tries, windowSeconds } = rateLimitTable.resetByAddress;
    for (let i = 0; i < tries; i += 1)
      expect((await reset(newEmail(), '10.10.0.1')).status).toBe(200);
    refusedAs(await reset(newEmail(), '10.10.0.1'), windowSeconds);
  });

  test('links tried from one address, on all their doors together', async () => {
    const { operations: tries, windowSeconds } = rateLimitTable.verifyByAddress;
    const follow = (procedure: string) =>
      call(strict, procedure, { address: '10.11.0.1', input: { token: 'x', password: PASSWORD } });
    const doors = ['auth.confirmEmail', 'auth.resetPassword'];
    for (let i = 0; i < tries; i += 1) expect((await follow(doors[i % 2] ?? '')).status).toBe(404);
    refusedAs(await follow('auth.confirmEmail'), windowSeconds);
    refusedAs(await follow('auth.resetPassword'), windowSeconds);
  });

  test('mails that a person has sent to addresses, whichever', async () => {
    const person = await registerPerson(strict, newEmail());
    const { operations: tries } = rateLimitTable.verifyMailByAccount;
    const change = () =>
      person.mutate('account.changeEmail', { email: newEmail(), password: PASSWORD });
    for (let i = 0; i < tries - 1; i += 1) expect((await change()).status).toBe(200);
    expect((await person.mutate('account.resendVerification')).status).toBe(200);
    expect((await change()).error?.code).toBe('RATE_LIMITED');
    expect((await person.mutate('account.resendVerification')).error?.code).toBe('RATE_LIMITED');
  });

  test('tries are counted together by all servers, and a restart forgives none', async () => {
    const email = newEmail();
    await registerPerson(strict, email);
    const { operations: tries } = rateLimitTable.loginByAccount;
    const body = JSON.stringify({ json: { email, password: 'not the password' } });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '10.12.0.1' };
    const tryAt = async (server: TestServer) =>
      (await strict.fetch('/api/trpc/auth.login', { method: 'POST', body, headers }, server))
        .status;
    const other = strict.addServer();
    for (let i = 0; i < tries; i += 1)
      expect(await tryAt(i % 2 === 0 ? strict.server : other)).toBe(401);
    expect(await tryAt(strict.server)).toBe(429);
    expect(await tryAt(other)).toBe(429);
    await other.stop();
    expect(await tryAt(strict.addServer())).toBe(429);
  });

  test('a batch of logins counts each of them', async () => {
    const email = newEmail();
    const batch = Array.from({ length: 10 }, () => 'auth.login').join(',');
    const input = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [i, { json: { email, password: 'not the password' } }]),
    );
    const response = await strict.fetch(`/api/trpc/${batch}?batch=1`, {
      method: 'POST',
      body: JSON.stringify(input),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.6.0.1' },
    });
    expect(await response.text()).not.toContain('RATE_LIMITED');
    refusedAs(await strictLogin(email, '10.6.0.2'), rateLimitTable.loginByAccount.windowSeconds);
  });

  test.each([
    ['reads', 'read.session', 'GET'],
    ['changes', 'change.session', 'POST'],
  ] as const)('%s of one person: operations are counted, not requests', async (_, name, method) => {
    const person = await registerPerson(strict, newEmail());
    const { operations, windowSeconds } = rateLimitTable[name];
    const { rateLimits } = strict.server;
    const used = operations - ((await rateLimits.consume(name, person.userId))?.left ?? 0);
    await rateLimits.consume(name, person.userId, operations - 10 - used);
    const ask = async (procedure: string, body: object, query = '') => {
      const response = await strict.fetch(
        `/api/trpc/${procedure}${method === 'GET' ? `?batch=1&input=%7B%7D` : query}`,
        {
          method,
          headers: {
            cookie: person.cookie,
            'content-type': 'application/json',
            origin: TEST_ORIGIN,
          },
          ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
        },
      );
      const { status, headers } = response;
      return { status, headers, body: await response.text() };
    };
    const procedure = method === 'GET' ? 'auth.me' : 'workspace.switch';
    const batch = Array.from({ length: 10 }, () => procedure);
    const empty = Object.fromEntries(batch.map((_name, i) => [i, { json: {} }]));
    const ten = await ask(batch.join(','), empty, '?batch=1');
    expect(ten.body).not.toContain('RATE_LIMITED');
    expect(ten.headers.get('ratelimit-policy')).toBe(`"${name}";q=${operations};w=60`);
    expect(ten.headers.get('ratelimit')).toMatch(new RegExp(`^"${name}";r=0;t=\\d+$`, 'u'));
    const one = await ask(procedure, { json: {} });
    refusedAs(one, windowSeconds);
    expect(one.headers.get('ratelimit')).toContain('r=0');
    // Who is over the limit can still leave.
    expect((await call(strict, 'auth.logout', { cookie: person.cookie })).status).toBe(200);
  });

  test('messages of one person', async () => {
    const person = await registerPerson(strict, newEmail());
    const { operations: tries, windowSeconds } = rateLimitTable['message.session'];
    await strict.server.rateLimits.consume('message.session', person.userId, tries);
    const response = await person.post('/api/chat', {
      workspaceId: person.workspaceId,
      conversationId: randomUUID(),
      modelId: MODEL_ID,
      message: { id: randomUUID(), text: SHORT },
    });
    refusedAs(
      { status: response.status, headers: response.headers, body: await response.text() },
      windowSeconds,
    );
    expect(strict.provider.log.entries()).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ApiLogin, ApiSession } from '@geko/contracts/api-session';
import { sessions, users } from '@geko/db/schema/identity';
import { armTotp } from './testing/authenticator.ts';
import { loginAt, newEmail, PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { callRest } from './testing/rest-calls.ts';
import { keyFor, loginByRest, openCompany, type RestCompany } from './testing/rest-world.ts';
import { createKey } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
let company: RestCompany;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  company = await openCompany(house);
});
afterAll(() => house.close());

const post = (path: string, body: unknown, more: object = {}) =>
  callRest(house, path, { method: 'POST', body, ...more });
const meOf = (bearer: string) => callRest(house, '/auth/me', { bearer });
const errorOf = (body: unknown) => (body as { error: Record<string, unknown> }).error;

describe('a session of a program', () => {
  test('is a refresh token and access tokens, and no cookie', async () => {
    const person = await somebodyAt(house);
    const answer = await post('/auth/login', { email: person.email, password: PASSWORD });
    expect(answer.headers.getSetCookie()).toEqual([]);
    const login = answer.body as ApiLogin & { status: 'signed_in' };
    expect(login).toMatchObject({ status: 'signed_in', userId: person.userId });
    expect(login.access?.workspaceId).toBe(person.workspaceId);
    const life = Date.parse(login.access?.expiresAt ?? '') - Date.now();
    expect(life).toBeLessThanOrEqual(15 * 60_000);
    const me = await meOf(login.access?.token ?? '');
    expect(me.body).toMatchObject({ id: person.userId, email: person.email });
  });

  test('goes to another workspace by refreshing, and ends with its tokens', async () => {
    const person = await somebodyAt(house);
    const { token, refreshToken } = await loginByRest(house, person.email);
    const { secret } = await keyFor(person);
    const made = await post('/workspaces', { name: 'Other' }, { bearer: secret });
    expect(made.status).toBe(201);
    const workspaceId = (made.body as { id: string }).id;
    const there = await post('/auth/refresh', { refreshToken, workspaceId });
    const session = there.body as ApiSession;
    expect(session.access?.workspaceId).toBe(workspaceId);
    expect(session.workspaces.map(({ id }) => id)).toContain(workspaceId);
    const bearer = session.access?.token ?? '';
    expect((await callRest(house, `/workspaces/${workspaceId}`, { bearer })).status).toBe(200);
    expect((await callRest(house, `/workspaces/${workspaceId}`, { bearer: token })).status).toBe(
      404,
    );
    const foreign = await post('/auth/refresh', {
      refreshToken,
      workspaceId: company.owner.workspaceId,
    });
    expect(foreign.status).toBe(404);
    expect((await post('/auth/logout', { refreshToken })).status).toBe(200);
    expect((await meOf(bearer)).status).toBe(401);
    expect((await post('/auth/refresh', { refreshToken })).status).toBe(401);
    expect((await post('/auth/logout', { refreshToken })).status).toBe(200);
  });

  test('asks for the second factor first', async () => {
    const person = await somebodyAt(house);
    const app = await armTotp(house, person);
    const first = await post('/auth/login', { email: person.email, password: PASSWORD });
    expect(Object.keys(first.body as object).toSorted()).toEqual(['status', 'ticket']);
    const { ticket } = first.body as { ticket: string };
    const wrong = await post('/auth/second-factor', { ticket, code: '000000x' });
    expect({ status: wrong.status, ...errorOf(wrong.body) }).toMatchObject({
      status: 401,
      code: 'INVALID_CODE',
    });
    const [code = ''] = app.recoveryCodes;
    const right = await post('/auth/second-factor', { ticket, code });
    const access = (right.body as ApiSession).access;
    expect((await meOf(access?.token ?? '')).status).toBe(200);
  });

  test('of an unknown account is refused as one of a known account is', async () => {
    const { email } = await somebodyAt(house);
    const known = await post('/auth/login', { email, password: 'not the password' });
    const unknown = await post('/auth/login', { email: newEmail(), password: PASSWORD });
    expect(known.status).toBe(401);
    const blank = (text: string) => text.replaceAll(/"requestId":"[^"]*"/gu, '');
    expect(blank(unknown.text)).toBe(blank(known.text));
  });

  test('is not begun for an account that is about to be erased', async () => {
    const person = await somebodyAt(house);
    await house.database.db
      .update(users)
      .set({ deleteAfter: new Date(Date.now() + 86_400_000) })
      .where(eq(users.id, person.userId));
    const count = () => house.database.db.$count(sessions, eq(sessions.userId, person.userId));
    const before = await count();
    const refused = await post('/auth/login', { email: person.email, password: PASSWORD });
    expect(errorOf(refused.body)).toMatchObject({ code: 'ACCOUNT_CLOSING' });
    expect(await count()).toBe(before);
  });

  test('shares its tries with the web app', async () => {
    const strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
    try {
      const { email } = await somebodyAt(strict);
      for (let tries = 0; tries < 10; tries += 1) await loginAt(strict, email, 'not the password');
      const body = { email, password: PASSWORD };
      const refused = await callRest(strict, '/auth/login', { method: 'POST', body });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await strict.close();
    }
  });

  test('a registration is answered alike for a taken address where mail can be sent', async () => {
    const mailing = await openTestHouse(inject('ownerUrl'), { mail: 'smtp' });
    try {
      const register = (email: string) =>
        callRest(mailing, '/auth/register', {
          method: 'POST',
          body: { email, password: PASSWORD, name: 'Ada', tenantName: 'Engines' },
        });
      const email = newEmail();
      const answers = [await register(email), await register(email)];
      expect(answers.map(({ text }) => text)).toEqual(Array(2).fill('{"status":"confirm_email"}'));
    } finally {
      await mailing.close();
    }
  });

  test('no cookie counts, and no key signs in', async () => {
    const { cookie } = company.owner;
    const path = `/workspaces/${company.owner.workspaceId}`;
    expect((await callRest(house, path, { headers: { cookie } })).status).toBe(401);
    expect((await meOf(company.key)).status).toBe(403);
    expect((await post('/auth/refresh', { refreshToken: company.key })).status).toBe(401);
    expect((await post('/auth/refresh', { refreshToken: company.token })).status).toBe(401);
  });
});

describe('a call that cannot be', () => {
  test('to nowhere is a 404, by a method that is not there a 405 that tells which are', async () => {
    const nowhere = await callRest(house, '/nowhere', { bearer: company.key });
    expect(nowhere.status).toBe(404);
    expect(errorOf(nowhere.body)).toMatchObject({
      code: 'NOT_FOUND',
      requestId: expect.any(String) as string,
    });
    const wrong = await callRest(house, '/workspaces/x', { method: 'PUT', body: {} });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('GET, PATCH');
  });

  test.each([
    ['a field that is not known', { name: 'A', tenantId: 'x' }, 400, 'tenantId'],
    ['a field that the path has already', { name: 'A', workspaceId: 'x' }, 400, 'workspaceId'],
    ['a field that is missing', {}, 400, 'name'],
    ['a text where a name belongs', { name: 7 }, 400, 'name'],
    ['a list', [], 400, undefined],
    ['no JSON', '{"name":', 400, undefined],
    ['too much', `"${'x'.repeat(2_000_001)}"`, 413, undefined],
  ])('with %s is refused by name', async (_, body, status, field) => {
    const path = `/workspaces/${company.owner.workspaceId}`;
    const answer = await callRest(house, path, { method: 'PATCH', bearer: company.key, body });
    expect(answer.status).toBe(status);
    expect(errorOf(answer.body)['field']).toBe(field);
  });

  test('in another form than JSON is a 415', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await post('/auth/login', 'a=b', { headers });
    expect(answer.status).toBe(415);
  });

  test.each([
    ['limit=ten', 'limit'],
    ['limit=0', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['unknown=1', 'unknown'],
    ['cursor=garbled', 'cursor'],
    ['period=decade', 'period'],
    ['from=2026-02-01&to=2026-01-01', 'to'],
    ['from=2026-02-01', 'to'],
    ['from=2026-02-01&to=2026-02-02&period=day', 'period'],
  ])('with the query %s is a 400 for %s', async (query, field) => {
    const path = `/workspaces/${company.owner.workspaceId}/receipts?${query}`;
    const answer = await callRest(house, path, { bearer: company.key });
    expect(answer.status).toBe(400);
    expect(errorOf(answer.body)).toMatchObject({ code: 'BAD_REQUEST', field });
  });
});

describe('a workspace', () => {
  test('is removed by its owner with their password, never by a key', async () => {
    const { owner, key, token } = await openCompany(house);
    const path = `/workspaces/${owner.workspaceId}/remove`;
    expect((await post(path, { password: PASSWORD }, { bearer: key })).status).toBe(403);
    const wrong = await post(path, { password: 'not the password' }, { bearer: token });
    expect(errorOf(wrong.body)).toMatchObject({ code: 'INVALID_CREDENTIALS', field: 'password' });
    expect((await post(path, { password: PASSWORD }, { bearer: token })).status).toBe(200);
    expect((await callRest(house, '/workspaces', { bearer: key })).status).toBe(401);
  });

  test('what is not there in it is a 404, and not taken for a key that has ended', async () => {
    const path = `/workspaces/${company.owner.workspaceId}/members/${randomUUID()}`;
    const missing = await callRest(house, path, { method: 'DELETE', bearer: company.key });
    expect(missing.status).toBe(404);
  });

  test('shows a key with a list of models those alone', async () => {
    const { owner } = company;
    const { secret: bearer } = await createKey(owner, {
      scopes: ['models'],
      modelIds: ['gpt-4o-mini'],
    });
    const { body } = await callRest(house, `/workspaces/${owner.workspaceId}/models`, { bearer });
    const ids = (body as { models: { id: string }[] }).models.map(({ id }) => id);
    expect(ids).toEqual(['gpt-4o-mini']);
  });

  test('tells which models can be used, and why others cannot', async () => {
    const free = await somebodyAt(house);
    const { secret: bearer } = await keyFor(free);
    type List = { models: { id: string; access: { isAllowed: boolean; reason?: string } }[] };
    const list = async (path: string) =>
      ((await callRest(house, `/workspaces/${free.workspaceId}${path}`, { bearer })).body as List)
        .models;
    const [all, eligible] = [await list('/models'), await list('/models/eligible')];
    expect(eligible.map(({ id }) => id)).toEqual(
      all.filter(({ access }) => access.isAllowed).map(({ id }) => id),
    );
    const locked = all.filter(({ access }) => !access.isAllowed);
    expect(locked.map(({ access }) => access.reason)).toContain('plan');
  });
});

import { createHash, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createAuth } from '@geko/auth/lucia';
import { verifyPassword } from '@geko/auth/passwords';
import { rateLimitTable } from '@geko/auth/rate-limits';
import type { Me, Session, SignedIn } from '@geko/contracts/auth';
import { auditLogs } from '@geko/db/schema/operations';
import { sessions, users } from '@geko/db/schema/identity';
import { inTenant } from '@geko/db/client';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

vi.mock('@geko/auth/passwords', { spy: true });

const PASSWORD = 'correct horse battery';

/** One with the product's own rate limits, one where they are out of the way. */
let strict: TestHouse;
let house: TestHouse;
beforeAll(async () => {
  strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(async () => {
  await strict.close();
  await house.close();
});

type Call = { cookie?: string; address?: string; input?: unknown };

/** A call that shows the whole answer, with its headers. */
async function call(
  at: TestHouse,
  procedure: string,
  { cookie = '', address, input = {} }: Call = {},
) {
  const response = await at.fetch(`/api/trpc/${procedure}`, {
    method: 'POST',
    body: JSON.stringify({ json: input }),
    headers: {
      'content-type': 'application/json',
      origin: TEST_ORIGIN,
      ...(cookie === '' ? {} : { cookie }),
      ...(address === undefined ? {} : { 'x-forwarded-for': address }),
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers.getSetCookie(),
    body: text.replaceAll(/"requestId":"[^"]*"/gu, '"requestId":""'),
  };
}

const login = (email: string, password = PASSWORD, more: Call = {}) =>
  call(house, 'auth.login', { ...more, input: { email, password } });

const newEmail = () => `${randomUUID()}@example.com`;
const tokenOf = (cookie: string) => /geko_session=([^;]*)/u.exec(cookie)?.[1] ?? '';
const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

async function somebody(): Promise<TestPerson & { email: string }> {
  const email = newEmail();
  return Object.assign(await registerPerson(house, email), { email });
}

describe('the session cookie', () => {
  test('is kept from scripts and other sites, lasts 30 days, and holds what the table does not', async () => {
    const { email } = await somebody();
    const { status, cookies } = await login(email);
    expect(status).toBe(200);
    expect(cookies).toHaveLength(1);
    const [cookie = ''] = cookies;
    const flags = cookie.split('; ').slice(1).toSorted();
    expect(
      flags.filter((flag) => !flag.startsWith('Max-Age') && !flag.startsWith('Expires')),
    ).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax']);
    expect(cookie).toContain(`Max-Age=${30 * 24 * 60 * 60}`);
    const token = tokenOf(cookie);
    expect(token).toMatch(/^[a-z2-7]{40}$/u);
    const rows = await house.database.db.select().from(sessions);
    expect(JSON.stringify(rows)).not.toContain(token);
    const hashed = createHash('sha256').update(token).digest('hex');
    expect(rows.filter(({ id }) => id === hashed)).toHaveLength(1);
  });

  test('goes over https only where people reach Geko by https', () => {
    const cookie = createAuth({ db: house.database.db, isSecure: true }).blankCookie();
    expect(cookie).toContain('Secure');
    expect(cookie).toContain('HttpOnly');
  });

  test('the stored hash is no token: who reads the table cannot sign in with it', async () => {
    const person = await somebody();
    const [row] = await house.database.db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, person.userId));
    for (const stolen of [row?.id ?? '', row?.publicId ?? '']) {
      const thief = personWith(house, `geko_session=${stolen}`);
      expect((await thief.query('auth.me')).status).toBe(401);
    }
  });
});

describe('register', () => {
  const register = (input: object) =>
    call(house, 'auth.register', {
      input: { name: 'Ada', tenantName: 'Ada & Co', password: PASSWORD, ...input },
    });

  test('makes one person, one company and one workspace, and signs them in', async () => {
    const email = `  ${newEmail().toUpperCase()} `;
    const { status, cookies, body } = await register({ email });
    expect(status).toBe(200);
    const { userId, workspaceId } = (JSON.parse(body) as { result: { data: { json: SignedIn } } })
      .result.data.json;
    const me = await personWith(house, pairOf(cookies[0] ?? '')).query<Me>('auth.me');
    expect(me.data).toMatchObject({
      id: userId,
      email: email.trim().toLowerCase(),
      platformRole: 'user',
      lastWorkspaceId: workspaceId,
      workspaces: [
        {
          id: workspaceId,
          name: 'Ada & Co',
          tenantName: 'Ada & Co',
          role: 'owner',
          planId: 'free',
        },
      ],
    });
    const [row] = await house.database.db.select().from(users).where(eq(users.id, userId));
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/u);
    expect(body).not.toContain('argon2');
  });

  test('a taken address is refused alike, whatever the password and however it is written', async () => {
    const { email, userId } = await somebody();
    const refused = await register({ email });
    expect(refused.status).toBe(409);
    expect(refused.cookies).toEqual([]);
    expect(refused.body).toContain('REGISTRATION_REFUSED');
    for (const change of [
      { password: 'another password' },
      { email: email.toUpperCase() },
      { name: 'Eve' },
    ]) {
      expect(await register({ email, ...change })).toMatchObject({
        status: 409,
        body: refused.body,
      });
    }
    expect((await login(email, 'another password')).status).toBe(401);
    const people = await house.database.db.select().from(users).where(eq(users.email, email));
    expect(people.map(({ id }) => id)).toEqual([userId]);
  });

  test('of ten at once with one address, one wins', async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register({ email })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  test('nobody makes themselves an operator', async () => {
    const email = newEmail();
    const { cookies } = await register({ email, platformRole: 'operator', role: 'operator' });
    const me = await personWith(house, pairOf(cookies[0] ?? '')).query<Me>('auth.me');
    expect(me.data.platformRole).toBe('user');
  });
});

describe('login', () => {
  test('a wrong password and an unknown address get the same answer', async () => {
    const { email } = await somebody();
    const wrong = await login(email, 'not the password');
    expect(wrong).toMatchObject({ status: 401, cookies: [] });
    expect(wrong.body).toContain('INVALID_CREDENTIALS');
    for (const [other, password] of [
      [newEmail(), PASSWORD],
      [newEmail(), 'not the password'],
      [email, `${PASSWORD} `],
      [email, PASSWORD.toUpperCase()],
    ] as const) {
      const answer = await login(other, password);
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 401,
        body: wrong.body,
      });
      expect([...answer.headers.keys()].toSorted()).toEqual([...wrong.headers.keys()].toSorted());
    }
  });

  test('a wrong password and an unknown address do the same work: one comparison', async () => {
    const { email } = await somebody();
    for (const address of [email, newEmail()]) {
      vi.mocked(verifyPassword).mockClear();
      await login(address, 'not the password');
      expect(vi.mocked(verifyPassword)).toHaveBeenCalledOnce();
    }
    expect(vi.mocked(verifyPassword).mock.lastCall).toEqual([null, 'not the password']);
  });

  test('rotates the session: a token from before a login opens nothing after it', async () => {
    const { email, cookie } = await somebody();
    const { cookies } = await login(email, PASSWORD, { cookie });
    const after = pairOf(cookies[0] ?? '');
    expect(after).not.toBe(cookie);
    expect((await personWith(house, cookie).query('auth.me')).status).toBe(401);
    expect((await personWith(house, after).query('auth.me')).status).toBe(200);
  });

  test('takes no token that a visitor brings along', async () => {
    const { email } = await somebody();
    const planted = 'a'.repeat(40);
    const { cookies } = await login(email, PASSWORD, { cookie: `geko_session=${planted}` });
    expect(tokenOf(cookies[0] ?? '')).not.toBe(planted);
    expect((await personWith(house, `geko_session=${planted}`).query('auth.me')).status).toBe(401);
  });

  test('a failed one leaves the session that came along alone', async () => {
    const { email, cookie } = await somebody();
    expect((await login(email, 'not the password', { cookie })).status).toBe(401);
    expect((await personWith(house, cookie).query('auth.me')).status).toBe(200);
  });
});

describe('sessions', () => {
  const signedIn = async (email: string) =>
    personWith(house, pairOf((await login(email)).cookies[0] ?? ''));

  test('the list names each session, marks this one, and shows no token and no hash', async () => {
    const { email, userId } = await somebody();
    const laptop = await signedIn(email);
    const list = await laptop.query<Session[]>('auth.listSessions');
    expect(list.data).toHaveLength(2);
    expect(list.data.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    const rows = await house.database.db.select().from(sessions).where(eq(sessions.userId, userId));
    for (const { id } of rows) expect(JSON.stringify(list.data)).not.toContain(id);
    expect(JSON.stringify(list.data)).not.toContain(tokenOf(laptop.cookie));
  });

  test('a revoked one is refused on the next request, on every route', async () => {
    const { email } = await somebody();
    const [laptop, phone] = [await signedIn(email), await signedIn(email)];
    const list = await phone.query<Session[]>('auth.listSessions');
    const current = list.data.find(({ isCurrent }) => isCurrent);
    expect((await phone.query('auth.me')).status).toBe(200);
    const revoked = await laptop.mutate('auth.revokeSession', { sessionId: current?.id });
    expect(revoked.status).toBe(200);
    expect((await phone.query('auth.me')).status).toBe(401);
    expect((await phone.post('/api/chat', { workspaceId: phone.workspaceId })).status).not.toBe(
      200,
    );
    const chat = { workspaceId: randomUUID(), conversationId: randomUUID(), modelId: MODEL_ID };
    const sent = await phone.post('/api/chat', {
      ...chat,
      message: { id: randomUUID(), text: SHORT },
    });
    expect(sent.status).toBe(401);
    expect((await laptop.query('auth.me')).status).toBe(200);
    expect((await laptop.mutate('auth.revokeSession', { sessionId: current?.id })).status).toBe(
      404,
    );
  });

  test('signing out elsewhere keeps this one and nobody else’s', async () => {
    const [{ email }, other] = [await somebody(), await somebody()];
    const people = [await signedIn(email), await signedIn(email), await signedIn(email)];
    const [keeper] = people;
    expect((await keeper?.mutate('auth.revokeOtherSessions'))?.status).toBe(200);
    const states = await Promise.all(
      people.map(async (each) => (await each.query('auth.me')).status),
    );
    expect(states).toEqual([200, 401, 401]);
    expect((await other.query('auth.me')).status).toBe(200);
    expect((await keeper?.query<Session[]>('auth.listSessions'))?.data).toHaveLength(1);
  });

  test('logout ends it at the server, empties the cookie, and can be repeated', async () => {
    const { cookie } = await somebody();
    for (let i = 0; i < 2; i += 1) {
      const out = await call(house, 'auth.logout', { cookie });
      expect(out.status).toBe(200);
      expect(out.cookies.join()).toMatch(/geko_session=;.*Max-Age=0/u);
    }
    expect((await personWith(house, cookie).query('auth.me')).status).toBe(401);
  });

  test('one in its second half is prolonged and its cookie sent again; an expired one is not', async () => {
    const person = await somebody();
    const move = (days: number) =>
      house.database.db
        .update(sessions)
        .set({ expiresAt: new Date(Date.now() + days * 86_400_000) })
        .where(eq(sessions.userId, person.userId));
    const ask = () => house.fetch('/api/trpc/auth.me', { headers: { cookie: person.cookie } });
    expect((await ask()).headers.getSetCookie()).toEqual([]);
    await move(10);
    const renewed = await ask();
    expect(renewed.headers.getSetCookie().map(pairOf)).toEqual([person.cookie]);
    const [row] = await house.database.db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, person.userId));
    expect((row?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    await move(-0.001);
    expect((await ask()).status).toBe(401);
  });

  test('a role taken away at the installation acts on the next request', async () => {
    const person = await somebody();
    const become = (platformRole: 'user' | 'operator') =>
      house.database.db.update(users).set({ platformRole }).where(eq(users.id, person.userId));
    await become('operator');
    expect((await person.query('admin.overview')).status).toBe(200);
    await become('user');
    expect((await person.query('admin.overview')).status).toBe(404);
  });
});

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
    const { tries, windowSeconds } = rateLimitTable.loginByAccount;
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
      for (let i = 0; i < rateLimitTable.loginByAccount.tries - 1; i += 1) {
        expect((await strictLogin(email, `10.2.${round}.${i}`)).status).toBe(401);
      }
      expect((await strictLogin(email, '10.3.0.1', PASSWORD)).status).toBe(200);
    }
  });

  test('logins from one address, whatever the account', async () => {
    const { tries, windowSeconds } = rateLimitTable.loginByAddress;
    for (let i = 0; i < tries; i += 1)
      expect((await strictLogin(newEmail(), '10.4.0.1')).status).toBe(401);
    refusedAs(await strictLogin(newEmail(), '10.4.0.1'), windowSeconds);
    // Only the last entry is the proxy's own word; what a caller writes before it changes nothing.
    refusedAs(await strictLogin(newEmail(), '1.2.3.4, 10.4.0.1'), windowSeconds);
    expect((await strictLogin(newEmail(), '10.4.0.2')).status).toBe(401);
  });

  test('registrations from one address', async () => {
    const { tries, windowSeconds } = rateLimitTable.registerByAddress;
    const register = () =>
      call(strict, 'auth.register', {
        address: '10.5.0.1',
        input: { email: newEmail(), password: PASSWORD, name: 'A', tenantName: 'B' },
      });
    for (let i = 0; i < tries; i += 1) expect((await register()).status).toBe(200);
    refusedAs(await register(), windowSeconds);
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

  test('calls of one person: operations are counted, not requests', async () => {
    const person = await registerPerson(strict, newEmail());
    const { tries, windowSeconds } = rateLimitTable.apiByUser;
    await strict.server.rateLimits.consume('apiByUser', person.userId, tries - 10);
    const batch = Array.from({ length: 10 }, () => 'auth.me').join(',');
    const ten = await strict.fetch(`/api/trpc/${batch}?batch=1&input=%7B%7D`, {
      headers: { cookie: person.cookie },
    });
    expect(ten.status).toBe(200);
    refusedAs(await call(strict, 'workspace.switch', { cookie: person.cookie }), windowSeconds);
    // Who is over the limit can still leave.
    expect((await call(strict, 'auth.logout', { cookie: person.cookie })).status).toBe(200);
  });

  test('messages of one person', async () => {
    const person = await registerPerson(strict, newEmail());
    const { tries, windowSeconds } = rateLimitTable.chatByUser;
    await strict.server.rateLimits.consume('chatByUser', person.userId, tries);
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

test('the audit log of a registration names who and from where, and holds no secret', async () => {
  const answer = await call(house, 'auth.register', {
    address: '203.0.113.9',
    input: { email: newEmail(), password: PASSWORD, name: 'Ada', tenantName: 'Ada & Co' },
  });
  const { userId, workspaceId } = (
    JSON.parse(answer.body) as { result: { data: { json: SignedIn } } }
  ).result.data.json;
  const { rows } = await house.database.pool.query<{ tenant: string }>(
    'select system.tenant_of($1) as tenant',
    [workspaceId],
  );
  const lines = await inTenant(
    house.database.db,
    { userId: userId ?? '', tenantId: rows[0]?.tenant ?? '', workspaceId: workspaceId ?? '' },
    (tx) => tx.select().from(auditLogs),
  );
  expect(lines).toMatchObject([
    { action: 'workspace.create', actorId: userId, address: '203.0.113.9' },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/correct horse|argon2|geko_session/u);
});

import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Session } from '@geko/contracts/auth';
import { sessions, users } from '@geko/db/schema/identity';
import { accountTrail } from './testing/account-trail.ts';
import { call, loginAt, pairOf, PASSWORD, somebodyAt, tokenOf } from './testing/auth-calls.ts';
import { readMails } from './testing/mails.ts';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

const login = (email: string) => loginAt(house, email);
const somebody = () => somebodyAt(house);

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

  test('each tells the country of its address; a private one lies nowhere', async () => {
    const { email } = await somebody();
    const { cookies } = await loginAt(house, email, undefined, { address: '8.8.8.8' });
    await loginAt(house, email, undefined, { address: '192.168.1.7' });
    const person = personWith(house, pairOf(cookies[0] ?? ''));
    const list = (await person.query<Session[]>('auth.listSessions')).data;
    expect(list.map(({ address, country }) => [address, country])).toEqual([
      ['192.168.1.7', null],
      ['8.8.8.8', 'US'],
      [null, null],
    ]);
  });

  test('what ends them is on the record', async () => {
    const person = await somebody();
    const [laptop, phone] = [await signedIn(person.email), await signedIn(person.email)];
    const [newest] = (await phone.query<Session[]>('auth.listSessions')).data;
    await laptop.mutate('auth.revokeSession', { sessionId: newest?.id });
    const [kept] = (await laptop.query<Session[]>('auth.listSessions')).data;
    await laptop.mutate('auth.revokeOtherSessions');
    await laptop.mutate('auth.logout');
    expect((await accountTrail(house, person)).slice(3)).toEqual([
      `account.end_sessions ${newest?.id}`,
      `account.end_sessions ${kept?.id}`,
      'account.sign_out',
    ]);
  });
});

describe('a sign-in from somewhere new', () => {
  const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
  const NEWER = LINUX.replaceAll('141.0', '142.0');
  const PHONE =
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';

  const enter = (email: string, userAgent: string, address: string) =>
    house.fetch('/api/trpc/auth.login', {
      method: 'POST',
      body: JSON.stringify({ json: { email, password: PASSWORD } }),
      headers: {
        'content-type': 'application/json',
        'user-agent': userAgent,
        'x-forwarded-for': address,
      },
    });
  const warnings = async (email: string) =>
    (await readMails(house, { to: email })).filter(({ kind }) => kind === 'new_sign_in');

  test('is told by mail, once for a device and country; a newer version is no other device', async () => {
    const { email, userId } = await somebody();
    const emailVerifiedAt = new Date();
    await house.database.db.update(users).set({ emailVerifiedAt }).where(eq(users.id, userId));
    await enter(email, LINUX, '8.8.8.8');
    expect(await warnings(email)).toMatchObject([
      { data: { device: { browser: 'Firefox', system: 'Linux' }, address: '8.8.8.8' } },
    ]);
    await enter(email, LINUX, '8.8.4.4');
    await enter(email, NEWER, '8.8.8.8');
    expect(await warnings(email)).toHaveLength(1);
    await enter(email, PHONE, '8.8.8.8');
    await enter(email, LINUX, '193.0.6.139');
    expect(await warnings(email)).toHaveLength(3);
  });

  test('is not mailed to an address that nobody has confirmed', async () => {
    const { email } = await somebody();
    await enter(email, LINUX, '8.8.8.8');
    expect(await warnings(email)).toEqual([]);
  });
});

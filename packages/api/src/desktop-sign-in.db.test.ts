import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { challengeOf } from '@geko/auth/pkce';
import type { Session } from '@geko/contracts/auth';
import { readDesktopAgent } from '@geko/contracts/desktop-agent';
import { rateLimitTable } from '@geko/contracts/rate-limits';
import { oneTimeTokens } from '@geko/db/schema/identity';
import { accountTrail } from './testing/account-trail.ts';
import { call, newEmail, pairOf, PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

/** A machine whose app has just opened the browser. */
function newApp() {
  const verifier = randomBytes(32).toString('base64url');
  const device = randomUUID();
  return { verifier, device, challenge: challengeOf(verifier), deviceName: 'Annas Laptop' };
}
type App = ReturnType<typeof newApp>;

async function approve(person: TestPerson, { challenge, device }: App): Promise<string> {
  const { data, error } = await person.mutate<{ code: string }>('auth.approveDesktop', {
    challenge,
    device,
  });
  if (error) throw new Error(error.message);
  return data.code;
}

const exchange = ({ verifier, device, deviceName }: App, code: string, more: object = {}) =>
  call(house, 'auth.signInDesktop', { input: { code, verifier, device, deviceName, ...more } });

test('the app is signed in by its code, once, in a session of its own under its own name', async () => {
  const anna = await somebodyAt(house);
  const app = newApp();
  const code = await approve(anna, app);
  const rows = await house.database.db
    .select()
    .from(oneTimeTokens)
    .where(eq(oneTimeTokens.userId, anna.userId));
  expect(JSON.stringify(rows)).not.toContain(code);
  expect(JSON.stringify(rows)).not.toContain(app.challenge);

  const answer = await exchange(app, code);
  expect(answer).toMatchObject({
    status: 200,
    body: expect.stringContaining('"ok":true') as string,
  });
  const [cookie = ''] = answer.cookies;
  expect(cookie).toMatch(/^geko_session=[a-z2-7]{40};.*HttpOnly/u);
  const desktop = personWith(house, pairOf(cookie));
  const { data: sessions } = await desktop.query<Session[]>('auth.listSessions');
  expect(sessions).toHaveLength(2);
  const own = sessions.find(({ isCurrent }) => isCurrent);
  expect(readDesktopAgent(own?.userAgent ?? '')).toBe('Annas Laptop');
  expect(await accountTrail(house, anna)).toEqual([
    'account.sign_in',
    'account.approve_desktop',
    'account.sign_in',
  ]);
  // The browser's own session goes on.
  expect((await anna.query('auth.me')).status).toBe(200);

  const again = await exchange(app, code);
  expect(again).toMatchObject({ status: 404, cookies: [] });
  expect(again.body).toContain('LINK_INVALID');
});

test('of many who bring one code at once, one is signed in', async () => {
  const app = newApp();
  const code = await approve(await somebodyAt(house), app);
  const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(app, code)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('a code is nothing with another verifier, on another device, or made up', async () => {
  const app = newApp();
  const code = await approve(await somebodyAt(house), app);
  const tries = [
    await exchange(app, code, { verifier: newApp().verifier }),
    await exchange(app, code, { verifier: app.challenge }),
    await exchange(app, code, { device: randomUUID() }),
    await exchange(app, randomBytes(32).toString('base64url')),
    await exchange(app, `${code}/${app.challenge}`),
    await exchange(app, ''),
  ];
  const [first] = tries;
  for (const answer of tries) {
    expect(answer).toMatchObject({ status: 404, cookies: [], body: first?.body });
  }
  // None of those used it up.
  expect((await exchange(app, code)).status).toBe(200);
});

test('a code is good for a minute, and dies with the next, with signing out and with a new password', async () => {
  const anna = await somebodyAt(house);
  const app = newApp();
  const late = await approve(anna, app);
  const { db } = house.database;
  const open = and(
    eq(oneTimeTokens.userId, anna.userId),
    eq(oneTimeTokens.kind, 'desktop_sign_in'),
    isNull(oneTimeTokens.usedAt),
  );
  const [row] = await db.select().from(oneTimeTokens).where(open);
  expect(Number(row?.expiresAt) - Number(row?.createdAt)).toBe(60_000);
  await db
    .update(oneTimeTokens)
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where(open);
  expect((await exchange(app, late)).status).toBe(404);

  const older = await approve(anna, app);
  const newer = await approve(anna, app);
  expect((await exchange(app, older)).status).toBe(404);
  expect((await exchange(app, newer)).status).toBe(200);

  const others = await approve(anna, app);
  await anna.mutate('auth.revokeOtherSessions');
  expect((await exchange(app, others)).status).toBe(404);
  const last = await approve(anna, app);
  await anna.mutate('auth.logout');
  expect((await exchange(app, last)).status).toBe(404);
});

test('who is not signed in lets nobody in, and neither does an access token', async () => {
  const { challenge, device } = newApp();
  const input = { challenge, device };
  expect((await call(house, 'auth.approveDesktop', { input })).status).toBe(401);
  const anna = await somebodyAt(house);
  const { workspaceId } = anna;
  const { data } = await anna.mutate<{ token: string }>('auth.mintToken', { workspaceId });
  const answer = await house.fetch('/api/trpc/auth.approveDesktop', {
    method: 'POST',
    body: JSON.stringify({ json: input }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${data.token}` },
  });
  expect(answer.status).toBe(403);
});

test('another site can neither approve for somebody nor sign them in as somebody else', async () => {
  const anna = await somebodyAt(house);
  const app = newApp();
  const code = await approve(anna, app);
  const foreign = async (procedure: string, input: object) =>
    await house.fetch(`/api/trpc/${procedure}`, {
      method: 'POST',
      body: JSON.stringify({ json: input }),
      headers: {
        'content-type': 'application/json',
        origin: 'https://hostile.test',
        cookie: anna.cookie,
      },
    });
  const { challenge, device, verifier, deviceName } = app;
  expect((await foreign('auth.approveDesktop', { challenge, device })).status).toBe(403);
  const signIn = await foreign('auth.signInDesktop', { code, verifier, device, deviceName });
  expect(signIn.status).toBe(403);
  expect(signIn.headers.getSetCookie()).toEqual([]);
});

test('codes are given out and tried so many times', async () => {
  const strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
  try {
    const email = newEmail();
    const anna = await registerPerson(strict, email);
    const { challenge, device, verifier, deviceName } = newApp();
    const ask = () => anna.mutate('auth.approveDesktop', { challenge, device });
    for (let i = 0; i < rateLimitTable.approveDesktopByUser.operations; i += 1) {
      expect((await ask()).status).toBe(200);
    }
    expect((await ask()).status).toBe(429);
    const input = { code: 'x', verifier, device, deviceName };
    const guess = () => call(strict, 'auth.signInDesktop', { address: '10.9.0.1', input });
    for (let i = 0; i < rateLimitTable.loginByAddress.operations; i += 1) {
      expect((await guess()).status).toBe(404);
    }
    expect((await guess()).status).toBe(429);
    // Guesses at codes and at passwords count together.
    const login = { email, password: PASSWORD };
    const { status } = await call(strict, 'auth.login', { address: '10.9.0.1', input: login });
    expect(status).toBe(429);
  } finally {
    await strict.close();
  }
});

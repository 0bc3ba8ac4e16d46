import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createAuth } from '@geko/auth/lucia';
import * as passwords from '@geko/auth/passwords';
import type { Me, SignedIn } from '@geko/contracts/auth';
import { inTenant } from '@geko/db/client';
import { sessions, users } from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import {
  call,
  loginAt,
  newEmail,
  pairOf,
  PASSWORD,
  somebodyAt,
  tokenOf,
  type Call,
} from './testing/auth-calls.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

const login = (email: string, password?: string, more?: Call) =>
  loginAt(house, email, password, more);
const somebody = () => somebodyAt(house);

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
          roleId: 'owner',
          roleName: 'Owner',
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
    const verify = vi.spyOn(passwords, 'verifyPassword');
    for (const address of [email, newEmail()]) {
      verify.mockClear();
      await login(address, 'not the password');
      expect(verify).toHaveBeenCalledOnce();
    }
    expect(verify.mock.lastCall).toEqual([null, 'not the password']);
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
    { action: 'account.sign_in', actorId: userId, objectId: userId, address: '203.0.113.9' },
  ]);
  expect(lines.map((line) => Object.values(line).join(' ')).join('\n')).not.toMatch(
    /correct horse|argon2|geko_session/u,
  );
});

import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import superjson from 'superjson';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AccessToken, Me, Session } from '@geko/contracts/auth';
import { sessions, users } from '@geko/db/schema/identity';
import { accountTrail } from './testing/account-trail.ts';
import { PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { moveClock } from './testing/clock.ts';
import { refusalOf } from './testing/refusal.ts';
import { MODEL_ID, SHORT } from './testing/sweep-world.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterEach(() => moveClock(house.server, 0));
afterAll(() => house.close());

const somebody = () => somebodyAt(house);

async function mint(person: TestPerson, workspaceId = person.workspaceId): Promise<string> {
  const minted = await person.mutate<AccessToken>('auth.mintToken', { workspaceId });
  if (minted.error) throw new Error(minted.error.message);
  return minted.data.token;
}

/** A call by a program: a token, no cookie, no origin. */
async function ask(token: string, procedure: string, input?: unknown, more: object = {}) {
  const response = await house.fetch(
    `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`,
    { headers: { authorization: `Bearer ${token}`, ...more } },
  );
  return { status: response.status, body: await response.text() };
}
async function tell(token: string, procedure: string, input?: unknown, more: object = {}) {
  const response = await house.fetch(`/api/trpc/${procedure}`, {
    method: 'POST',
    body: JSON.stringify(superjson.serialize(input)),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
  });
  return { status: response.status, body: await response.text() };
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;

describe('an access token', () => {
  test('says who, where, as what and by which session, for 15 minutes', async () => {
    const person = await somebody();
    const minted = await person.mutate<AccessToken>('auth.mintToken', {
      workspaceId: person.workspaceId,
    });
    const [session] = (await person.query<Session[]>('auth.listSessions')).data;
    expect(claimsOf(minted.data.token)).toMatchObject({
      sub: person.userId,
      wid: person.workspaceId,
      role: 'owner',
      sid: session?.id,
      sv: 1,
    });
    const minutes = (new Date(minted.data.expiresAt).getTime() - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14.9);
    expect(minutes).toBeLessThanOrEqual(15);
    expect(await accountTrail(house, person)).toEqual(['account.sign_in', 'account.mint_token']);
  });

  test('does in its workspace what its person may, by procedures and by plain routes, without an Origin', async () => {
    const person = await somebody();
    const { workspaceId } = person;
    const token = await mint(person);
    expect((await ask(token, 'workspace.get', { workspaceId })).status).toBe(200);
    expect((await tell(token, 'workspace.rename', { workspaceId, name: 'By token' })).status).toBe(
      200,
    );
    const sent = await house.fetch('/api/chat', {
      method: 'POST',
      headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        workspaceId,
        conversationId: randomUUID(),
        modelId: MODEL_ID,
        message: { id: randomUUID(), text: SHORT },
      }),
    });
    expect((await readStream(sent)).isComplete).toBe(true);
    const me = await ask(token, 'auth.me');
    expect(me.body).toContain(person.email);
  });

  test('opens no other workspace of its person, on any door', async () => {
    const person = await somebody();
    const stranger = await registerPerson(house);
    const second = await person.mutate<{ id: string }>('workspace.create', {
      workspaceId: person.workspaceId,
      name: 'A second one',
    });
    const token = await mint(person);
    for (const workspaceId of [second.data.id, stranger.workspaceId, randomUUID()]) {
      const refused = await ask(token, 'workspace.get', { workspaceId });
      expect(refused.status).toBe(404);
      expect(refused.body).toContain('"code":"NOT_FOUND"');
      const sent = await house.fetch('/api/chat', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          workspaceId,
          conversationId: randomUUID(),
          modelId: MODEL_ID,
          message: { id: randomUUID(), text: SHORT },
        }),
      });
      expect(await refusalOf(sent)).toMatchObject({ status: 404, error: { code: 'NOT_FOUND' } });
    }
    const me = JSON.parse((await ask(token, 'auth.me')).body) as {
      result: { data: { json: Me } };
    };
    expect(me.result.data.json.workspaces.map(({ id }) => id)).toEqual([person.workspaceId]);
  });

  test('neither mints another, nor touches account, sessions or other people’s doors', async () => {
    const person = await somebody();
    const { workspaceId } = person;
    const token = await mint(person);
    const refused = [
      await tell(token, 'auth.mintToken', { workspaceId }),
      await tell(token, 'account.update', { name: 'x' }),
      await tell(token, 'account.changePassword', { password: PASSWORD, newPassword: PASSWORD }),
      await tell(token, 'account.remove', { password: PASSWORD }),
      await tell(token, 'account.restore'),
      await ask(token, 'account.get'),
      await ask(token, 'auth.listSessions'),
      await tell(token, 'auth.revokeOtherSessions'),
      await tell(token, 'auth.revokeSession', { sessionId: randomUUID() }),
      await ask(token, 'workspace.list'),
      await tell(token, 'workspace.createTenant', { tenantName: 'x' }),
      await tell(token, 'invitations.accept', { token: 'x' }),
      await ask(token, 'admin.overview'),
    ];
    for (const { status, body } of refused) {
      expect(body).toContain('"code":"FORBIDDEN"');
      expect(status).toBe(403);
    }
    // Signing out by token ends nothing.
    expect((await tell(token, 'auth.logout')).status).toBe(200);
    expect((await person.query('auth.me')).status).toBe(200);
  });

  test('is not given for a workspace that one does not belong to', async () => {
    const [person, other] = [await somebody(), await somebody()];
    for (const workspaceId of [other.workspaceId, randomUUID(), 'x']) {
      const refused = await person.mutate('auth.mintToken', { workspaceId });
      expect(refused).toMatchObject({ status: 404, error: { code: 'NOT_FOUND' } });
    }
  });
});

describe('an access token dies', () => {
  const isGood = async (token: string, workspaceId: string) => {
    const { status, body } = await ask(token, 'workspace.get', { workspaceId });
    if (status === 401) expect(body).toContain('"code":"UNAUTHENTICATED"');
    return status;
  };

  test('at once with its session: signed out, revoked, run out', async () => {
    const person = await somebody();
    const { workspaceId } = person;
    const token = await mint(person);
    await person.mutate('auth.logout');
    expect(await isGood(token, workspaceId)).toBe(401);

    const other = await somebody();
    const late = await mint(other);
    await house.database.db
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(eq(sessions.userId, other.userId));
    expect(await isGood(late, other.workspaceId)).toBe(401);
  });

  test('at once when its session moves on to another version, as with a new password', async () => {
    const person = await somebody();
    const { workspaceId } = person;
    const token = await mint(person);
    const newPassword = 'another good password';
    await person.mutate('account.changePassword', { password: PASSWORD, newPassword });
    expect(await isGood(token, workspaceId)).toBe(401);
    const fresh = await mint(person);
    expect(await isGood(fresh, workspaceId)).toBe(200);
    expect(claimsOf(fresh)).toMatchObject({ sv: 2 });
    await house.database.db
      .update(sessions)
      .set({ version: sql`${sessions.version} + 1` })
      .where(eq(sessions.userId, person.userId));
    expect(await isGood(fresh, workspaceId)).toBe(401);
  });

  test('after 15 minutes', async () => {
    const person = await somebody();
    const token = await mint(person);
    moveClock(house.server, 14 * 60_000);
    expect(await isGood(token, person.workspaceId)).toBe(200);
    moveClock(house.server, 15 * 60_000 + 1_000);
    expect(await isGood(token, person.workspaceId)).toBe(401);
  });

  test('garbled, forged, of another installation', async () => {
    const person = await somebody();
    const token = await mint(person);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...claimsOf(token), role: 'owner' })).toString(
      'base64url',
    );
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const bad = ['', 'x', `${head}.${claims}x.${signature}`, `${none}.${body}.`, `${token}x`, 'é'];
    for (const each of bad) {
      const response = await house.fetch('/api/trpc/auth.me', {
        headers: { authorization: `Bearer ${encodeURIComponent(each)}` },
      });
      expect(response.status).toBe(401);
    }
    const stranger = await openTestHouse(inject('ownerUrl'));
    stranger.server.publicUrl = 'https://else.example';
    const elsewhere = await somebodyAt(stranger);
    const foreign = await elsewhere.mutate<AccessToken>('auth.mintToken', {
      workspaceId: elsewhere.workspaceId,
    });
    await stranger.close();
    expect(await isGood(foreign.data.token, person.workspaceId)).toBe(401);
  });

  test('a role or membership that is taken away acts on its next request', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    const member = await joinAs(house, owner, 'admin');
    const token = await mint(member, workspaceId);
    const rename = () => tell(token, 'workspace.rename', { workspaceId, name: 'Another' });
    expect((await rename()).status).toBe(200);
    const { userId } = member;
    await owner.mutate('members.changeRole', { workspaceId, userId, roleId: 'viewer' });
    expect((await rename()).status).toBe(403);
    await owner.mutate('members.remove', { workspaceId, userId });
    expect((await rename()).status).toBe(404);
  });

  test('and does nothing for an account that is about to be erased', async () => {
    const person = await somebody();
    const { workspaceId } = person;
    const token = await mint(person);
    await house.database.db
      .update(users)
      .set({ deleteAfter: new Date(Date.now() + 86_400_000) })
      .where(eq(users.id, person.userId));
    const refused = await ask(token, 'workspace.get', { workspaceId });
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('ACCOUNT_CLOSING');
  });
});

describe('token and cookie together', () => {
  test('the token alone decides; a bad one is not mended by a good cookie', async () => {
    const person = await somebody();
    const { cookie } = person;
    expect((await ask('nonsense', 'auth.me', undefined, { cookie })).status).toBe(401);
    const token = await mint(person);
    expect((await ask(token, 'account.get', undefined, { cookie })).status).toBe(403);
  });

  test('with a cookie the origin is looked at all the same', async () => {
    const person = await somebody();
    const { cookie, workspaceId } = person;
    const token = await mint(person);
    const input = { workspaceId, name: 'From elsewhere' };
    const evil = { origin: 'https://evil.example' };
    const refused = await tell(token, 'workspace.rename', input, { cookie, ...evil });
    expect(refused.body).toContain('BAD_ORIGIN');
    expect((await tell(token, 'workspace.rename', input, { cookie })).body).toContain('BAD_ORIGIN');
    // A header that is no token does not help past the check either.
    const basic = await house.fetch('/api/trpc/auth.login', {
      method: 'POST',
      headers: { authorization: 'Basic eDp5', 'content-type': 'application/json', ...evil },
      body: '{}',
    });
    expect(await basic.text()).toContain('BAD_ORIGIN');
  });
});

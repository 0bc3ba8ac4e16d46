import { createHash, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { sessions, users } from '@geko/db/schema/identity';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { createAuth } from './lucia.ts';
import type { Auth } from './lucia.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let auth: Auth;

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  auth = createAuth({ db: database.db, isSecure: true });
});

afterAll(() => database.drop());

async function newUser(): Promise<string> {
  const id = randomUUID();
  await database.db
    .insert(users)
    .values({ id, email: `${id}@example.com`, name: 'Ada', passwordHash: 'x' });
  return id;
}

const signIn = (userId: string, now = new Date()) =>
  auth.createSession({ userId, userAgent: 'Browser/1', address: '192.0.2.1', now });

const expire = (token: string, inMs: number) =>
  database.db
    .update(sessions)
    .set({ expiresAt: new Date(Date.now() + inMs) })
    .where(eq(sessions.id, createHash('sha256').update(token).digest('hex')));

test('the row keeps the hash of the token, and the cookie the token', async () => {
  const userId = await newUser();
  const { token, cookie, publicId } = await signIn(userId);
  expect(cookie).toBe(
    `geko_session=${token}; HttpOnly; Max-Age=2592000; Path=/; SameSite=Lax; Secure`,
  );
  const [row] = await database.db.select().from(sessions).where(eq(sessions.userId, userId));
  expect(row?.id).toBe(createHash('sha256').update(token).digest('hex'));
  expect(row?.publicId).toBe(publicId);
  expect(JSON.stringify(row)).not.toContain(token);
  const days = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / DAY_MS;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30);
});

test('without https the cookie may travel without', () => {
  const plain = createAuth({ db: database.db, isSecure: false });
  expect(plain.blankCookie()).toBe('geko_session=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax');
});

test('a valid token gives its session and person by one query', async () => {
  const userId = await newUser();
  const { token, publicId } = await signIn(userId);
  const ask = vi.spyOn(database.pool, 'query');
  const valid = await auth.validateSession(token);
  expect(ask).toHaveBeenCalledTimes(1);
  ask.mockRestore();
  expect(valid).toMatchObject({
    session: { publicId, userId },
    user: { id: userId, name: 'Ada', platformRole: 'user', lastWorkspaceId: null },
    renewedCookie: null,
  });
  expect(JSON.stringify(valid)).not.toContain('passwordHash');
});

test('tokens that are shown at the same time share a query, and each gives its own person', async () => {
  const people = await Promise.all([newUser(), newUser(), newUser()]);
  const signedIn = await Promise.all(people.map((userId) => signIn(userId)));
  const ask = vi.spyOn(database.pool, 'query');
  const [nobody, ...valid] = await Promise.all(
    ['a'.repeat(40), ...signedIn.map(({ token }) => token)].map((token) =>
      auth.validateSession(token),
    ),
  );
  expect(ask).toHaveBeenCalledTimes(1);
  ask.mockRestore();
  expect(nobody).toBeNull();
  expect(valid.map((each) => [each?.user.id, each?.session.publicId])).toEqual(
    signedIn.map(({ publicId }, index) => [people[index], publicId]),
  );
});

test.each([
  '',
  'x',
  'a'.repeat(40),
  'A'.repeat(40),
  'é'.repeat(40),
  `${'a'.repeat(39)}\0`,
  "' or 1=1 --",
])('the token %j is nobody', async (token) => expect(await auth.validateSession(token)).toBeNull());

test('the stored hash opens no door', async () => {
  const { token } = await signIn(await newUser());
  const stored = createHash('sha256').update(token).digest('hex');
  expect(await auth.validateSession(stored)).toBeNull();
});

test('use in the second half of its life prolongs a session, and sends the cookie again', async () => {
  const { token, cookie } = await signIn(await newUser());
  await expire(token, 16 * DAY_MS);
  expect((await auth.validateSession(token))?.renewedCookie).toBeNull();
  await expire(token, 14 * DAY_MS);
  const valid = await auth.validateSession(token);
  expect(valid?.renewedCookie).toBe(cookie);
  expect(valid?.session.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29.9 * DAY_MS);
  expect((await auth.validateSession(token))?.renewedCookie).toBeNull();
});

test('an expired session is nobody, and gone', async () => {
  const userId = await newUser();
  const { token } = await signIn(userId);
  await expire(token, -1000);
  expect(await auth.listSessions(userId)).toEqual([]);
  expect(await auth.validateSession(token)).toBeNull();
  expect(await database.db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
});

test('a person lists their own sessions, newest first, and ends one', async () => {
  const [mine, theirs] = [await newUser(), await newUser()];
  const old = await signIn(mine, new Date(Date.now() - 5000));
  const recent = await signIn(mine);
  const foreign = await signIn(theirs);
  const listed = await auth.listSessions(mine);
  expect(listed.map((session) => session.publicId)).toEqual([recent.publicId, old.publicId]);
  expect(listed[0]).toMatchObject({ userAgent: 'Browser/1', address: '192.0.2.1' });
  expect(await auth.revoke(foreign.publicId, mine)).toBe(false);
  expect(await auth.revoke('not-an-id', mine)).toBe(false);
  expect(await auth.revoke(old.publicId, mine)).toBe(true);
  expect(await auth.revoke(old.publicId, mine)).toBe(false);
  expect(await auth.validateSession(old.token)).toBeNull();
  expect(await auth.validateSession(recent.token)).not.toBeNull();
  expect(await auth.validateSession(foreign.token)).not.toBeNull();
});

test('signing out elsewhere keeps this session and those of others', async () => {
  const [mine, theirs] = [await newUser(), await newUser()];
  const here = await signIn(mine);
  const elsewhere = [await signIn(mine), await signIn(mine)];
  const foreign = await signIn(theirs);
  expect(await auth.revokeOthers({ userId: mine, keepPublicId: here.publicId })).toBe(2);
  expect(await auth.validateSession(here.token)).not.toBeNull();
  expect(await auth.validateSession(foreign.token)).not.toBeNull();
  for (const { token } of elsewhere) expect(await auth.validateSession(token)).toBeNull();
});

test('an access token finds its session by name, person and version, while it lives', async () => {
  const [userId, other] = [await newUser(), await newUser()];
  const { publicId, token } = await signIn(userId);
  const ref = { publicId, userId, version: 1 };
  expect(await auth.findSession(ref)).toMatchObject({
    session: { publicId, userId, version: 1 },
    user: { id: userId, name: 'Ada' },
  });
  expect(await auth.findSession({ ...ref, userId: other })).toBeNull();
  expect(await auth.findSession({ ...ref, publicId: randomUUID() })).toBeNull();
  await database.db.transaction((tx) => auth.stepVersion(publicId, tx));
  expect(await auth.findSession(ref)).toBeNull();
  expect(await auth.findSession({ ...ref, version: 2 })).not.toBeNull();
  expect((await auth.validateSession(token))?.session.version).toBe(2);
  await expire(token, -1000);
  expect(await auth.findSession({ ...ref, version: 2 })).toBeNull();
});

test('all sessions of a person end when none is kept', async () => {
  const userId = await newUser();
  for (let n = 0; n < 3; n += 1) await signIn(userId);
  expect(await auth.revokeOthers({ userId, keepPublicId: null })).toBe(3);
  expect(await auth.listSessions(userId)).toEqual([]);
});

test('what a transaction takes back has not happened', async () => {
  const userId = await newUser();
  const kept = await signIn(userId);
  const undone = database.db.transaction(async (tx) => {
    const facts = { userId, userAgent: null, address: null, now: new Date() };
    const { token } = await auth.createSession({ ...facts, tx });
    expect(await auth.listSessions(userId, tx)).toHaveLength(2);
    // Outside of it nobody sees the session yet.
    expect(await auth.validateSession(token)).toBeNull();
    expect(await auth.revoke(kept.publicId, userId, tx)).toBe(true);
    await auth.revokeOthers({ userId, keepPublicId: null, tx });
    throw new Error('taken back');
  });
  await expect(undone).rejects.toThrow('taken back');
  const left = await auth.listSessions(userId);
  expect(left.map(({ publicId }) => publicId)).toEqual([kept.publicId]);
});

import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Account } from '@geko/contracts/account';
import type { Me } from '@geko/contracts/auth';
import {
  oneTimeTokens,
  recoveryCodes,
  sessions,
  userAvatars,
  userIdentities,
  users,
  userTotp,
} from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { licences } from '@geko/db/schema/licences';
import { eraseAccounts } from '@geko/services/account/erase-accounts';
import { issueLicence } from './testing/licence-calls.ts';
import { accountTrail } from './testing/account-trail.ts';
import { loginAt, pairOf, PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { armTotp } from './testing/authenticator.ts';
import { moveClock } from './testing/clock.ts';
import { linkIn, readMails } from './testing/mails.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;
let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterEach(() => moveClock(house.server, 0));
afterAll(() => house.close());

const somebody = () => somebodyAt(house);
const get = async (person: TestPerson) => (await person.query<Account>('account.get')).data;
const signedIn = async (email: string, password = PASSWORD) =>
  personWith(house, pairOf((await loginAt(house, email, password)).cookies[0] ?? ''));

/** As for somebody who came by an identity provider. */
async function withoutPassword(person: TestPerson): Promise<void> {
  const { db } = house.database;
  await db.update(users).set({ passwordHash: null }).where(eq(users.id, person.userId));
  await db
    .insert(userIdentities)
    .values({ provider: 'github', subject: person.userId, userId: person.userId });
}

async function signedInLongAgo(person: TestPerson, minutes: number): Promise<void> {
  await house.database.db
    .update(sessions)
    .set({ createdAt: new Date(Date.now() - minutes * 60_000) })
    .where(eq(sessions.userId, person.userId));
}

describe('the profile', () => {
  test('changes what is sent and nothing else; the record names the fields only', async () => {
    const person = await somebody();
    const before = await get(person);
    const answer = await person.mutate<Account>('account.update', {
      name: 'Ada Lovelace',
      timeZone: 'Europe/London',
    });
    expect(answer.data).toEqual({ ...before, name: 'Ada Lovelace', timeZone: 'Europe/London' });
    expect((await person.mutate<Account>('account.update', { timeZone: null })).data.timeZone).toBe(
      null,
    );
    expect((await person.query<Me>('auth.me')).data.name).toBe('Ada Lovelace');
    const bad = await person.mutate('account.update', { timeZone: 'Mars/Olympus' });
    expect(bad.error).toMatchObject({ code: 'BAD_REQUEST', field: 'timeZone' });
    expect(await accountTrail(house, person)).toEqual([
      'account.sign_in',
      'account.update_profile name,time_zone',
      'account.update_profile time_zone',
    ]);
  });
});

describe('the picture', () => {
  const drawn = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#c04020' } })
      .withExif({ IFD0: { Copyright: 'a secret place' } })
      .jpeg()
      .toBuffer();
  const set = async (person: TestPerson, file: Buffer) =>
    person.mutate<Account>('account.setAvatar', { image: file.toString('base64') });
  const show = (person: TestPerson, of: TestPerson, version = '') =>
    person.get(`/api/avatars/${of.userId}${version === '' ? '' : `?v=${version}`}`);

  test('is a square of 256 pixels in WebP, without what else the file said', async () => {
    const person = await somebody();
    const { data } = await set(person, await drawn(900, 300));
    expect(data.avatarId).not.toBeNull();
    const response = await show(person, person, data.avatarId ?? '');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const image = Buffer.from(await response.arrayBuffer());
    const facts = await sharp(image).metadata();
    expect(facts).toMatchObject({ format: 'webp', width: 256, height: 256 });
    expect(facts.exif).toBeUndefined();
    expect(image.includes('a secret place')).toBe(false);
    expect((await show(person, person)).headers.get('cache-control')).toBe('private, no-cache');
  });

  test('is shown to colleagues, and to nobody else, nor is it told whether there is one', async () => {
    const owner = await registerPerson(house);
    const colleague = await joinAs(house, owner, 'viewer');
    const stranger = await somebody();
    await set(owner, await drawn(10, 10));
    expect((await show(colleague, owner)).status).toBe(200);
    const codeOf = async (response: Response) =>
      ((await response.json()) as { error: { code: string } }).error.code;
    for (const refused of [
      await show(stranger, owner),
      await show(owner, colleague),
      await show(stranger, stranger),
      await stranger.get('/api/avatars/nonsense'),
    ]) {
      expect(refused.status).toBe(404);
      expect(await codeOf(refused)).toBe('NOT_FOUND');
    }
    expect((await show(personWith(house, ''), owner)).status).toBe(401);
  });

  test('what is none is refused by name, and the one before stays', async () => {
    const person = await somebody();
    const { data } = await set(person, await drawn(20, 20));
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const half = (await drawn(200, 200)).subarray(0, 400);
    for (const file of [Buffer.from('no picture'), svg, half]) {
      const refused = await set(person, file);
      expect(refused.error).toMatchObject({ code: 'BAD_REQUEST', field: 'image' });
    }
    const notBase64 = await person.mutate('account.setAvatar', { image: '§' });
    expect(notBase64.error).toMatchObject({ code: 'BAD_REQUEST', field: 'image' });
    expect((await get(person)).avatarId).toBe(data.avatarId);
    const none = await person.mutate<Account>('account.setAvatar', { image: null });
    expect(none.data.avatarId).toBeNull();
    expect((await show(person, person)).status).toBe(404);
  });
});

describe('the password', () => {
  test('changes by the one before; every other session ends, and reset links die', async () => {
    const person = await somebody();
    const other = await signedIn(person.email);
    await personWith(house, '').mutate('auth.requestReset', { email: person.email });
    const link = linkIn((await readMails(house, { to: person.email })).at(-1));
    const change = (password: string) =>
      person.mutate('account.changePassword', { password, newPassword: 'another good one' });
    expect((await change('wrong')).error).toMatchObject({
      code: 'INVALID_CREDENTIALS',
      field: 'password',
    });
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await person.query('auth.me')).status).toBe(200);
    expect((await other.query('auth.me')).status).toBe(401);
    const reset = await personWith(house, '').mutate('auth.resetPassword', {
      token: link.token,
      password: PASSWORD,
    });
    expect(reset.error?.code).toBe('LINK_INVALID');
    expect((await loginAt(house, person.email)).status).toBe(401);
    expect((await loginAt(house, person.email, 'another good one')).status).toBe(200);
    const kinds = (await readMails(house, { to: person.email })).map(({ kind }) => kind);
    expect(kinds).toContain('password_changed');
  });

  test('an account without one cannot sign in by one, and answers as an unknown account does', async () => {
    const person = await somebody();
    await withoutPassword(person);
    const [none, unknown] = [
      await loginAt(house, person.email, ''.padEnd(10, 'x')),
      await loginAt(house, 'nobody@example.com', ''.padEnd(10, 'x')),
    ];
    expect(none.status).toBe(401);
    expect(none.body).toBe(unknown.body);
  });

  test('a first one is set within ten minutes of a sign-in, and after that only by a new one', async () => {
    const person = await somebody();
    await withoutPassword(person);
    expect(await get(person)).toMatchObject({ hasPassword: false });
    const set = () => person.mutate('account.changePassword', { newPassword: 'my first password' });
    await signedInLongAgo(person, 11);
    expect((await set()).error?.code).toBe('CONFIRM_IDENTITY');
    await signedInLongAgo(person, 9);
    expect((await set()).status).toBe(200);
    expect(await get(person)).toMatchObject({ hasPassword: true });
    expect((await loginAt(house, person.email, 'my first password')).status).toBe(200);
  });
});

describe('identities', () => {
  test('are listed and unlinked, but never the last way in', async () => {
    const person = await somebody();
    const unlink = () => person.mutate<Account>('account.unlinkIdentity', { provider: 'github' });
    expect((await unlink()).error?.code).toBe('NOT_FOUND');
    await withoutPassword(person);
    expect((await get(person)).identities).toMatchObject([{ provider: 'github' }]);
    const refused = await unlink();
    expect(refused.error?.code).toBe('CONFLICT');
    await person.mutate('account.changePassword', { newPassword: 'my first password' });
    expect((await unlink()).data.identities).toEqual([]);
    expect((await accountTrail(house, person)).at(-1)).toBe('account.unlink_identity github');
  });

  test('of two unlinked at once one stays', async () => {
    const person = await somebody();
    await withoutPassword(person);
    await house.database.db
      .insert(userIdentities)
      .values({ provider: 'google', subject: person.userId, userId: person.userId });
    const answers = await Promise.all(
      ['github', 'google'].map((provider) => person.mutate('account.unlinkIdentity', { provider })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('deleting the account', () => {
  const remove = (person: TestPerson, password = PASSWORD) =>
    person.mutate<{ deleteAfter: string }>('account.remove', { password });

  test('waits 30 days, ends every session, and leaves only the way back open', async () => {
    const person = await somebody();
    const other = await signedIn(person.email);
    expect((await remove(person, 'x')).error?.field).toBe('password');
    const removed = await remove(person);
    const days = (new Date(removed.data.deleteAfter).getTime() - Date.now()) / DAY_MS;
    expect(days).toBeCloseTo(30, 2);
    expect(person.cookie).toBe('geko_session=');
    expect((await other.query('auth.me')).status).toBe(401);
    expect((await readMails(house, { to: person.email })).at(-1)?.kind).toBe('account_removed');

    const back = await signedIn(person.email);
    const me = await back.query<Me>('auth.me');
    expect(me.data).toMatchObject({ deleteAfter: removed.data.deleteAfter, workspaces: [] });
    expect(await get(back)).toMatchObject({ deleteAfter: removed.data.deleteAfter });
    const { workspaceId } = person;
    for (const refused of [
      await back.mutate('account.update', { name: 'x' }),
      await back.query('workspace.list'),
      await back.query('auth.listSessions'),
      await back.query('chat.list', { workspaceId }),
      await back.mutate('auth.mintToken', { workspaceId }),
    ]) {
      expect(refused).toMatchObject({ status: 403, error: { code: 'ACCOUNT_CLOSING' } });
    }
    const plain = await back.post('/api/chat', { workspaceId });
    expect(plain.status).not.toBe(200);
    expect((await back.get(`/api/avatars/${person.userId}`)).status).toBe(403);

    expect((await back.mutate('account.restore')).status).toBe(200);
    const after = await back.query<Me>('auth.me');
    expect(after.data).toMatchObject({ deleteAfter: null, workspaces: [{ id: workspaceId }] });
    expect((await accountTrail(house, person)).slice(-3)).toEqual([
      'account.remove',
      'account.sign_in',
      'account.restore',
    ]);
  });

  test('is refused to the only owner of a workspace with others, and names it', async () => {
    const owner = await registerPerson(house);
    const other = await joinAs(house, owner, 'admin');
    const refused = await remove(owner);
    expect(refused.error?.code).toBe('LAST_OWNER');
    expect(refused.error?.message).toMatch(/Company \d+.*owner/u);
    expect((await owner.query<Me>('auth.me')).data.deleteAfter).toBeNull();
    const { workspaceId } = owner;
    await owner.mutate('members.changeRole', {
      workspaceId,
      userId: other.userId,
      roleId: 'owner',
    });
    expect((await remove(owner)).status).toBe(200);
    // The workspace goes on with whom is left.
    expect((await other.query<Me>('auth.me')).data.workspaces).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ id: workspaceId })]) as object,
    );
    expect((await remove(other)).error?.code).toBe('LAST_OWNER');
  });

  test('of two owners who delete at the same moment one is kept', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await registerPerson(house);
      const two = await joinAs(house, one, 'viewer');
      const { workspaceId } = one;
      await one.mutate('members.changeRole', { workspaceId, userId: two.userId, roleId: 'owner' });
      await joinAs(house, one, 'viewer');
      const answers = await Promise.all([remove(one), remove(two)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    }
  });

  test('after 30 days nothing that names the person is left, and the others stay', async () => {
    const owner = await registerPerson(house);
    const { db } = house.database;
    const person = await joinAs(house, owner, 'editor');
    const [row] = await db.select().from(users).where(eq(users.id, person.userId));
    const email = row?.email ?? '';
    await armTotp(house, person);
    await issueLicence(house, owner, { holderEmail: email });
    await db
      .insert(userIdentities)
      .values({ provider: 'oidc', subject: email, userId: person.userId, email });
    const red = { width: 9, height: 9, channels: 3, background: 'red' } as const;
    const image = await sharp({ create: red }).png().toBuffer();
    await person.mutate('account.setAvatar', { image: image.toString('base64') });
    await personWith(house, '').mutate('auth.requestReset', { email });
    expect((await remove(person)).status).toBe(200);
    expect(await eraseAccounts(house.server)).toBe(0);
    moveClock(house.server, 30 * DAY_MS + 60_000);
    const [one, two] = await Promise.all([
      eraseAccounts(house.server),
      eraseAccounts(house.server),
    ]);
    expect(one + two).toBeGreaterThanOrEqual(1);
    moveClock(house.server, 0);
    const [erased] = await db.select().from(users).where(eq(users.id, person.userId));
    expect(erased).toMatchObject({
      email: expect.stringMatching(/^deleted-[0-9a-f-]{36}@deleted\.invalid$/u) as string,
      name: 'Deleted user',
      passwordHash: null,
      avatarId: null,
      emailVerifiedAt: null,
      deleteAfter: null,
    });
    for (const table of [
      sessions,
      userTotp,
      recoveryCodes,
      userIdentities,
      userAvatars,
      oneTimeTokens,
    ])
      expect(await db.$count(table, eq(table.userId, person.userId))).toBe(0);
    const left = await house.inWorkspaceOf(owner, (tx) =>
      tx.select({ userId: workspaceMembers.userId }).from(workspaceMembers),
    );
    expect(left).toEqual([{ userId: owner.userId }]);
    const held = await house.inWorkspaceOf(owner, (tx) =>
      tx.select({ holderEmail: licences.holderEmail }).from(licences),
    );
    expect(held).toEqual([{ holderEmail: 'deleted@deleted.invalid' }]);
    const lines = await house.inWorkspaceOf(owner, (tx) =>
      tx.select().from(auditLogs).where(eq(auditLogs.action, 'member.leave')),
    );
    expect(lines).toMatchObject([
      { objectId: person.userId, actorId: '00000000-0000-0000-0000-000000000000' },
    ]);
    expect((await loginAt(house, email)).status).toBe(401);
    // The address is free again.
    expect((await registerPerson(house, email)).userId).not.toBe(person.userId);
    expect(await eraseAccounts(house.server)).toBe(0);
  });
});

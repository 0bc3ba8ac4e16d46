import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LinkFacts, Session } from '@geko/contracts/auth';
import {
  mailOutbox,
  oneTimeTokens,
  sessions,
  userIdentities,
  users,
} from '@geko/db/schema/identity';
import { watchStatements, type Statement } from '@geko/db/testing/watch-statements';
import { accountTrail } from './testing/account-trail.ts';
import { call, loginAt, newEmail, pairOf, somebodyAt } from './testing/auth-calls.ts';
import { armTotp, codeOf } from './testing/authenticator.ts';
import { moveClock } from './testing/clock.ts';
import { linkIn, readMails } from './testing/mails.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let house: TestHouse;
let log: Statement[];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  log = watchStatements(house.server.pool);
});
afterEach(() => moveClock(house.server, 0));
afterAll(() => house.close());

const NEW_PASSWORD = 'a quite different password';
const somebody = () => somebodyAt(house);
const nobody = () => personWith(house, '');
const ask = (email: string) => call(house, 'auth.requestReset', { input: { email } });
const lastLink = async (to: string) => linkIn((await readMails(house, { to })).at(-1));
const reset = (token: string, password = NEW_PASSWORD) =>
  nobody().mutate('auth.resetPassword', { token, password });
const refusal = { status: 404, error: { code: 'LINK_INVALID' } };

async function resetLink(email: string): Promise<string> {
  await ask(email);
  return (await lastLink(email)).token;
}

describe('asking for a reset', () => {
  test('answers alike for an address with and without an account, after the same statements', async () => {
    const { email } = await somebody();
    const workOf = async (address: string) => {
      log.length = 0;
      const { status, body, cookies } = await ask(address);
      const verbs = log.map(({ text }) => text.trim().split(/\s+/u)[0]?.toLowerCase());
      return { answer: { status, body, cookies }, verbs };
    };
    const unknown = newEmail();
    const [known, stranger] = [await workOf(email), await workOf(unknown)];
    expect(known.answer).toEqual(stranger.answer);
    expect(known.answer.status).toBe(200);
    // One ends by commit, the other by rollback.
    expect(known.verbs.slice(0, -1)).toEqual(stranger.verbs.slice(0, -1));
    expect(known.verbs.at(-1)).toBe('commit');
    expect(stranger.verbs.at(-1)).toBe('rollback');
    expect(await readMails(house, { to: unknown })).toEqual([]);
    expect((await readMails(house, { to: email })).at(-1)?.kind).toBe('reset_password');
  });

  test('keeps the hash of the link only, and the mail sealed', async () => {
    const { email, userId } = await somebody();
    const token = await resetLink(email);
    expect(token).toMatch(/^[\w-]{43}$/u);
    const rows = await house.database.db.select().from(oneTimeTokens);
    expect(rows.some((row) => row.userId === userId && row.kind === 'reset_password')).toBe(true);
    const mails = await house.database.db.select().from(mailOutbox);
    const all = JSON.stringify([rows, mails]);
    expect(all).not.toContain(token);
    expect(JSON.stringify(mails)).not.toContain(email);
  });
});

describe('a reset', () => {
  test('changes the password, ends every session, confirms the address and tells of it', async () => {
    const person = await somebody();
    const { email } = person;
    const phone = pairOf((await loginAt(house, email)).cookies[0] ?? '');
    const token = await resetLink(email);
    const facts = await nobody().query<LinkFacts>('auth.inspectLink', { token });
    expect(facts.data).toEqual({ kind: 'reset_password', email });
    const done = await reset(token);
    expect(done).toMatchObject({ status: 200, data: { ok: true } });
    for (const cookie of [person.cookie, phone])
      expect((await personWith(house, cookie).query('auth.me')).status).toBe(401);
    expect((await loginAt(house, email)).status).toBe(401);
    expect((await loginAt(house, email, NEW_PASSWORD)).status).toBe(200);
    const [row] = await house.database.db.select().from(users).where(eq(users.email, email));
    expect(row?.emailVerifiedAt).not.toBeNull();
    const kinds = (await readMails(house, { to: email })).map(({ kind }) => kind);
    expect(kinds).toContain('password_changed');
    expect(await accountTrail(house, person)).toEqual([
      'account.sign_in',
      'account.sign_in',
      'account.reset_password',
      'account.sign_in',
    ]);
  });

  test('of fifty at once by one link one succeeds', async () => {
    const { email } = await somebody();
    const token = await resetLink(email);
    const passwords = Array.from({ length: 50 }, (_, i) => `password number ${i}`);
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    const won = passwords.filter((_, i) => answers[i]?.status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject(refusal);
    expect((await loginAt(house, email, won[0])).status).toBe(200);
    const changed = (await readMails(house, { to: email })).filter(
      ({ kind }) => kind === 'password_changed',
    );
    expect(changed).toHaveLength(1);
  });

  test('makes every other open link of the account void', async () => {
    const person = await somebody();
    const first = await resetLink(person.email);
    const elsewhere = newEmail();
    await person.mutate('account.changeEmail', {
      email: elsewhere,
      password: 'correct horse battery',
    });
    const change = (await lastLink(elsewhere)).token;
    const second = await resetLink(person.email);
    expect((await reset(second)).status).toBe(200);
    expect(await reset(first)).toMatchObject(refusal);
    expect(await nobody().mutate('auth.confirmEmail', { token: change })).toMatchObject(refusal);
  });

  test('of an address never confirmed drops what somebody else may have set up', async () => {
    const squatter = await somebody();
    await armTotp(house, squatter);
    await house.database.db
      .insert(userIdentities)
      .values({ provider: 'github', subject: squatter.userId, userId: squatter.userId });
    expect((await reset(await resetLink(squatter.email))).status).toBe(200);
    const { status, body } = await loginAt(house, squatter.email, NEW_PASSWORD);
    expect(status).toBe(200);
    expect(body).toContain('"status":"signed_in"');
    const identities = house.database.db.$count(
      userIdentities,
      eq(userIdentities.userId, squatter.userId),
    );
    expect(await identities).toBe(0);
  });

  test('of a confirmed address keeps the second factor', async () => {
    const person = await somebody();
    expect((await reset(await resetLink(person.email))).status).toBe(200);
    const { cookies } = await loginAt(house, person.email, NEW_PASSWORD);
    const again = personWith(house, pairOf(cookies[0] ?? ''));
    const begun = await again.mutate<{ secret: string }>('account.beginTotp', {
      password: NEW_PASSWORD,
    });
    const code = codeOf(begun.data.secret, new Date());
    expect((await again.mutate('account.confirmTotp', { code })).status).toBe(200);
    expect((await reset(await resetLink(person.email), 'yet another password')).status).toBe(200);
    const { body } = await loginAt(house, person.email, 'yet another password');
    expect(body).toContain('"status":"second_factor"');
  });
});

describe('links that are no good', () => {
  test('garbled, unknown, expired, used, superseded and of another kind: the same answer, on every door', async () => {
    const { email } = await somebody();
    const used = await resetLink(email);
    await reset(used);
    const expired = await resetLink(email);
    const verify = linkIn(
      (await readMails(house, { to: email })).find(({ kind }) => kind === 'verify_email'),
    ).token;
    const answers = [];
    for (const token of [
      '',
      'x',
      '../../etc',
      '\u0000',
      'é'.repeat(200),
      randomBytes(32).toString('base64url'),
      used,
      `${expired}x`,
      verify,
    ]) {
      answers.push(await reset(token));
      answers.push(await nobody().mutate('auth.confirmEmail', { token }));
      answers.push(await nobody().query('auth.inspectLink', { token }));
    }
    moveClock(house.server, 61 * 60_000);
    answers.push(
      await reset(expired),
      await nobody().query('auth.inspectLink', { token: expired }),
    );
    const alike = answers.map(({ status, error }) => ({ status, ...error, requestId: '' }));
    for (const answer of alike) expect(answer).toEqual(alike[0]);
    expect(alike[0]).toMatchObject({ status: 404, code: 'LINK_INVALID' });
  });

  test('a link to choose a password lives an hour, one to confirm an address a day', async () => {
    const { email } = await somebody();
    const token = await resetLink(email);
    const confirm = linkIn(
      (await readMails(house, { to: email })).find(({ kind }) => kind === 'verify_email'),
    ).token;
    const isOpen = async (link: string) =>
      (await nobody().query('auth.inspectLink', { token: link })).status === 200;
    moveClock(house.server, 59 * 60_000);
    expect(await isOpen(token)).toBe(true);
    moveClock(house.server, 60 * 60_000 + 1_000);
    expect([await isOpen(token), await isOpen(confirm)]).toEqual([false, true]);
    moveClock(house.server, 24 * 60 * 60_000 + 1_000);
    expect(await isOpen(confirm)).toBe(false);
  });

  test('looking at a link uses nothing up', async () => {
    const { email } = await somebody();
    const token = await resetLink(email);
    for (let i = 0; i < 3; i += 1)
      expect((await nobody().query('auth.inspectLink', { token })).status).toBe(200);
    expect((await reset(token)).status).toBe(200);
  });
});

describe('a change of address', () => {
  const change = (person: Awaited<ReturnType<typeof somebody>>, email: string) =>
    person.mutate('account.changeEmail', { email, password: 'correct horse battery' });

  test('takes effect by the link to the new one; other sessions end, the old one is told', async () => {
    const person = await somebody();
    const other = pairOf((await loginAt(house, person.email)).cookies[0] ?? '');
    const email = newEmail();
    expect(await change(person, email)).toMatchObject({ status: 200, data: { ok: true } });
    expect((await person.query<{ pendingEmail: string }>('account.get')).data).toMatchObject({
      email: person.email,
      pendingEmail: email,
    });
    const { token } = await lastLink(email);
    const done = await person.mutate('auth.confirmEmail', { token });
    expect(done.data).toEqual({ email, isSignedIn: true });
    expect((await person.query('account.get')).data).toMatchObject({
      email,
      isEmailVerified: true,
      pendingEmail: null,
    });
    expect((await personWith(house, other).query('auth.me')).status).toBe(401);
    expect((await person.query<Session[]>('auth.listSessions')).data).toHaveLength(1);
    const told = (await readMails(house, { to: person.email })).at(-1);
    expect(told).toMatchObject({ kind: 'email_changed', data: { newEmail: email } });
    expect((await loginAt(house, person.email)).status).toBe(401);
    expect((await loginAt(house, email)).status).toBe(200);
  });

  test('followed where nobody is signed in, it ends every session and signs nobody in', async () => {
    const person = await somebody();
    const email = newEmail();
    await change(person, email);
    const visitor = nobody();
    const done = await visitor.mutate('auth.confirmEmail', {
      token: (await lastLink(email)).token,
    });
    expect(done.data).toEqual({ email, isSignedIn: false });
    expect(visitor.cookie).toBe('');
    expect(await house.database.db.$count(sessions, eq(sessions.userId, person.userId))).toBe(0);
  });

  test('to a taken address is answered and shown alike; its owner is told, and nothing can come of it', async () => {
    const [person, owner] = [await somebody(), await somebody()];
    const free = newEmail();
    const answer = ({ status, data }: { status: number; data: unknown }) => ({ status, data });
    expect(answer(await change(person, owner.email))).toEqual(answer(await change(person, free)));
    await change(person, owner.email);
    expect((await person.query('account.get')).data).toMatchObject({ pendingEmail: owner.email });
    expect((await readMails(house, { to: owner.email })).at(-1)?.kind).toBe('account_exists');
  });

  test('to an address that somebody takes meanwhile is a dead link', async () => {
    const person = await somebody();
    const email = newEmail();
    await change(person, email);
    const { token } = await lastLink(email);
    await call(house, 'auth.register', {
      input: { email, password: 'correct horse battery', name: 'B', tenantName: 'B' },
    });
    expect(await person.mutate('auth.confirmEmail', { token })).toMatchObject(refusal);
    expect((await person.query('account.get')).data).toMatchObject({ email: person.email });
  });

  test('can be given up, and a second one replaces the first', async () => {
    const person = await somebody();
    const [first, second] = [newEmail(), newEmail()];
    await change(person, first);
    await change(person, second);
    expect((await person.query('account.get')).data).toMatchObject({ pendingEmail: second });
    const stale = (await lastLink(first)).token;
    expect(await person.mutate('auth.confirmEmail', { token: stale })).toMatchObject(refusal);
    expect((await person.mutate('account.cancelEmailChange')).status).toBe(200);
    const { token } = await lastLink(second);
    expect(await person.mutate('auth.confirmEmail', { token })).toMatchObject(refusal);
    expect((await person.query('account.get')).data).toMatchObject({ pendingEmail: null });
    expect(await accountTrail(house, person)).toEqual([
      'account.sign_in',
      'account.change_email asked',
      'account.change_email asked',
      'account.change_email cancelled',
    ]);
  });

  test('wants the password, and another address than one’s own', async () => {
    const person = await somebody();
    const wrong = await person.mutate('account.changeEmail', { email: newEmail(), password: 'x' });
    expect(wrong.error).toMatchObject({ code: 'INVALID_CREDENTIALS', field: 'password' });
    const none = await person.mutate('account.changeEmail', { email: newEmail() });
    expect(none.error).toMatchObject({ code: 'INVALID_CREDENTIALS', field: 'password' });
    expect((await change(person, person.email)).error).toMatchObject({
      code: 'BAD_REQUEST',
      field: 'email',
    });
  });
});

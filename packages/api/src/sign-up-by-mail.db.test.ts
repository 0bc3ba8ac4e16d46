import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import * as passwords from '@geko/auth/passwords';
import type { ConfirmedEmail, LinkFacts, Me } from '@geko/contracts/auth';
import { oneTimeTokens, users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { watchStatements, type Statement } from '@geko/db/testing/watch-statements';
import { call, loginAt, newEmail, pairOf, PASSWORD } from './testing/auth-calls.ts';
import { linkIn, readMails } from './testing/mails.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let house: TestHouse;
let log: Statement[];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { mail: 'smtp' });
  log = watchStatements(house.server.pool);
});
afterAll(() => house.close());

const register = (email: string, more: object = {}) =>
  call(house, 'auth.register', {
    input: { email, password: PASSWORD, name: 'Ada', tenantName: 'Ada & Co', ...more },
  });
const linkFor = async (email: string) => linkIn((await readMails(house, { to: email })).at(-1));

test('a new and a taken address get the same answer and no cookie; the mails differ', async () => {
  const email = newEmail();
  const fresh = await register(email);
  expect(fresh).toMatchObject({ status: 200, cookies: [] });
  expect(fresh.body).toContain('"status":"confirm_email"');
  const taken = await register(email, { password: 'another password', name: 'Eve' });
  expect({ status: taken.status, body: taken.body, cookies: taken.cookies }).toEqual({
    status: fresh.status,
    body: fresh.body,
    cookies: fresh.cookies,
  });
  expect([...taken.headers.keys()].toSorted()).toEqual([...fresh.headers.keys()].toSorted());
  const mails = await readMails(house, { to: email });
  expect(mails.map(({ kind }) => kind)).toEqual(['verify_email', 'account_exists']);
  expect(mails[1]?.data).toMatchObject({ name: 'Ada' });
  expect((await loginAt(house, email, 'another password')).status).toBe(401);
});

test('a taken address costs the work of a new one: one hash, and all the statements', async () => {
  const email = newEmail();
  const hash = vi.spyOn(passwords, 'hashPassword');
  const workOf = async () => {
    log.length = 0;
    hash.mockClear();
    await register(email);
    expect(hash).toHaveBeenCalledOnce();
    return log.filter(({ text }) => /^\s*(?:insert|select|update)/iu.test(text)).length;
  };
  const [fresh, taken] = [await workOf(), await workOf()];
  expect(fresh).toBeGreaterThan(8);
  expect(taken).toBeGreaterThanOrEqual(fresh);
  expect(taken).toBeLessThanOrEqual(fresh + 4);
});

test('nothing stays of what is done for a taken address alone', async () => {
  const email = newEmail();
  await register(email);
  const count = async () => ({
    people: await house.database.db.$count(users),
    links: await house.database.db.$count(oneTimeTokens),
    companies: await house.database.db.$count(tenants),
  });
  const before = await count();
  await register(email);
  expect(await count()).toEqual(before);
});

test('of ten at once with one address one account comes, and all are answered alike', async () => {
  const email = newEmail();
  const answers = await Promise.all(Array.from({ length: 10 }, () => register(email)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(await house.database.db.$count(users, eq(users.email, email))).toBe(1);
  const kinds = (await readMails(house, { to: email })).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'verify_email')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'account_exists')).toHaveLength(9);
});

test('the link confirms the address and signs in, once', async () => {
  const email = newEmail();
  await register(email);
  const { token, url } = await linkFor(email);
  expect(url).toBe(`${house.server.publicUrl}/confirm-email/${token}`);
  const visitor = personWith(house, '');
  const facts = await visitor.query<LinkFacts>('auth.inspectLink', { token });
  expect(facts.data).toEqual({ kind: 'verify_email', email });
  const confirmed = await visitor.mutate<ConfirmedEmail>('auth.confirmEmail', { token });
  expect(confirmed.data).toEqual({ email, isSignedIn: true });
  const me = await visitor.query<Me>('auth.me');
  expect(me.data).toMatchObject({ email, isEmailVerified: true });
  const again = await personWith(house, '').mutate('auth.confirmEmail', { token });
  expect(again.error?.code).toBe('LINK_INVALID');
  // The first sign-in of an account is nothing to warn of.
  expect((await readMails(house, { to: email })).map(({ kind }) => kind)).toEqual(['verify_email']);
});

test('of twenty at once by one link one signs in', async () => {
  const email = newEmail();
  await register(email);
  const { token } = await linkFor(email);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call(house, 'auth.confirmEmail', { input: { token } })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.flatMap(({ cookies }) => cookies)).toHaveLength(1);
});

test('a link confirms also in the hands of somebody signed in as another, and leaves them so', async () => {
  const [one, two] = [newEmail(), newEmail()];
  await register(one);
  await register(two);
  const visitor = personWith(house, '');
  await visitor.mutate('auth.confirmEmail', { token: (await linkFor(one)).token });
  const { token } = await linkFor(two);
  const confirmed = await visitor.mutate<ConfirmedEmail>('auth.confirmEmail', { token });
  expect(confirmed.data).toEqual({ email: two, isSignedIn: false });
  expect((await visitor.query<Me>('auth.me')).data.email).toBe(one);
  const [row] = await house.database.db.select().from(users).where(eq(users.email, two));
  expect(row?.emailVerifiedAt).not.toBeNull();
});

test('who does not wait for the mail signs in unverified', async () => {
  const email = newEmail();
  await register(email);
  const { status, cookies } = await loginAt(house, email);
  expect(status).toBe(200);
  const me = await personWith(house, pairOf(cookies[0] ?? '')).query<Me>('auth.me');
  expect(me.data.isEmailVerified).toBe(false);
});

test('the link comes again when asked for, and the one before is dead', async () => {
  const email = newEmail();
  await register(email);
  const old = await linkFor(email);
  const { cookies } = await loginAt(house, email);
  const person = personWith(house, pairOf(cookies[0] ?? ''));
  expect((await person.mutate('account.resendVerification')).status).toBe(200);
  const fresh = await linkFor(email);
  expect(fresh.token).not.toBe(old.token);
  const stale = await personWith(house, '').mutate('auth.confirmEmail', { token: old.token });
  expect(stale.error?.code).toBe('LINK_INVALID');
  const confirmed = await person.mutate<ConfirmedEmail>('auth.confirmEmail', {
    token: fresh.token,
  });
  expect(confirmed.data).toEqual({ email, isSignedIn: true });
  const count = (await readMails(house, { to: email })).length;
  expect((await person.mutate('account.resendVerification')).status).toBe(200);
  expect(await readMails(house, { to: email })).toHaveLength(count);
});

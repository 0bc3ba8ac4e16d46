import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Account, RecoveryCodes, TotpSetup } from '@geko/contracts/account';
import type { LoginResult } from '@geko/contracts/auth';
import { recoveryCodes, users, userTotp } from '@geko/db/schema/identity';
import { accountTrail } from './testing/account-trail.ts';
import { loginAt, pairOf, PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { armTotp, codeOf } from './testing/authenticator.ts';
import { moveClock } from './testing/clock.ts';
import { readMails } from './testing/mails.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, type TestPerson } from './testing/test-person.ts';

const STEP_MS = 30_000;

let house: TestHouse;
/** With the product's own rate limits. */
let strict: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
});
afterEach(() => moveClock(house.server, 0));
afterAll(async () => {
  await house.close();
  await strict.close();
});

const nobody = (at = house) => personWith(at, '');

async function armed(at = house) {
  const person = await somebodyAt(at);
  const app = await armTotp(at, person);
  // Codes are good once: the next one is a step later.
  if (at === house) moveClock(house.server, STEP_MS);
  return { person, app, email: person.email };
}

async function ticketOf(email: string, at = house): Promise<string> {
  const { data } = await nobody(at).mutate<LoginResult>('auth.login', {
    email,
    password: PASSWORD,
  });
  if (data.status !== 'second_factor') throw new Error(`signed in without a second factor`);
  return data.ticket;
}

const enter = (ticket: string, code: string, visitor: TestPerson = nobody()) =>
  visitor.mutate<LoginResult>('auth.secondFactor', { ticket, code });

describe('signing in with a second factor', () => {
  test('the password gives a ticket and no cookie; ticket and code sign in', async () => {
    const { person, app, email } = await armed();
    const visitor = nobody();
    const first = await visitor.mutate<LoginResult>('auth.login', { email, password: PASSWORD });
    expect(first.data.status).toBe('second_factor');
    expect(visitor.cookie).toBe('');
    const done = await enter(await ticketOf(email), app.code(), visitor);
    expect(done.data).toEqual({
      status: 'signed_in',
      userId: person.userId,
      workspaceId: person.workspaceId,
    });
    expect((await visitor.query('auth.me')).status).toBe(200);
  });

  test('a code is good once, also for two at the same moment', async () => {
    const { app, email } = await armed();
    const tickets = await Promise.all(Array.from({ length: 10 }, () => ticketOf(email)));
    const code = app.code();
    const answers = await Promise.all(tickets.map((ticket) => enter(ticket, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, error } of answers.filter((answer) => answer.status !== 200))
      expect({ status, code: error?.code }).toEqual({ status: 401, code: 'INVALID_CODE' });
  });

  test('an older code than the last one is refused, and so is one from further ahead than a step', async () => {
    const { app, email } = await armed();
    const ticket = await ticketOf(email);
    expect((await enter(ticket, app.code(2))).error?.code).toBe('INVALID_CODE');
    expect((await enter(ticket, app.code(1))).status).toBe(200);
    expect((await enter(ticket, app.code(0))).error?.code).toBe('INVALID_CODE');
  });

  test('a recovery code signs in once, however it is typed', async () => {
    const { app, email } = await armed();
    const [first = '', second = ''] = app.recoveryCodes;
    const ticket = await ticketOf(email);
    const typed = ` ${first.toUpperCase().replaceAll('-', ' ')} `;
    const answers = await Promise.all(Array.from({ length: 10 }, () => enter(ticket, typed)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await enter(ticket, first)).error?.code).toBe('INVALID_CODE');
    const visitor = nobody();
    expect((await enter(ticket, second, visitor)).status).toBe(200);
    expect((await visitor.query<Account>('account.get')).data.totp).toEqual({
      isEnabled: true,
      recoveryCodesLeft: 8,
    });
  });

  test('another person’s code, and no code, open nothing', async () => {
    const [one, two] = [await armed(), await armed()];
    const ticket = await ticketOf(one.email);
    for (const code of [two.app.code(), two.app.recoveryCodes[0] ?? '', '000000', 'nonsense'])
      expect((await enter(ticket, code)).error?.code).toBe('INVALID_CODE');
  });

  test('a ticket lives five minutes, is nobody else’s, and dies with the password', async () => {
    const { person, app, email } = await armed();
    const ticket = await ticketOf(email);
    const tampered = `${ticket.slice(0, -2)}${ticket.endsWith('A') ? 'B' : 'A'}A`;
    for (const bad of ['', 'x', tampered, house.server.secrets.seal('mail', '{}')]) {
      const refused = await enter(bad, app.code());
      expect(refused).toMatchObject({ status: 401, error: { code: 'UNAUTHENTICATED' } });
    }
    moveClock(house.server, STEP_MS + 5 * 60_000);
    expect((await enter(ticket, app.code())).error?.code).toBe('UNAUTHENTICATED');
    const fresh = await ticketOf(email);
    await house.database.db
      .update(users)
      .set({ passwordHash: 'another' })
      .where(eq(users.id, person.userId));
    expect((await enter(fresh, app.code())).error?.code).toBe('UNAUTHENTICATED');
  });

  test('a wrong code counts towards the lockout of the account, until somebody is fully signed in', async () => {
    const { app, email } = await armed(strict);
    const [first = '', second = '', third = ''] = app.recoveryCodes;
    const wrong = async (ticket: string) =>
      (await enter(ticket, '000000', nobody(strict))).error?.code;
    // One of ten tries is the password, eight are wrong codes: the last one is right.
    const ticket = await ticketOf(email, strict);
    for (let i = 0; i < 8; i += 1) expect(await wrong(ticket)).toBe('INVALID_CODE');
    expect((await enter(ticket, first, nobody(strict))).status).toBe(200);
    const again = await ticketOf(email, strict);
    expect((await enter(again, second, nobody(strict))).status).toBe(200);
    const last = await ticketOf(email, strict);
    for (let i = 0; i < 9; i += 1) expect(await wrong(last)).toBe('INVALID_CODE');
    expect(await wrong(last)).toBe('RATE_LIMITED');
    // Also with a right one, and also at the door before.
    expect((await enter(last, third, nobody(strict))).error?.code).toBe('RATE_LIMITED');
    expect((await loginAt(strict, email)).status).toBe(429);
  });
});

describe('setting it up', () => {
  test('asks for nothing before a code has been shown to work', async () => {
    const person = await somebodyAt(house);
    const begun = await person.mutate<TotpSetup>('account.beginTotp', { password: PASSWORD });
    expect(begun.data.uri).toContain(`secret=${begun.data.secret}`);
    expect((await loginAt(house, person.email)).body).toContain('"status":"signed_in"');
    const wrong = await person.mutate('account.confirmTotp', { code: '000000' });
    expect(wrong.error).toMatchObject({ code: 'INVALID_CODE', field: 'code' });
    const code = codeOf(begun.data.secret, new Date());
    const done = await person.mutate<RecoveryCodes>('account.confirmTotp', { code });
    expect(new Set(done.data.codes).size).toBe(10);
    expect((await loginAt(house, person.email)).body).toContain('"status":"second_factor"');
    expect((await readMails(house, { to: person.email })).at(-1)).toMatchObject({
      kind: 'second_factor_changed',
      data: { isEnabled: true },
    });
  });

  test('the code that switches it on signs nobody in', async () => {
    const person = await somebodyAt(house);
    const app = await armTotp(house, person);
    const ticket = await ticketOf(person.email);
    expect((await enter(ticket, app.code())).error?.code).toBe('INVALID_CODE');
  });

  test('keeps neither secret nor recovery codes readable', async () => {
    const { person, app } = await armed();
    const { db } = house.database;
    const rows = [
      ...(await db.select().from(userTotp).where(eq(userTotp.userId, person.userId))),
      ...(await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.userId))),
    ];
    expect(rows).toHaveLength(11);
    const text = rows.map((row) => Object.values(row).join(' ')).join('\n');
    for (const secret of [app.secret, ...app.recoveryCodes]) expect(text).not.toContain(secret);
  });

  test('of ten confirmations at once one gives recovery codes', async () => {
    const person = await somebodyAt(house);
    const begun = await person.mutate<TotpSetup>('account.beginTotp', { password: PASSWORD });
    const code = codeOf(begun.data.secret, new Date());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => person.mutate('account.confirmTotp', { code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { error } of answers.filter(({ status }) => status !== 200))
      expect(error?.code).toBe('CONFLICT');
  });

  test('wants the password, and happens once', async () => {
    const { person } = await armed();
    const again = await person.mutate('account.beginTotp', { password: PASSWORD });
    expect(again.error?.code).toBe('CONFLICT');
    const wrong = await person.mutate('account.beginTotp', { password: 'x' });
    expect(wrong.error).toMatchObject({ code: 'INVALID_CREDENTIALS', field: 'password' });
    const other = await somebodyAt(house);
    expect((await other.mutate('account.confirmTotp', { code: '123456' })).error?.code).toBe(
      'CONFLICT',
    );
  });

  test('comes off by password and code; then the password alone signs in', async () => {
    const { person, app, email } = await armed();
    const off = (password: string, code: string) =>
      person.mutate('account.disableTotp', { password, code });
    expect((await off('x', app.code())).error?.field).toBe('password');
    expect((await off(PASSWORD, '000000')).error).toMatchObject({
      code: 'INVALID_CODE',
      field: 'code',
    });
    expect((await off(PASSWORD, app.code())).status).toBe(200);
    expect((await loginAt(house, email)).body).toContain('"status":"signed_in"');
    expect((await person.query<Account>('account.get')).data.totp).toEqual({
      isEnabled: false,
      recoveryCodesLeft: 0,
    });
    expect((await readMails(house, { to: email })).at(-1)).toMatchObject({
      kind: 'second_factor_changed',
      data: { isEnabled: false },
    });
    expect(await accountTrail(house, person)).toEqual([
      'account.sign_in',
      'account.enable_totp begun',
      'account.enable_totp confirmed',
      'account.disable_totp',
      'account.sign_in',
    ]);
  });

  test('new recovery codes make the old ones void', async () => {
    const { person, app, email } = await armed();
    const renewed = await person.mutate<RecoveryCodes>('account.renewRecoveryCodes', {
      password: PASSWORD,
      code: app.recoveryCodes[0],
    });
    expect(renewed.data.codes).toHaveLength(10);
    const ticket = await ticketOf(email);
    expect((await enter(ticket, app.recoveryCodes[1] ?? '')).error?.code).toBe('INVALID_CODE');
    expect((await enter(ticket, renewed.data.codes[0] ?? '')).status).toBe(200);
  });

  test('wrong passwords of somebody signed in are counted too', async () => {
    const person = await somebodyAt(strict);
    const prove = (password: string) => person.mutate('account.beginTotp', { password });
    for (let i = 0; i < 9; i += 1)
      expect((await prove('x')).error?.code).toBe('INVALID_CREDENTIALS');
    expect((await prove(PASSWORD)).status).toBe(200);
    for (let i = 0; i < 10; i += 1) await prove('x');
    expect((await prove(PASSWORD)).error?.code).toBe('RATE_LIMITED');
  });
});

test('a confirmed address does not sign past a second factor', async () => {
  const { person } = await armed();
  await person.mutate('account.resendVerification');
  const link = (await readMails(house, { to: person.email })).at(-1);
  const token = link?.kind === 'verify_email' ? link.data.url.split('/').at(-1) : '';
  const visitor = nobody();
  const done = await visitor.mutate('auth.confirmEmail', { token });
  expect(done.data).toEqual({ email: person.email, isSignedIn: false });
  expect(pairOf(visitor.cookie)).toBe('');
});

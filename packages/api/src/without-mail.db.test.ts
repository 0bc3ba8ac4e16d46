import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { SignInOptions } from '@geko/contracts/auth';
import { mailOutbox, oneTimeTokens } from '@geko/db/schema/identity';
import { loginAt, newEmail, PASSWORD, somebodyAt } from './testing/auth-calls.ts';
import { armTotp } from './testing/authenticator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { mail: 'none' });
});
afterAll(() => house.close());

test('an installation without mail says so, and works without', async () => {
  const person = await somebodyAt(house);
  const options = await person.query<SignInOptions>('auth.options');
  expect(options.data).toEqual({ providers: [], hasMail: false });
  const change = { password: PASSWORD, newPassword: 'another good password' };
  expect((await person.mutate('account.changePassword', change)).status).toBe(200);
  expect((await loginAt(house, person.email, change.newPassword)).status).toBe(200);
  expect((await person.mutate('account.remove', { password: change.newPassword })).status).toBe(
    200,
  );
});

test('no link is made that nobody could get, and nothing waits in the outbox', async () => {
  const person = await somebodyAt(house);
  await armTotp(house, person);
  const { email } = person;
  const ask = await personWith(house, '').mutate('auth.requestReset', { email });
  expect(ask).toMatchObject({ status: 200, data: { ok: true } });
  expect((await person.mutate('account.resendVerification')).status).toBe(200);
  const refused = await person.mutate('account.changeEmail', {
    email: newEmail(),
    password: PASSWORD,
  });
  expect(refused.error).toMatchObject({ code: 'BAD_REQUEST', field: 'email' });
  expect(await house.database.db.$count(mailOutbox)).toBe(0);
  expect(await house.database.db.$count(oneTimeTokens)).toBe(0);
});

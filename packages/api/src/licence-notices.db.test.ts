import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { quotas } from '@geko/db/schema/limits';
import { sendNotices } from '@geko/services/notices/send-notices';
import { activateLicence, callByLicence, issueLicence } from './testing/licence-calls.ts';
import { noticesOf } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
});
afterAll(() => house.close());

/** A licence of 500 messages a month, of which so many are used; its id and key. */
async function usedLicence(owner: TestPerson, used: bigint, holderEmail = 'holder@example.com') {
  const { id, key } = await issueLicence(house, owner, { operator, tier: 'starter', holderEmail });
  const device = 'a-device-of-theirs';
  await activateLicence(house, key, { deviceId: device });
  expect((await callByLicence(house, key, { device })).status).toBe(200);
  await house.inWorkspaceOf(owner, (tx) =>
    tx
      .update(quotas)
      .set({ used })
      .where(and(eq(quotas.subject, `key:${id}`), eq(quotas.meter, 'requests'))),
  );
  return { id, call: () => callByLicence(house, key, { device }) };
}

const emailOf = async (who: TestPerson) =>
  (await who.query<{ email: string }>('auth.me')).data.email;

/** What was told of licences: kind and whose, the oldest first. */
const toldOf = async (owner: TestPerson) =>
  (await noticesOf(owner)).notices
    .filter(({ facts }) => facts['licenceId'] !== undefined)
    .map(({ kind, facts }) => [kind, facts['licenceId'], facts['used'], facts['cap']])
    .toReversed();

test('80 % and all of a tier are told once a month each, to its workspace and its holder', async () => {
  const owner = await registerPerson(house);
  const { id, call } = await usedLicence(owner, 398n);
  expect((await call()).status).toBe(200);
  expect(await toldOf(owner)).toEqual([]);
  expect((await call()).status).toBe(200);
  expect((await call()).status).toBe(200);
  expect(await toldOf(owner)).toEqual([['limit_warning', id, '400', '500']]);
  await sendNotices(house.server);
  const mails = await operator.query<{ items: { to: string; kind: string; text: string }[] }>(
    'admin.mailbox',
    { limit: 10 },
  );
  const sent = mails.data.items.filter(({ kind }) => kind === 'limit_notice');
  expect(sent.map(({ to }) => to).toSorted()).toEqual(
    [await emailOf(owner), 'holder@example.com'].toSorted(),
  );
  expect(sent[0]?.text).toContain('a licence');
  expect(sent[0]?.text).toContain('settings?tab=licences');
});

test('each licence is told of by itself, and what is used up once', async () => {
  const owner = await registerPerson(house);
  const one = await usedLicence(owner, 499n, await emailOf(owner));
  const other = await usedLicence(owner, 499n);
  for (const { call } of [one, other]) {
    expect((await call()).status).toBe(200);
    expect((await call()).status).toBe(402);
    expect((await call()).status).toBe(402);
  }
  expect(await toldOf(owner)).toEqual([
    ['limit_reached', one.id, '500', '500'],
    ['limit_reached', other.id, '500', '500'],
  ]);
  // The owner holds one of them, and gets one mail of each.
  expect(await sendNotices(house.server)).toBe(3);
  expect(await sendNotices(house.server)).toBe(0);
});

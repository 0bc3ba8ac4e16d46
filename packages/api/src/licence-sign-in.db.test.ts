import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Session } from '@geko/contracts/auth';
import { readDesktopAgent } from '@geko/contracts/desktop-agent';
import { rateLimitTable } from '@geko/contracts/rate-limits';
import { oneTimeTokens, users } from '@geko/db/schema/identity';
import { call, newEmail, pairOf } from './testing/auth-calls.ts';
import { issueLicence, licencesOf } from './testing/licence-calls.ts';
import { mailedCode } from './testing/licence-code.ts';
import { readMails } from './testing/mails.ts';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
});
afterAll(() => house.close());

/** Somebody with a confirmed address, and a licence of theirs. */
async function newHolder(tier: 'starter' | 'pro' = 'pro') {
  const email = newEmail();
  const owner = await registerPerson(house, email);
  await house.database.db
    .update(users)
    .set({ emailVerifiedAt: new Date() })
    .where(eq(users.id, owner.userId));
  const { key } = await issueLicence(house, owner, { operator, tier, holderEmail: email });
  return { owner, email, key };
}

const machine = (deviceName = 'Annas Laptop') => ({ device: randomUUID(), deviceName });
const ask = (input: object) => call(house, 'auth.askLicenceCode', { input });
const enter = (input: object) => call(house, 'auth.signInByLicence', { input });

test('the holder is signed in by the mailed code, once, and the machine has a seat', async () => {
  const { owner, email, key } = await newHolder();
  const its = machine();
  expect((await ask({ ...its, key })).status).toBe(200);
  const code = await mailedCode(house, email);
  const rows = await house.database.db
    .select()
    .from(oneTimeTokens)
    .where(eq(oneTimeTokens.userId, owner.userId));
  expect(JSON.stringify(rows)).not.toContain(code);
  expect((await licencesOf(owner))[0]?.devices).toEqual([]);

  const typed = ` ${code.toLowerCase().replace('-', ' ')}`;
  const answer = await enter({ ...its, key, code: typed });
  expect(answer.status).toBe(200);
  const app = personWith(house, pairOf(answer.cookies[0] ?? ''));
  const { data: sessions } = await app.query<Session[]>('auth.listSessions');
  const own = sessions.find(({ isCurrent }) => isCurrent);
  expect(readDesktopAgent(own?.userAgent ?? '')).toBe('Annas Laptop');
  expect((await licencesOf(owner))[0]?.devices).toMatchObject([
    { id: its.device, name: 'Annas Laptop' },
  ]);
  expect(await enter({ ...its, key, code })).toMatchObject({ status: 401, cookies: [] });
});

test('a code is nothing on another machine, with another key, or made up, and then takes no seat', async () => {
  const { owner, email, key } = await newHolder();
  const other = await newHolder();
  const its = machine();
  await ask({ ...its, key });
  const code = await mailedCode(house, email);
  for (const wrong of [
    { ...machine(), key, code },
    { ...its, key: other.key, code },
    { ...its, key, code: '00000-00000' },
    { ...its, key, code: '' },
  ]) {
    expect(await enter(wrong)).toMatchObject({ status: 401, cookies: [] });
  }
  expect((await licencesOf(owner))[0]?.devices).toEqual([]);
  // A newer one ends it.
  await ask({ ...its, key });
  expect((await enter({ ...its, key, code })).status).toBe(401);
});

test('a key that nobody has, and a holder without a confirmed account, get no mail', async () => {
  const its = machine();
  expect((await ask({ ...its, key: 'GEKO-0000-0000-0000' })).status).toBe(403);
  const email = newEmail();
  const owner = await registerPerson(house);
  const { key } = await issueLicence(house, owner, { operator, tier: 'pro', holderEmail: email });
  expect((await ask({ ...its, key })).status).toBe(403);
  // Whoever registered that address first without reading its mail is not let in by the buyer's code.
  await registerPerson(house, email);
  expect((await ask({ ...its, key })).status).toBe(403);
  const mails = await readMails(house, { to: email });
  expect(mails.filter(({ kind }) => kind === 'licence_code')).toEqual([]);
});

test('a licence whose seats are taken signs nobody in, and the code is still good', async () => {
  const { owner, email, key } = await newHolder('starter');
  const [first, second] = [machine('First'), machine('Second')];
  await ask({ ...first, key });
  await enter({ ...first, key, code: await mailedCode(house, email) });
  await ask({ ...second, key });
  const code = await mailedCode(house, email);
  const full = await enter({ ...second, key, code });
  expect([full.status, full.cookies]).toEqual([403, []]);
  expect(full.body).toContain('LICENCE_SEATS');
  const [licence] = await licencesOf(owner);
  const { workspaceId } = owner;
  const release = { workspaceId, id: licence?.id, device: first.device };
  await owner.mutate('licences.releaseDevice', release);
  expect((await enter({ ...second, key, code })).status).toBe(200);
});

test('codes of one licence are tried so many times, whatever address they come from', async () => {
  const strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
  try {
    const email = newEmail();
    const owner = await registerPerson(strict, email);
    await strict.database.db
      .update(users)
      .set({ emailVerifiedAt: new Date() })
      .where(eq(users.id, owner.userId));
    const { key } = await issueLicence(strict, owner, { tier: 'pro', holderEmail: email });
    const { operations } = rateLimitTable.licenceCodeByLicence;
    const guess = (address: string) =>
      call(strict, 'auth.signInByLicence', {
        address,
        input: { ...machine(), key, code: 'AAAAA-AAAAA' },
      });
    for (let i = 0; i < operations; i += 1) expect((await guess(`10.9.${i}.1`)).status).toBe(401);
    expect((await guess('10.10.0.1')).status).toBe(429);
  } finally {
    await strict.close();
  }
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Receipt } from '@geko/contracts/receipt';
import { parseUsd } from '@geko/contracts/usd';
import { limits, quotas } from '@geko/db/schema/limits';
import { newMessage, refusalOf } from './testing/refusal.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

/** Of the free tier; and one that Free has locked. */
const MODEL = 'gpt-5.4-nano';
const PREMIUM = 'gpt-5.2';
const TEXT = 'Hello [[fake: reply=20 delay=0]]';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

const NAMES = [
  'x-quota-remaining-tokens',
  'x-estimated-cost',
  'x-quota-warning',
  'x-upgrade-url',
  'retry-after',
] as const;

/** The headers of SPEC §7 that an answer has. */
const metered = ({ headers }: { headers: Headers }) =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );

const ask = (person: TestPerson, modelId = MODEL, text = TEXT) => ({
  ...newMessage(person, text),
  modelId,
});

/** Posts, and reads the answer to its end. */
async function post(person: TestPerson, body: object, path = '/api/chat') {
  const response = await person.post(path, body);
  expect(response.status).toBe(200);
  const { chunks } = await readStream(response);
  const receipt = chunks.find(({ type }) => type === 'data-receipt')?.data as Receipt;
  return { headers: metered(response), receipt };
}

const refuse = async (person: TestPerson, modelId = MODEL) => {
  const refusal = await refusalOf(await person.post('/api/chat', ask(person, modelId)));
  return { ...refusal, metered: metered(refusal) };
};

/** What is used of the plan's tokens, from now on. */
async function setUsed(person: TestPerson, used: bigint): Promise<void> {
  await house.inWorkspaceOf(person, (tx) =>
    tx
      .update(quotas)
      .set({ used })
      .where(sql`${quotas.subject} = 'plan' and ${quotas.meter} = 'tokens'`),
  );
}

test('an included answer says what was left of the tokens, and that it costs nothing', async () => {
  const person = await registerPerson(house);
  const first = await post(person, ask(person));
  expect(first.headers).toEqual({ 'x-quota-remaining-tokens': '50000', 'x-estimated-cost': '0' });
  const second = await post(person, ask(person));
  expect(second.headers['x-quota-remaining-tokens']).toBe(
    String(50_000 - first.receipt.totalTokens),
  );
});

test('from 80 % on the limit is named; a retry tells the same, a resend of the same nothing', async () => {
  const person = await registerPerson(house);
  const body = ask(person);
  await post(person, body);
  await setUsed(person, 42_000n);
  const { conversationId, workspaceId } = body;
  const retried = await post(
    person,
    { conversationId, workspaceId, modelId: MODEL, tryId: randomUUID() },
    '/api/chat/retry',
  );
  expect(retried.headers).toEqual({
    'x-quota-remaining-tokens': '8000',
    'x-quota-warning': 'workspace.tokens;percent=84',
    'x-estimated-cost': '0',
  });
  expect((await post(person, body)).headers).toEqual({});
});

test('where it is charged, the estimate is the most that it can be', async () => {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  const { headers, receipt } = await post(person, ask(person, PREMIUM));
  expect(Object.keys(headers)).toEqual(['x-estimated-cost']);
  const charged = BigInt(receipt.chargeNano);
  expect(charged).toBeGreaterThan(0n);
  expect(parseUsd(headers['x-estimated-cost'] ?? '')).toBeGreaterThanOrEqual(charged);
});

test('a used-up plan: nothing left, the limit, where to upgrade, and when to come back', async () => {
  const person = await registerPerson(house);
  await post(person, ask(person));
  await setUsed(person, 50_000n);
  const { status, error, metered: headers } = await refuse(person);
  expect({ status, code: error.code }).toEqual({ status: 429, code: 'QUOTA_EXCEEDED' });
  expect(headers).toEqual({
    'x-quota-remaining-tokens': '0',
    'x-quota-warning': 'workspace.tokens;percent=100',
    'x-upgrade-url': `/w/${person.workspaceId}/settings?tab=plan`,
    'retry-after': String(error.retryAfterSeconds),
  });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
});

test('a model above the plan: where to upgrade, and no quota, since none was looked at', async () => {
  const person = await registerPerson(house);
  const { status, metered: headers } = await refuse(person, PREMIUM);
  expect(status).toBe(403);
  expect(headers).toEqual({ 'x-upgrade-url': `/w/${person.workspaceId}/settings?tab=plan` });
});

test('a used-up budget is named, and time does not help', async () => {
  const person = await registerPerson(house);
  await house.setPlan(person, 'paygo');
  await house.inWorkspaceOf(person, (tx) =>
    tx.insert(limits).values({
      tenantId: sql`context_tenant()`,
      workspaceId: person.workspaceId,
      id: randomUUID(),
      subjectKind: 'each_member',
      subjectId: '',
      meter: 'charge',
      period: 'total',
      cap: 0n,
      overflow: 'block',
      createdBy: person.userId,
      createdAt: new Date(),
    }),
  );
  const { status, metered: headers } = await refuse(person, PREMIUM);
  expect(status).toBe(402);
  expect(headers).toEqual({ 'x-quota-warning': 'member.charge.total;percent=100' });
});

test('a call that the provider failed was let through, and says so', async () => {
  const person = await registerPerson(house);
  const response = await person.post(
    '/api/chat',
    ask(person, MODEL, 'Hello [[fake: fault=500 delay=0]]'),
  );
  expect(response.status).toBe(502);
  expect(metered(response)).toEqual({
    'x-quota-remaining-tokens': '50000',
    'x-estimated-cost': '0',
  });
});

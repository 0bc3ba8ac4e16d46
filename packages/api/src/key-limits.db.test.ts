import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Limit, LimitList } from '@geko/contracts/limits';
import type { ReceiptPage, UsageReport } from '@geko/contracts/usage';
import { quotas } from '@geko/db/schema/limits';
import { holds, tokenUsage } from '@geko/db/schema/money';
import { openBooks, type Books } from './testing/books.ts';
import { callByKey, makeKey, revokeKey } from './testing/key-calls.ts';
import { ask, correct } from './testing/late-usage.ts';
import { readCsv } from './testing/read-csv.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type Answer, type TestPerson } from './testing/test-person.ts';

const MODEL = 'gpt-5-nano';
const SCRIPT = 'reply=5 delay=0';

let house: TestHouse;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

async function openWorkspace() {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  return { owner, apiKeyId: await makeKey(house, owner, 'Nightly report') };
}

const at = (person: TestPerson, more: object = {}) => ({
  workspaceId: person.workspaceId,
  ...more,
});

const limitKey = (person: TestPerson, id: string, facts: object = {}): Promise<Answer<Limit>> =>
  person.mutate<Limit>('limits.create', {
    workspaceId: person.workspaceId,
    id: randomUUID(),
    subject: { kind: 'key', id },
    meter: 'requests',
    cap: 2,
    period: 'month',
    ...facts,
  });

const callBy = (person: TestPerson, apiKeyId: string, script = SCRIPT) =>
  callByKey(house, person, { apiKeyId, modelId: MODEL, script });

const report = async (person: TestPerson, filter: object = {}) =>
  (await person.query<UsageReport>('usage.report', at(person, filter))).data;

test('a key’s limit stops its calls, and not its person’s own; one made later counts what was used', async () => {
  const { owner, apiKeyId } = await openWorkspace();
  const other = await makeKey(house, owner, 'Other');
  await callBy(owner, apiKeyId);
  await ask(owner, MODEL, SCRIPT);
  const { data: limit } = await limitKey(owner, apiKeyId);
  expect(limit).toMatchObject({
    subject: { kind: 'key', id: apiKeyId },
    subjectName: 'Nightly report',
    now: { name: 'key.requests', used: 1, cap: 2 },
  });
  await callBy(owner, apiKeyId);
  await expect(callBy(owner, apiKeyId)).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
    details: {
      trace: [{ name: 'key.requests', limitId: limit.id, used: 2, isExceeded: true }],
      remedies: [{ kind: 'raise_limit', limitId: limit.id }, { kind: 'wait' }],
    },
  });
  await callBy(owner, other);
  await ask(owner, MODEL, SCRIPT);
  const rows = await house.inWorkspaceOf(owner, (tx) => tx.select().from(quotas));
  expect(rows).toMatchObject([{ subject: `key:${apiKeyId}`, used: 2n, held: 0n }]);
  expect(await books.problems()).toEqual([]);
});

test('a call’s key stands in its hold and receipt; a correction moves what the key used', async () => {
  const { owner, apiKeyId } = await openWorkspace();
  await limitKey(owner, apiKeyId, { meter: 'tokens', cap: 1_000_000 });
  const id = await callBy(owner, apiKeyId, 'reply=8 fault=no-usage delay=0');
  const read = () =>
    house.inWorkspaceOf(owner, async (tx) => ({
      hold: (await tx.select().from(holds))[0],
      receipt: (await tx.select().from(tokenUsage))[0],
      counter: (await tx.select().from(quotas))[0],
    }));
  const before = await read();
  expect(before).toMatchObject({ hold: { id, apiKeyId }, receipt: { id, apiKeyId } });
  const corrected = await correct(house, owner, id, { inputTokens: 4, outputTokens: 2 });
  expect(corrected).toMatchObject({ totalTokens: 6, isCorrected: true });
  const { counter } = await read();
  expect(counter?.used).toBe(6n);
  expect(before.counter?.used).toBeGreaterThan(6n);
  expect(await report(owner)).toMatchObject({ byKey: [{ apiKeyId, tokens: 6, requests: 1 }] });
  expect(await books.problems()).toEqual([]);
});

test('use by key sums to all use, narrows to one key, and is exported', async () => {
  const { owner, apiKeyId } = await openWorkspace();
  const editor = await joinAs(house, owner, 'editor');
  const theirs = await makeKey(house, editor, 'Theirs');
  await ask(owner, MODEL, SCRIPT);
  expect((await report(owner)).byKey).toEqual([]);
  await callBy(owner, apiKeyId);
  await callBy(owner, apiKeyId, 'reply=900 delay=0');
  await callBy(editor, theirs);
  const whole = await report(owner);
  expect(whole.byKey.map(({ apiKeyId: id, keyName, requests }) => [id, keyName, requests])).toEqual(
    expect.arrayContaining([
      [apiKeyId, 'Nightly report', 2],
      [theirs, 'Theirs', 1],
      [null, null, 1],
    ]),
  );
  expect(whole.byKey[0]?.apiKeyId).toBe(apiKeyId);
  const sum = (figure: 'requests' | 'tokens') =>
    whole.byKey.reduce((all, row) => all + row[figure], 0);
  expect([sum('requests'), sum('tokens')]).toEqual([whole.totals.requests, whole.totals.tokens]);
  const narrowed = await report(owner, { apiKeyId });
  expect(narrowed.totals.requests).toBe(2);
  expect(narrowed.byKey).toHaveLength(1);
  // Who sees only their own sees neither others' keys nor what these used.
  const own = await report(editor);
  expect(own.byKey.map(({ keyName }) => keyName)).toEqual(['Theirs']);
  expect((await report(editor, { apiKeyId })).totals.requests).toBe(0);
  const receipts = await owner.query<ReceiptPage>('usage.receipts', at(owner, { apiKeyId }));
  expect(receipts.data.items).toHaveLength(2);
  const exported = async (rows: string) =>
    (await readCsv(await owner.post('/api/usage/export', at(owner, { rows })))).map((row) => [
      row['api_key_id'],
      row['api_key_name'],
      Number(row['requests'] ?? 1),
    ]);
  const days = await exported('days');
  expect(days).toHaveLength(3);
  expect(days).toEqual(
    expect.arrayContaining([
      ['', '', 1],
      [apiKeyId, 'Nightly report', 2],
      [theirs, 'Theirs', 1],
    ]),
  );
  const calls = await exported('receipts');
  expect(calls.filter(([id]) => id === apiKeyId)).toHaveLength(2);
  expect(calls.filter(([id]) => id === '')).toHaveLength(1);
});

test('a limit is for a key of this workspace that still opens it', async () => {
  const [{ owner, apiKeyId }, { owner: stranger }] = [await openWorkspace(), await openWorkspace()];
  const revoked = await makeKey(house, owner, 'Old');
  const { data } = await limitKey(owner, revoked);
  await revokeKey(house, owner, revoked);
  const foreign = await limitKey(stranger, apiKeyId);
  expect(foreign).toMatchObject({ status: 404, error: { field: 'subject.id' } });
  for (const id of [revoked, randomUUID()])
    expect((await limitKey(owner, id, { period: 'day' })).status).toBe(404);
  // The one that it has stays until it is removed.
  const list = async () => (await owner.query<LimitList>('limits.list', at(owner))).data.limits;
  expect(await list()).toMatchObject([{ id: data.id, subjectName: 'Old' }]);
  expect((await owner.mutate('limits.remove', at(owner, { id: data.id }))).status).toBe(200);
  expect(await list()).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import { MAX_CAP, type Limit, type LimitList, type LimitRequestList } from '@geko/contracts/limits';
import { limitRequests, limits, quotas } from '@geko/db/schema/limits';
import { tokenUsage } from '@geko/db/schema/money';
import { addUsage } from './testing/add-usage.ts';
import { ask, correct } from './testing/late-usage.ts';
import { noticeKindsOf, noticesOf } from './testing/money-calls.ts';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type Answer, type TestPerson } from './testing/test-person.ts';

const MODEL = 'gpt-5-nano';
const OTHER = 'gpt-5.4-nano';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

type Facts = Partial<Pick<Limit, 'meter' | 'cap' | 'period' | 'overflow' | 'anchorAt'>> & {
  id?: string;
  subject?: { kind: string; id?: string };
};

/** Requests a day in the whole workspace, at most a thousand, but for what is told. */
const create = (person: TestPerson, facts: Facts = {}): Promise<Answer<Limit>> =>
  person.mutate<Limit>('limits.create', {
    workspaceId: person.workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'requests',
    cap: 1_000,
    period: 'day',
    ...facts,
  });

const at = (person: TestPerson, more: object) => ({ workspaceId: person.workspaceId, ...more });

const list = async (person: TestPerson) =>
  (await person.query<LimitList>('limits.list', at(person, {}))).data.limits;

const requestsOf = async (person: TestPerson) =>
  (await person.query<LimitRequestList>('limits.requests', at(person, {}))).data.requests;

const countersOf = async (person: TestPerson) => {
  const rows = await house.inWorkspaceOf(person, (tx) => tx.select().from(quotas));
  return Object.fromEntries(
    rows
      .filter(({ subject }) => !subject.startsWith('plan'))
      .map(({ subject, meter, period, used }) => [`${subject} ${meter} ${period}`, used]),
  );
};

const call = (person: TestPerson, modelId = MODEL) => ask(person, modelId, 'reply=5 delay=0');

test('a limit begins with what was used before it was made, of its own subject and meter', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  const idle = await joinAs(house, owner, 'viewer');
  await house.setPlan(owner, 'paygo');
  const receipts = [await call(owner), await call(owner, OTHER), await call(editor)];
  const tokens = receipts.map(({ totalTokens }) => totalTokens);
  const [one = 0, two = 0, three = 0] = tokens;
  expect((await create(owner, { meter: 'tokens' })).data.now).toMatchObject({
    name: 'workspace.tokens.day',
    used: one + two + three,
    held: 0,
    setBy: 'workspace',
  });
  expect((await create(owner, { meter: 'requests', period: 'total' })).data.now?.used).toBe(3);
  const charges = receipts.map(({ chargeNano }) => Number(chargeNano));
  const charged = await create(owner, { meter: 'charge', cap: MAX_CAP, period: 'month' });
  expect(charged.data.now?.used).toBe(charges.reduce((sum, nano) => sum + nano, 0));
  const model = await create(owner, { subject: { kind: 'model', id: OTHER }, meter: 'tokens' });
  expect(model.data).toMatchObject({ subjectName: 'GPT-5.4 nano', now: { used: two } });
  const member = { kind: 'member', id: editor.userId };
  const own = await create(owner, { subject: member, meter: 'tokens', period: 'week' });
  expect(own.data.now).toMatchObject({ name: 'member.tokens.week', used: three });
  const each = await create(owner, { subject: { kind: 'each_member' }, period: 'year' });
  expect(each.data).toMatchObject({ subject: { kind: 'each_member', id: '' }, now: null });
  expect(await countersOf(owner)).toMatchObject({
    [`member:${owner.userId} requests year`]: 2n,
    [`member:${editor.userId} requests year`]: 1n,
    [`member:${idle.userId} requests year`]: 0n,
  });
  await call(editor);
  expect(await countersOf(owner)).toMatchObject({
    'workspace requests total': 4n,
    [`member:${editor.userId} requests year`]: 2n,
  });
  expect((await list(owner)).map(({ subject, meter }) => `${subject.kind} ${meter}`)).toEqual([
    'workspace tokens',
    'workspace requests',
    'workspace charge',
    'model tokens',
    'member tokens',
    'each_member requests',
  ]);
});

test('what counts of a call is its newest correction, and failed calls are no requests', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const late = await ask(owner, MODEL, 'reply=8 fault=no-usage delay=0');
  expect(late.isEstimated).toBe(true);
  expect(await correct(house, owner, late.turnId, { outputTokens: 3 })).toMatchObject({
    isCorrected: true,
  });
  await postAs(house, owner, {
    body: newMessage(owner, 'Hello [[fake: fault=500 delay=0]]'),
  }).then((response) => response.text());
  await create(owner, { meter: 'tokens' });
  await create(owner, { meter: 'charge', cap: MAX_CAP });
  await create(owner, { meter: 'requests' });
  const begun = await countersOf(owner);
  const rows = await house.inWorkspaceOf(owner, async (tx) => {
    const found = await tx.execute<{ tokens: bigint; charge: bigint; requests: bigint }>(sql`
      select coalesce(sum(coalesce(c.metered_tokens, u.metered_tokens)), 0)::bigint as tokens,
        coalesce(sum(coalesce(c.charge_nano, u.charge_nano)), 0)::bigint as charge,
        count(*) filter (where u.outcome in ('finished', 'stopped'))::bigint as requests
      from token_usage u left join usage_corrections c on c.usage_id = u.id`);
    return found.rows[0];
  });
  expect(begun).toEqual({
    'workspace tokens day': rows?.tokens,
    'workspace charge day': rows?.charge,
    'workspace requests day': rows?.requests,
  });
  expect(await house.inWorkspaceOf(owner, (tx) => tx.$count(tokenUsage))).toBe(2);
});

test('calls that end while limits are made are counted once each', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  const subjects = [
    { kind: 'workspace' },
    { kind: 'each_member' },
    { kind: 'model', id: MODEL },
    { kind: 'member', id: editor.userId },
  ];
  const made: Promise<Answer<Limit>>[] = [];
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      if (n % 50 === 25) {
        const subject = subjects[made.length] ?? { kind: 'workspace' };
        // A member's own limit shares the counter of the one on each member.
        const period = subject.kind === 'member' ? 'week' : 'day';
        made.push(create(owner, { subject, meter: 'tokens', period }));
      }
      await addUsage(house, n % 2 === 0 ? owner : editor, { modelId: MODEL, tokens: n + 1 });
    }),
  );
  expect((await Promise.all(made)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await countersOf(owner)).toEqual({
    'workspace tokens day': 20_100n,
    [`model:${MODEL} tokens day`]: 20_100n,
    [`member:${owner.userId} tokens day`]: 10_000n,
    [`member:${editor.userId} tokens day`]: 10_100n,
    [`member:${editor.userId} tokens week`]: 10_100n,
  });
});

test('a resend has the same answer; another limit under the id, or the same one again, is a conflict', async () => {
  const owner = await registerPerson(house);
  const id = randomUUID();
  const first = await create(owner, { id });
  const all = await Promise.all(Array.from({ length: 10 }, () => create(owner, { id })));
  for (const again of all) expect(again).toEqual(first);
  for (const other of [{ cap: 5 }, { period: 'week' as const }, { overflow: 'allow' as const }]) {
    expect(await create(owner, { id, ...other })).toMatchObject({
      status: 409,
      error: { code: 'CONFLICT', field: 'id' },
    });
  }
  expect(await create(owner, { cap: 7 })).toMatchObject({
    status: 409,
    error: { field: 'subject' },
  });
  const racing = await Promise.all(
    Array.from({ length: 5 }, () => create(owner, { period: 'year' })),
  );
  expect(racing.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200, 409, 409, 409, 409,
  ]);
  expect(await list(owner)).toHaveLength(2);
});

test('a subject that is not of this workspace is not there', async () => {
  const [owner, stranger] = [await registerPerson(house), await registerPerson(house)];
  for (const subject of [
    { kind: 'member', id: stranger.userId },
    { kind: 'member', id: 'nobody' },
    { kind: 'model', id: 'no-such-model' },
  ])
    expect(await create(owner, { subject })).toMatchObject({ status: 404 });
  expect(await create(owner, { anchorAt: '0000-01-01T00:00:00.000Z' })).toMatchObject({
    status: 400,
    error: { field: 'anchorAt' },
  });
  const alias = await create(owner, { subject: { kind: 'model', id: 'gpt-4o-mini' } });
  expect(alias.data.subject.id).not.toBe('');
  expect(await list(owner)).toHaveLength(1);
});

test('a limit that is changed holds at once; one that is gone stops nobody', async () => {
  const owner = await registerPerson(house);
  const { data } = await create(owner, { cap: 0 });
  const send = () => postAs(house, owner, { body: newMessage(owner, 'Hi [[fake: reply=2]]') });
  expect((await refusalOf(await send())).error.trace?.[0]).toMatchObject({ limitId: data.id });
  const change = (facts: object) =>
    owner.mutate<Limit>('limits.update', at(owner, { id: data.id, ...facts }));
  expect((await change({ cap: 5 })).data).toMatchObject({ cap: 5, overflow: 'block' });
  expect((await change({ overflow: 'allow' })).data).toMatchObject({ cap: 5, overflow: 'allow' });
  expect((await change({})).data).toMatchObject({ cap: 5 });
  await (await send()).text();
  expect((await list(owner))[0]?.now).toMatchObject({ used: 1, cap: 5 });
  expect(await owner.mutate('limits.remove', at(owner, { id: data.id }))).toMatchObject({
    status: 200,
  });
  for (const gone of ['limits.remove', 'limits.update'])
    expect(await owner.mutate(gone, at(owner, { id: data.id }))).toMatchObject({ status: 404 });
  const lines = await owner.query<AuditPage>('audit.list', at(owner, { limit: 10 }));
  expect(
    lines.data.items
      .filter(({ action }) => action.startsWith('limit.'))
      .map(({ action, before, after }) => [action, before, after]),
  ).toEqual([
    ['limit.remove', 'workspace,requests,5,day,allow', null],
    ['limit.update', 'workspace,requests,5,day,block', 'workspace,requests,5,day,allow'],
    ['limit.update', 'workspace,requests,0,day,block', 'workspace,requests,5,day,block'],
    ['limit.create', null, 'workspace,requests,0,day,block'],
  ]);
});

test('when a member’s own limit goes, that on each member counts what they used meanwhile', async () => {
  const owner = await registerPerson(house);
  const anchorAt = new Date(Date.now() - 3_600_000).toISOString();
  await create(owner, { subject: { kind: 'each_member' }, cap: 1, anchorAt });
  const own = await create(owner, { subject: { kind: 'member', id: owner.userId }, cap: 50 });
  await house.inWorkspaceOf(owner, (tx) =>
    // As in a later period, of which the limit on each member has no counter yet.
    tx
      .update(quotas)
      .set({ subject: 'member:gone' })
      .where(sql`${quotas.periodStart} = ${anchorAt}`),
  );
  await call(owner);
  await owner.mutate('limits.remove', at(owner, { id: own.data.id }));
  const response = await postAs(house, owner, { body: newMessage(owner, 'Hi [[fake: reply=2]]') });
  expect((await refusalOf(response)).error.trace?.[0]).toMatchObject({ used: 1, cap: 1 });
});

test('who is stopped asks once; one click raises the cap, and they hear of it', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  const { data: limit } = await create(owner, { subject: { kind: 'each_member' }, cap: 10 });
  const id = randomUUID();
  const request = (more: object = {}) =>
    editor.mutate('limits.requestMore', at(owner, { id, limitId: limit.id, ...more }));
  const asked = await Promise.all([request(), request(), request({ id: randomUUID() })]);
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  const [open, ...more] = await requestsOf(owner);
  expect(more).toEqual([]);
  expect(open).toMatchObject({ userId: editor.userId, limit: { id: limit.id }, proposedCap: 20 });
  expect(await noticesOf(owner)).toMatchObject({
    notices: [
      { kind: 'limit_requested', facts: { requestId: open?.id, limit: 'member.requests.day' } },
    ],
    unread: 1,
  });
  const decide = (facts: object) =>
    owner.mutate('limits.decide', at(owner, { id: open?.id, ...facts }));
  expect(await decide({ isGranted: true, cap: 10 })).toMatchObject({
    status: 400,
    error: { field: 'cap' },
  });
  const both = await Promise.all([decide({ isGranted: true }), decide({ isGranted: true })]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(await decide({ isGranted: false })).toMatchObject({ status: 409 });
  expect((await list(owner))[0]?.cap).toBe(20);
  expect(await requestsOf(owner)).toEqual([]);
  expect(await noticesOf(editor)).toMatchObject({
    notices: [{ kind: 'limit_granted', facts: { limit: 'member.requests.day', cap: '20' } }],
  });
  // Later they may ask again, and be told no.
  await request({ id: randomUUID() });
  const [again] = await requestsOf(owner);
  await owner.mutate('limits.decide', at(owner, { id: again?.id, isGranted: false }));
  expect(await noticeKindsOf(editor)).toEqual(['limit_declined', 'limit_granted']);
  expect((await list(owner))[0]?.cap).toBe(20);
});

test('one asks only of a limit that is one’s own, and may not ask without end', async () => {
  const owner = await registerPerson(house);
  const [editor, other] = [
    await joinAs(house, owner, 'editor'),
    await joinAs(house, owner, 'editor'),
  ];
  const everybody = await create(owner, { subject: { kind: 'each_member' } });
  const own = await create(owner, { subject: { kind: 'member', id: editor.userId } });
  const model = await create(owner, { subject: { kind: 'model', id: MODEL } });
  const request = (who: TestPerson, limitId: string) =>
    who.mutate('limits.requestMore', at(owner, { id: randomUUID(), limitId }));
  const statuses = async (who: TestPerson) => [
    (await request(who, everybody.data.id)).status,
    (await request(who, own.data.id)).status,
    (await request(who, model.data.id)).status,
    (await request(who, randomUUID())).status,
  ];
  expect(await statuses(editor)).toEqual([404, 200, 200, 404]);
  expect(await statuses(other)).toEqual([200, 404, 200, 404]);
  const viewer = await joinAs(house, owner, 'viewer');
  expect((await request(viewer, model.data.id)).status).toBe(403);
  await house.inWorkspaceOf(owner, async (tx) => {
    const [row] = await tx.select().from(limitRequests).limit(1);
    if (!row) throw new Error('nobody asked');
    const past = Array.from({ length: 20 }, () => ({
      ...row,
      id: randomUUID(),
      userId: other.userId,
      status: 'declined' as const,
    }));
    await tx.insert(limitRequests).values(past);
  });
  await owner.mutate(
    'limits.decide',
    at(owner, { id: (await requestsOf(owner)).at(-1)?.id, isGranted: false }),
  );
  const workspace = await create(owner);
  expect(await request(other, workspace.data.id)).toMatchObject({
    status: 429,
    error: { code: 'RATE_LIMITED' },
  });
});

test('a limit that goes takes what was asked of it along; of the largest there is no more', async () => {
  const owner = await registerPerson(house);
  const ask = (limitId: string) =>
    owner.mutate('limits.requestMore', at(owner, { id: randomUUID(), limitId }));
  const { data: none } = await create(owner, { cap: 0 });
  const { data: most } = await create(owner, { cap: MAX_CAP, period: 'week' });
  await ask(none.id);
  await ask(most.id);
  expect((await requestsOf(owner)).map(({ proposedCap }) => proposedCap)).toEqual([1, MAX_CAP]);
  const [, largest] = await requestsOf(owner);
  expect(
    await owner.mutate('limits.decide', at(owner, { id: largest?.id, isGranted: true })),
  ).toMatchObject({ status: 400 });
  await owner.mutate('limits.remove', at(owner, { id: none.id }));
  expect(await requestsOf(owner)).toHaveLength(1);
  const editor = await joinAs(house, owner, 'editor');
  await editor.mutate('limits.requestMore', at(owner, { id: randomUUID(), limitId: most.id }));
  expect(await requestsOf(owner)).toHaveLength(2);
  await editor.mutate('members.leave', at(owner, {}));
  expect(await requestsOf(owner)).toHaveLength(1);
  expect(await house.inWorkspaceOf(owner, (tx) => tx.$count(limits))).toBe(1);
});

import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AdminOverview } from '@geko/contracts/admin';
import { planTable, type Plan } from '@geko/contracts/plans';
import { mailOutbox, users } from '@geko/db/schema/identity';
import { notices } from '@geko/db/schema/operations';
import { sendNotices } from '@geko/services/notices/send-notices';
import { moved, noticeCallsOf } from './testing/notice-calls.ts';
import { readMails } from './testing/mails.ts';
import { grantTo, noticesOf } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;

type Calls = ReturnType<typeof noticeCallsOf>;
let house: TestHouse;
let operator: TestPerson;
let settle: Calls['settle'];
let limit: Calls['limit'];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  ({ settle, limit } = noticeCallsOf(house));
});
afterAll(() => house.close());

/** Everything of before is mailed; then the outbox is empty. */
async function clearMails(): Promise<void> {
  await sendNotices(house.server);
  await house.database.db.delete(mailOutbox);
}
const addressOf = async ({ userId }: TestPerson) => {
  const [row] = await house.database.db.select().from(users).where(eq(users.id, userId));
  return row?.email ?? '';
};
const change = (person: TestPerson, facts: Partial<typeof users.$inferInsert>) =>
  house.database.db.update(users).set(facts).where(eq(users.id, person.userId));

test('mails go to whom it concerns, each in their language, once, whoever sends them', async () => {
  const owner = await registerPerson(house);
  const budgeter = await joinAs(house, owner, await makeRole(owner, ['budget:manage']));
  const editor = await joinAs(house, owner, 'editor');
  const leaving = await joinAs(house, owner, 'admin');
  await change(leaving, { deleteAfter: new Date(Date.now() + DAY_MS) });
  await change(editor, { locale: 'de' });
  const limitId = await limit(owner, { subjectKind: 'each_member' });
  await clearMails();
  await settle(owner, [
    moved(0, 100, { subject: `member:${editor.userId}` }),
    moved(0, 85, { subject: `member:${owner.userId}` }),
  ]);
  const done = await Promise.all([1, 2, 3].map(() => sendNotices(house.addServer())));
  const mails = await readMails(house);
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(mails.length);
  const seen = mails.map(({ kind, to, locale, data }) => ({ kind, to, locale, ...data }));
  const [toOwner, toBudgeter, toEditor] = await Promise.all(
    [owner, budgeter, editor].map(addressOf),
  );
  const url = `http://geko.test/w/${owner.workspaceId}`;
  const told = (to: string | undefined, isReached: boolean) => ({
    kind: 'limit_notice',
    to,
    isReached,
  });
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...told(toOwner, true),
        url: `${url}/settings?tab=limits&limit=${limitId}`,
      }),
      expect.objectContaining({ ...told(toBudgeter, true), isOwn: false }),
      expect.objectContaining({
        ...told(toEditor, true),
        locale: 'de',
        isOwn: true,
        memberName: null,
        url: `${url}/usage`,
      }),
      expect.objectContaining(told(toOwner, false)),
      expect.objectContaining(told(toBudgeter, false)),
    ]),
  );
  expect(await sendNotices(house.server)).toBe(0);
});

test('news of a company’s limit reach all of its workspaces, each person once, and no other company', async () => {
  const owner = await registerPerson(house);
  const { data } = await owner.mutate<{ id: string }>('workspace.create', {
    workspaceId: owner.workspaceId,
    name: 'Second',
  });
  const second = { ...owner, workspaceId: data.id };
  const admin = await joinAs(house, second, 'admin');
  const editor = await joinAs(house, second, 'editor');
  const stranger = await registerPerson(house);
  const limitId = randomUUID();
  await owner.mutate('limits.create', {
    workspaceId: owner.workspaceId,
    id: limitId,
    subject: { kind: 'tenant' },
    meter: 'requests',
    cap: 100,
    period: 'month',
  });
  await clearMails();
  const all = { scope: 'tenant', subject: 'tenant' };
  const urlOf = (workspaceId: string) =>
    `http://geko.test/w/${workspaceId}/settings?tab=limits&limit=${limitId}`;
  const newsOf = async (person: TestPerson) =>
    (await noticesOf(person)).notices.map(({ kind, facts }) => [
      kind,
      'limit' in facts && facts.limit,
    ]);

  await settle(owner, [moved(0, 85, all)]);
  const sent = await Promise.all([1, 2, 3].map(() => sendNotices(house.addServer())));
  expect(sent.toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
  const mails = (await readMails(house)).map(({ to, data }) => ({ to, ...data }));
  expect(mails).toHaveLength(2);
  expect(mails).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ to: await addressOf(owner), url: urlOf(owner.workspaceId) }),
      expect.objectContaining({ to: await addressOf(admin), url: urlOf(second.workspaceId) }),
    ]),
  );
  for (const person of [owner, second, admin])
    expect(await newsOf(person)).toEqual([['limit_warning', 'tenant.requests']]);
  for (const person of [editor, stranger]) expect(await newsOf(person)).toEqual([]);

  // Used up from the other workspace: told there first, and once.
  await clearMails();
  await settle(second, [moved(85, 100, all)]);
  expect(await sendNotices(house.server)).toBe(2);
  expect(await sendNotices(house.server)).toBe(0);
  for (const person of [owner, admin])
    expect((await newsOf(person))[0]).toEqual(['limit_reached', 'tenant.requests']);
  // What a workspace has been told already is not told again.
  await settle(owner, [moved(85, 100, all)]);
  expect(await sendNotices(house.server)).toBe(0);
  expect(await newsOf(owner)).toHaveLength(2);
});

test('low credit and a request are mailed; what is only for the app is not', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  await grantTo(operator, owner, { amountNano: '2000000000' });
  const limitId = await limit(owner);
  await clearMails();
  await settle(owner, [], { wallet: [2_000_000_000n, 7n] });
  await editor.mutate('limits.requestMore', {
    workspaceId: owner.workspaceId,
    id: randomUUID(),
    limitId,
  });
  expect(await sendNotices(house.server)).toBe(2);
  const to = await addressOf(owner);
  expect((await readMails(house)).map((mail) => `${mail.kind} ${mail.to}`).toSorted()).toEqual([
    `credit_notice ${to}`,
    `limit_requested ${to}`,
  ]);
  const left = await house.inWorkspaceOf(owner, (tx) => tx.select().from(notices));
  expect(left.filter(({ mailedAt }) => mailedAt === null)).toEqual([]);
});

test('over a mail server only known addresses get mail; without mail, and in deleted workspaces, none does', async () => {
  const owner = await registerPerson(house);
  const admin = await joinAs(house, owner, 'admin');
  await change(admin, { emailVerifiedAt: new Date() });
  await change(owner, { emailVerifiedAt: null });
  await limit(owner);
  await clearMails();
  await settle(owner, [moved(0, 85)]);
  expect(await sendNotices({ ...house.server, mail: 'smtp' })).toBe(1);
  expect((await readMails(house)).map(({ to }) => to)).toEqual([await addressOf(admin)]);
  await clearMails();
  await settle(owner, [moved(85, 100)]);
  expect(await sendNotices({ ...house.server, mail: 'none' })).toBe(0);
  expect(await sendNotices(house.server)).toBe(0);
  const gone = await registerPerson(house);
  await limit(gone);
  await settle(gone, [moved(0, 85)]);
  await gone.mutate('workspace.remove', {
    workspaceId: gone.workspaceId,
    password: 'correct horse battery',
  });
  await house.database.db.delete(mailOutbox);
  expect(await sendNotices(house.server)).toBe(0);
  expect(await readMails(house)).toEqual([]);
});

test('who passes what a plan calls fair goes on, and operators are told of it, once a period', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'pro');
  const now = new Date();
  const monthFrom = (months: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
  const month = { periodStart: monthFrom(0), periodEnd: monthFrom(1) };
  const lastMonth = { periodStart: monthFrom(-1), periodEnd: monthFrom(0) };
  const plans = { subject: 'plan', meter: 'tokens' as const };
  const pass = async (before: number, after: number, period: typeof month, plan: Plan) => {
    await clearMails();
    await settle(owner, [moved(before, after, { ...plans, ...period })], { plan });
    await sendNotices(house.server);
    return (await readMails(house)).map(({ kind, to }) => `${kind} ${to}`).toSorted();
  };
  const [toOwner, toOperator] = [await addressOf(owner), await addressOf(operator)];
  const fairUse = async () =>
    (await operator.query<AdminOverview>('admin.overview')).data.fairUse.filter(
      ({ workspaceId }) => workspaceId === owner.workspaceId,
    );

  expect(await pass(399_999, 450_000, month, planTable.pro)).toEqual([`limit_notice ${toOwner}`]);
  expect(await fairUse()).toEqual([]);
  // What is over is not told of in the overview; what stops people is not fair use.
  expect(await pass(499_999, 500_001, lastMonth, planTable.pro)).toContain(
    `fair_use_notice ${toOperator}`,
  );
  expect(await pass(49_999, 50_001, month, planTable.free)).toEqual([`limit_notice ${toOwner}`]);
  expect(await fairUse()).toEqual([]);

  expect(await pass(499_999, 500_001, month, planTable.pro)).toEqual([
    `fair_use_notice ${toOperator}`,
    `limit_notice ${toOwner}`,
  ]);
  expect(await fairUse()).toMatchObject([
    { planId: 'pro', limit: 'workspace.tokens', meter: 'tokens', cap: '500000' },
  ]);
  expect(await pass(500_001, 900_000, month, planTable.pro)).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { planTable, type Plan } from '@geko/contracts/plans';
import { mailOutbox, users } from '@geko/db/schema/identity';
import { limits, tenantLimits } from '@geko/db/schema/money';
import { notices } from '@geko/db/schema/operations';
import { workspaces } from '@geko/db/schema/tenancy';
import type { ChangedCounter } from '@geko/services/notices/crossed-caps';
import { insertNotice } from '@geko/services/notices/insert-notice';
import { sendNotices } from '@geko/services/notices/send-notices';
import { tellOfSettlement } from '@geko/services/notices/tell-of-settlement';
import { expireLots } from '@geko/services/wallet/expire-lots';
import { resetSubscriptionCredit } from '@geko/services/wallet/reset-subscription-credit';
import { moveClock } from './testing/clock.ts';
import { readMails } from './testing/mails.ts';
import { grantTo, inPlaceOf, noticeKindsOf, noticesOf, setSetting } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { newMessage, postAs } from './testing/refusal.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;
const MONTH = { periodStart: '2026-11-01T00:00:00+00:00', periodEnd: '2026-12-01T00:00:00+00:00' };

let house: TestHouse;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
});
afterAll(() => house.close());

/** A counter that a settlement moved, of all requests in a month. */
const moved = (before: number, after: number, more: Partial<ChangedCounter> = {}) => ({
  scope: 'workspace',
  subject: 'workspace',
  meter: 'requests' as const,
  period: 'month' as const,
  ...MONTH,
  before: String(before),
  after: String(after),
  ...more,
});

const settle = (
  person: TestPerson,
  changed: ChangedCounter[],
  { plan = planTable.paygo, wallet }: { plan?: Plan; wallet?: [bigint, bigint] } = {},
) =>
  inPlaceOf(house, person, (place) =>
    tellOfSettlement(
      { ...place, plan },
      {
        changed,
        walletBeforeNano: wallet?.[0] ?? null,
        walletAfterNano: wallet?.[1] ?? null,
      },
    ),
  );

type NewLimit = Partial<typeof limits.$inferInsert>;
/** A limit of a hundred requests a month, but for what is told; its id. */
async function limit(person: TestPerson, facts: NewLimit = {}): Promise<string> {
  const id = randomUUID();
  await inPlaceOf(house, person, ({ tx, tenantId, workspaceId }) =>
    tx.insert(limits).values({
      tenantId,
      workspaceId,
      id,
      subjectKind: 'workspace',
      subjectId: '',
      meter: 'requests',
      cap: 100n,
      period: 'month',
      overflow: 'block',
      createdBy: person.userId,
      createdAt: new Date(),
      ...facts,
    }),
  );
  return id;
}

/** What somebody is told, oldest first: kind, name and how much. */
const newsOf = async (person: TestPerson) =>
  (await noticesOf(person)).notices
    .map(({ kind, facts }) => `${kind} ${facts['limit']} ${facts['used']}/${facts['cap']}`)
    .toReversed();

test('80 % and 100 % of a limit are told once a period, in whatever steps they are reached', async () => {
  const owner = await registerPerson(house);
  await limit(owner);
  for (const [before, after] of [
    [0, 79],
    [79, 80],
    [80, 99],
    [79, 81],
    [99, 100],
    [100, 130],
    [99, 101],
  ])
    await settle(owner, [moved(before ?? 0, after ?? 0)]);
  const both = [
    'limit_warning workspace.requests 80/100',
    'limit_reached workspace.requests 100/100',
  ];
  expect(await newsOf(owner)).toEqual(both);
  const next = { periodStart: MONTH.periodEnd, periodEnd: '2027-01-01T00:00:00+00:00' };
  await settle(owner, [moved(10, 250, next)]);
  expect(await newsOf(owner)).toEqual([...both, 'limit_reached workspace.requests 250/100']);
});

test('a cap that is raised is told of once more, and one that is put back is not', async () => {
  const owner = await registerPerson(house);
  const limitId = await limit(owner);
  const setCap = (cap: bigint) =>
    house.inWorkspaceOf(owner, (tx) =>
      tx.update(limits).set({ cap }).where(eq(limits.id, limitId)),
    );
  const told: string[] = [];
  const cross = async (steps: [number, number][], ...news: string[]) => {
    for (const [before, after] of steps) await settle(owner, [moved(before, after)]);
    told.push(...news);
    expect(await newsOf(owner)).toEqual(told);
  };
  await cross(
    [
      [79, 80],
      [80, 100],
    ],
    'limit_warning workspace.requests 80/100',
    'limit_reached workspace.requests 100/100',
  );
  await setCap(200n);
  await cross([
    [100, 101],
    [101, 159],
  ]);
  await cross([[159, 160]], 'limit_warning workspace.requests 160/200');
  // A correction takes something back, and it is crossed again.
  await cross([
    [160, 150],
    [150, 170],
  ]);
  await setCap(100n);
  await cross([
    [170, 70],
    [70, 90],
    [90, 110],
  ]);
  await setCap(200n);
  await cross([
    [110, 150],
    [150, 165],
  ]);
  await cross([[165, 200]], 'limit_reached workspace.requests 200/200');
});

test('ten settlements that cross at once tell it once', async () => {
  const owner = await registerPerson(house);
  await limit(owner);
  await Promise.all(Array.from({ length: 10 }, () => settle(owner, [moved(70, 85)])));
  expect(await newsOf(owner)).toEqual(['limit_warning workspace.requests 85/100']);
});

test('plan, company, model: each by its own counter, and none by another’s', async () => {
  const owner = await registerPerson(house);
  await limit(owner, { subjectKind: 'model', subjectId: 'gpt-5', meter: 'charge', period: 'day' });
  await limit(owner, { cap: 10n, period: 'year' });
  await inPlaceOf(house, owner, ({ tx, tenantId }) =>
    tx.insert(tenantLimits).values({
      tenantId,
      id: randomUUID(),
      meter: 'requests',
      cap: 50n,
      period: 'month',
      overflow: 'block',
      createdBy: owner.userId,
      createdAt: new Date(),
    }),
  );
  const day = { periodStart: '2026-11-21T00:00:00+00:00', periodEnd: '2026-11-22T00:00:00+00:00' };
  const tokens = { meter: 'tokens' as const };
  await settle(
    owner,
    [
      moved(0, 45, { scope: 'tenant', subject: 'tenant' }),
      moved(0, 45_000, { subject: 'plan', ...tokens }),
      moved(0, 100_000, { subject: 'plan:model:gpt-5-nano', ...tokens }),
      moved(0, 100, { subject: 'model:gpt-5', meter: 'charge', period: 'day', ...day }),
      moved(0, 100, { subject: 'model:gpt-5-mini', meter: 'charge', period: 'day', ...day }),
      moved(0, 5_000),
    ],
    { plan: planTable.free },
  );
  expect((await newsOf(owner)).toSorted()).toEqual([
    'limit_reached model.gpt-5-nano.tokens 100000/100000',
    'limit_reached model.gpt-5.charge.day 100/100',
    'limit_warning tenant.requests 45/50',
    'limit_warning workspace.tokens 45000/50000',
  ]);
});

test('a member’s limit is told to the member, and with their name to whoever sets limits', async () => {
  const owner = await registerPerson(house);
  const [editor, other] = [
    await joinAs(house, owner, 'editor'),
    await joinAs(house, owner, 'editor'),
  ];
  await limit(owner, { subjectKind: 'each_member' });
  await limit(owner, { subjectKind: 'member', subjectId: other.userId, cap: 1_000n });
  const anchorAt = new Date('2026-11-15T00:00:00Z');
  await limit(owner, { subjectKind: 'member', subjectId: editor.userId, period: 'week', anchorAt });
  const of = ({ userId }: TestPerson) => ({ subject: `member:${userId}` });
  await settle(owner, [
    moved(0, 90, of(editor)),
    // Their own limit takes its place.
    moved(0, 90, of(other)),
    moved(0, 90, of(owner)),
  ]);
  const week = { period: 'week' as const, periodEnd: '2026-11-29T00:00:00+00:00' };
  // The calendar's week is another one than that of the anchor, a Sunday.
  await settle(owner, [
    moved(0, 100, { ...of(editor), ...week, periodStart: '2026-11-16T00:00:00+00:00' }),
  ]);
  expect(await newsOf(editor)).toEqual(['limit_warning member.requests 90/100']);
  await settle(owner, [
    moved(0, 100, { ...of(editor), ...week, periodStart: '2026-11-15T00:00:00+00:00' }),
  ]);
  expect(await newsOf(editor)).toHaveLength(2);
  expect(await newsOf(other)).toEqual([]);
  const told = (await noticesOf(owner)).notices;
  expect(told.map(({ kind }) => kind)).toEqual(['limit_reached', 'limit_warning', 'limit_warning']);
  expect(new Set(told.map(({ facts }) => facts['memberName'])).size).toBe(2);
});

/** Sends a message and waits for its end; the answer's status. */
async function call(person: TestPerson): Promise<number> {
  const body = newMessage(person, 'Hello [[fake: reply=2 delay=0]]');
  const response = await postAs(house, person, { body });
  await response.text();
  return response.status;
}

test('a real call that crosses is told, a refused one as used up, and the two are one, once a cap', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  const id = randomUUID();
  await owner.mutate('limits.create', {
    workspaceId: owner.workspaceId,
    id,
    subject: { kind: 'each_member' },
    meter: 'requests',
    cap: 4,
    period: 'total',
  });
  for (let n = 0; n < 3; n += 1) expect(await call(editor)).toBe(200);
  expect(await newsOf(editor)).toEqual([]);
  expect(await call(editor)).toBe(200);
  expect(await call(editor)).toBe(429);
  expect(await call(editor)).toBe(429);
  const first = ['limit_reached member.requests.total 4/4'];
  expect(await newsOf(editor)).toEqual(first);
  expect(await newsOf(owner)).toEqual(first);
  const setCap = (cap: number) =>
    owner.mutate('limits.update', { workspaceId: owner.workspaceId, id, cap });
  await setCap(5);
  expect(await call(editor)).toBe(200);
  expect(await call(editor)).toBe(429);
  await setCap(4);
  expect(await call(editor)).toBe(429);
  const both = [...first, 'limit_reached member.requests.total 5/5'];
  expect(await newsOf(editor)).toEqual(both);
  expect(await newsOf(owner)).toEqual(both);
});

test('low credit is told once a fall, and again after the next grant', async () => {
  const owner = await registerPerson(house);
  const fall = (before: bigint, after: bigint) => settle(owner, [], { wallet: [before, after] });
  await fall(2_000_000_000n, 5n);
  // No lot was ever granted: that is nobody's credit.
  expect(await noticeKindsOf(owner)).toEqual([]);
  await grantTo(operator, owner, { amountNano: '2000000000' });
  await fall(2_000_000_000n, 1_000_000_000n);
  expect(await noticeKindsOf(owner)).toEqual(['credit_granted']);
  await fall(1_000_000_000n, 999_999_999n);
  await fall(999_999_999n, 5n);
  await fall(1_000_000_001n, 5n);
  expect(await noticeKindsOf(owner)).toEqual(['credit_low', 'credit_granted']);
  await grantTo(operator, owner, { amountNano: '2000000000' });
  await setSetting(house, 'money.low_credit_nano', null);
  await fall(1_000_000_001n, 5n);
  await setSetting(house, 'money.low_credit_nano', '10');
  await fall(1_000_000_001n, 11n);
  await fall(11n, 9n);
  await setSetting(house, 'money.low_credit_nano', undefined);
  const [low] = (await noticesOf(owner)).notices;
  expect(low).toMatchObject({
    kind: 'credit_low',
    facts: { balanceNano: '9', thresholdNano: '10' },
  });
  expect(await noticeKindsOf(owner)).toHaveLength(4);
});

test('credit that expires tells when it runs low, once; one period’s that makes room for the next does not', async () => {
  const owner = await registerPerson(house);
  const expiresAt = new Date(Date.now() + DAY_MS);
  await grantTo(operator, owner, { amountNano: '1500000000', expiresAt: expiresAt.toISOString() });
  await grantTo(operator, owner, { amountNano: '900000000' });
  const later = { ...house.server, now: () => expiresAt };
  expect(await expireLots(later)).toBe(1);
  expect(await expireLots(later)).toBe(0);
  const kinds = ['credit_low', 'credit_expired', 'credit_granted', 'credit_granted'];
  expect((await noticeKindsOf(owner)).toSorted()).toEqual(kinds.toSorted());
  const low = (await noticesOf(owner)).notices.find(({ kind }) => kind === 'credit_low');
  expect(low?.facts).toEqual({ balanceNano: '900000000', thresholdNano: '1000000000' });
  const begin = (periodKey: string, end: Date | null) =>
    inPlaceOf(house, owner, (place) =>
      resetSubscriptionCredit(place, { periodKey, amountNano: 2_000_000_000n, expiresAt: end }),
    );
  await begin('first', expiresAt);
  await begin('second', null);
  expect((await noticeKindsOf(owner)).filter((kind) => kind === 'credit_low')).toHaveLength(1);
});

test('a real call that credit pays for tells when it runs low', async () => {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  await grantTo(operator, owner, { amountNano: '1000000100' });
  await call(owner);
  await call(owner);
  expect(await noticeKindsOf(owner)).toEqual(['credit_low', 'credit_granted']);
});

test('one reads up to an instant, for oneself, and never back', async () => {
  const owner = await registerPerson(house);
  const admin = await joinAs(house, owner, 'admin');
  const editor = await joinAs(house, owner, 'editor');
  for (const n of [1, 2, 3]) await grantTo(operator, owner, { amountNano: `${n}` });
  const [newest, middle] = (await noticesOf(owner)).notices;
  const read = (upTo: string | undefined, who = owner) =>
    who.mutate('notices.read', { workspaceId: owner.workspaceId, upTo });
  expect((await noticesOf(owner)).unread).toBe(3);
  await read(middle?.at);
  expect((await noticesOf(owner)).notices.map(({ isRead }) => isRead)).toEqual([false, true, true]);
  await read('2020-01-01T00:00:00.000Z');
  expect((await noticesOf(owner)).unread).toBe(1);
  await Promise.all([read(newest?.at), read(middle?.at), read('9999-01-01T00:00:00.000Z')]);
  expect((await noticesOf(owner)).unread).toBe(0);
  expect(await read('0000-01-01T00:00:00.000Z')).toMatchObject({ status: 400 });
  // What comes after now is not read yet, whatever was sent.
  await grantTo(operator, owner, { amountNano: '4' });
  expect((await noticesOf(owner)).unread).toBe(1);
  expect((await noticesOf(admin)).unread).toBe(4);
  expect((await noticesOf(editor)).notices).toEqual([]);
  moveClock(house.server, 91 * DAY_MS);
  const later = await noticesOf(admin);
  moveClock(house.server, 0);
  expect(later).toEqual({ notices: [], unread: 0 });
});

test('of many the newest fifty are shown', async () => {
  const owner = await registerPerson(house);
  await inPlaceOf(house, owner, async (place) => {
    for (let n = 0; n < 60; n += 1) {
      const facts = { limit: `number-${n}` };
      const now = new Date(place.now.getTime() - (60 - n) * 1_000);
      await insertNotice(
        { ...place, now },
        { kind: 'limit_declined', facts, userId: owner.userId, onceKey: `${n}` },
      );
    }
  });
  const shown = (await noticesOf(owner)).notices.map(({ facts }) => facts['limit']);
  expect(shown).toHaveLength(50);
  expect([shown[0], shown.at(-1)]).toEqual(['number-59', 'number-10']);
});

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

test.each(['UTC', 'America/St_Johns', 'Pacific/Apia'])(
  'twenty-four months in %s: one warning and one end a period',
  async (timeZone) => {
    const owner = await registerPerson(house);
    await house.inWorkspaceOf(owner, (tx) => tx.update(workspaces).set({ timeZone }));
    await limit(owner, { period: 'day' });
    await limit(owner);
    const starts = Array.from({ length: 25 }, (_, n) => monthStart(2026, 10 + n, timeZone));
    await inPlaceOf(house, owner, async (place) => {
      for (const [n, periodStart] of starts.slice(0, -1).entries()) {
        const period = { periodStart, periodEnd: starts[n + 1] ?? '' };
        for (const changed of [moved(0, 90, period), moved(90, 110, period), moved(0, 110, period)])
          await tellOfSettlement(
            { ...place, plan: planTable.pro },
            { changed: [changed], walletBeforeNano: null, walletAfterNano: null },
          );
      }
    });
    const told = await house.inWorkspaceOf(owner, (tx) => tx.select().from(notices));
    const ends = (kind: string) =>
      told.filter((notice) => notice.kind === kind).map(({ facts }) => String(facts['resetsAt']));
    for (const kind of ['limit_warning', 'limit_reached'])
      expect(ends(kind).toSorted()).toEqual(starts.slice(1));
  },
);

/** The instant at which a month begins in a zone, found by asking the zone's calendar about every half hour around it. */
function monthStart(year: number, month: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' });
  const utc = Date.UTC(year, month, 1);
  const wanted = new Date(utc).toISOString().slice(0, 7);
  for (let at = utc - DAY_MS; ; at += 1_800_000)
    if (format.format(new Date(at)) >= wanted) return new Date(at).toISOString();
}

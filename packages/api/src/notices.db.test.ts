import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { limits, tenantLimits } from '@geko/db/schema/limits';
import { notices } from '@geko/db/schema/operations';
import { workspaces } from '@geko/db/schema/tenancy';
import { insertNotice } from '@geko/services/notices/insert-notice';
import { readSettlementFacts } from '@geko/services/notices/settlement-facts';
import { tellOfSettlement } from '@geko/services/notices/tell-of-settlement';
import { moveClock } from './testing/clock.ts';
import { MONTH, moved, newsOf, noticeCallsOf } from './testing/notice-calls.ts';
import { grantTo, inPlaceOf, noticesOf } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;

type Calls = ReturnType<typeof noticeCallsOf>;
let house: TestHouse;
let operator: TestPerson;
let settle: Calls['settle'];
let limit: Calls['limit'];
let call: Calls['call'];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  ({ settle, limit, call } = noticeCallsOf(house));
});
afterAll(() => house.close());

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

test.each(['UTC', 'America/St_Johns', 'Pacific/Apia'])(
  'twenty-four months in %s: one warning and one end a period',
  async (timeZone) => {
    const owner = await registerPerson(house);
    await house.inWorkspaceOf(owner, (tx) => tx.update(workspaces).set({ timeZone }));
    await limit(owner, { period: 'day' });
    await limit(owner);
    const starts = Array.from({ length: 25 }, (_, n) => monthStart(2026, 10 + n, timeZone));
    await inPlaceOf(house, owner, async (place) => {
      const facts = await readSettlementFacts(place, ['workspace']);
      for (const [n, periodStart] of starts.slice(0, -1).entries()) {
        const period = { periodStart, periodEnd: starts[n + 1] ?? '' };
        for (const changed of [moved(0, 90, period), moved(90, 110, period), moved(0, 110, period)])
          await tellOfSettlement(
            place,
            { ...facts, plan: planTable.pro },
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

import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import { creditLots, ledgerEntries } from '@geko/db/schema/money';
import { expireLots } from '@geko/services/wallet/expire-lots';
import { resetSubscriptionCredit } from '@geko/services/wallet/reset-subscription-credit';
import { topUp } from '@geko/services/wallet/top-up';
import { openBooks, type Books } from './testing/books.ts';
import { moveClock } from './testing/clock.ts';
import {
  grantTo,
  inPlaceOf,
  noticeKindsOf,
  setSetting,
  transactionsOf,
  walletOf,
} from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { joinAs } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

let house: TestHouse;
let books: Books;
let operator: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  books = await openBooks(house);
  operator = await registerOperator(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

/** Every account of the workspace together, and the wallet's part of it. */
async function ledgerOf(person: TestPerson) {
  const rows = await house.inWorkspaceOf(person, (tx) => tx.select().from(ledgerEntries));
  const sum = (some: typeof rows) => some.reduce((all, { amountNano }) => all + amountNano, 0n);
  return { all: sum(rows), wallet: -sum(rows.filter(({ account }) => account === 'wallet')) };
}

const lotsOf = (person: TestPerson) =>
  house.inWorkspaceOf(person, (tx) => tx.select().from(creditLots).orderBy(creditLots.createdAt));

const hold = (person: TestPerson, lotId: string, heldNano: bigint) =>
  house.inWorkspaceOf(person, (tx) =>
    tx.update(creditLots).set({ heldNano }).where(eq(creditLots.id, lotId)),
  );

/** Credit, lots, ledger and transactions tell one story. */
async function expectBooksAgree(person: TestPerson, balanceNano: bigint): Promise<void> {
  const lots = await lotsOf(person);
  expect(lots.reduce((sum, { remainingNano }) => sum + remainingNano, 0n)).toBe(balanceNano);
  expect(await ledgerOf(person)).toEqual({ all: 0n, wallet: balanceNano });
  expect(await books.problems(person.workspaceId)).toEqual([]);
}

test('credit that an operator gives is in the wallet, on the ledger, on the record, and told', async () => {
  const person = await registerPerson(house);
  const gift = { id: randomUUID(), amountNano: '5000000000', expiresAt: inDays(3).toISOString() };
  expect(await grantTo(operator, person, gift)).toMatchObject({ status: 200 });
  const again = { ...gift, id: gift.id.toUpperCase() };
  expect(await grantTo(operator, person, again)).toMatchObject({ status: 200 });
  expect(await walletOf(person)).toMatchObject({
    balanceNano: '5000000000',
    heldNano: '0',
    nanoPerCredit: '1000000000',
    lowCreditNano: '1000000000',
    lots: [{ id: gift.id, kind: 'bonus', remainingNano: '5000000000', expiresAt: gift.expiresAt }],
  });
  expect(await transactionsOf(person)).toMatchObject([
    {
      kind: 'grant',
      operationId: gift.id,
      turnId: null,
      amountNano: '5000000000',
      beforeNano: '0',
      afterNano: '5000000000',
      lotKind: 'bonus',
    },
  ]);
  expect(await noticeKindsOf(person)).toEqual(['credit_granted']);
  const { data } = await person.query<AuditPage>('audit.list', {
    workspaceId: person.workspaceId,
    action: 'credit.grant',
  });
  expect(data.items).toMatchObject([{ objectId: gift.id, after: 'bonus:5000000000' }]);
  await expectBooksAgree(person, 5_000_000_000n);
});

test('one id is one grant: other facts are a conflict, fifty at once are one lot', async () => {
  const person = await registerPerson(house);
  const gift = { id: randomUUID(), amountNano: '70' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => grantTo(operator, person, gift)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  for (const other of [
    { amountNano: '71' },
    { kind: 'purchased' },
    { expiresAt: inDays(1).toISOString() },
  ]) {
    expect(await grantTo(operator, person, { ...gift, ...other })).toMatchObject({
      status: 409,
      error: { code: 'CONFLICT', field: 'id' },
    });
  }
  await expectBooksAgree(person, 70n);
  expect(await noticeKindsOf(person)).toEqual(['credit_granted']);
});

test('fifty grants at once all arrive, and page by page each is told with before and after', async () => {
  const person = await registerPerson(house);
  const amounts = Array.from({ length: 50 }, (_, n) => BigInt(n + 1));
  await Promise.all(
    amounts.map((nano) => grantTo(operator, person, { amountNano: nano.toString() })),
  );
  const listed = await transactionsOf(person, 20);
  expect(listed).toHaveLength(50);
  expect(new Set(listed.map(({ id }) => id)).size).toBe(50);
  for (const { amountNano, beforeNano, afterNano } of listed)
    expect(BigInt(beforeNano) + BigInt(amountNano)).toBe(BigInt(afterNano));
  const sorted = (some: string[]) => some.map(Number).toSorted((a, b) => a - b);
  // Each begins where another ended.
  expect(sorted([...listed.map(({ beforeNano }) => beforeNano), '1275'])).toEqual(
    sorted(['0', ...listed.map(({ afterNano }) => afterNano)]),
  );
  await expectBooksAgree(person, 1275n);
});

test('a workspace that is not there, an end in the past, nothing and too much are refused', async () => {
  const person = await registerPerson(house);
  const elsewhere = { workspaceId: randomUUID() };
  expect(await grantTo(operator, elsewhere, { amountNano: '1' })).toMatchObject({ status: 404 });
  expect(
    await grantTo(operator, person, { amountNano: '1', expiresAt: inDays(-1).toISOString() }),
  ).toMatchObject({ status: 400, error: { field: 'expiresAt' } });
  expect(
    await grantTo(operator, person, { amountNano: '1', expiresAt: '0000-01-01T00:00:00.000Z' }),
  ).toMatchObject({ status: 400, error: { field: 'expiresAt' } });
  for (const amountNano of ['0', '-5', '9000000000000001', '1.5'])
    expect((await grantTo(operator, person, { amountNano })).error?.field).toBe('amountNano');
  expect(await grantTo(person, person, { amountNano: '1' })).toMatchObject({ status: 404 });
  expect(await lotsOf(person)).toEqual([]);
});

test('who may not see billing sees no wallet', async () => {
  const owner = await registerPerson(house);
  const editor = await joinAs(house, owner, 'editor');
  const { workspaceId } = owner;
  for (const procedure of ['billing.wallet', 'billing.transactions'])
    expect(await editor.query(procedure, { workspaceId })).toMatchObject({ status: 403 });
});

test('a payment is one purchased lot that does not expire, however often it is told', async () => {
  const person = await registerPerson(house);
  const payment = { id: randomUUID(), amountNano: 20_000_000_000n, paidBy: person.userId };
  const pay = (more: object = {}) =>
    inPlaceOf(house, person, (place) => topUp(place, { ...payment, ...more }));
  expect(await Promise.all([pay(), pay(), pay()])).toEqual(
    expect.arrayContaining([true, false, false]),
  );
  await expect(pay({ amountNano: 1n })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await lotsOf(person)).toMatchObject([
    { kind: 'purchased', priority: 40, expiresAt: null, grantedBy: person.userId },
  ]);
  await expectBooksAgree(person, 20_000_000_000n);
});

test('a new company gets the trial credit that the operator has set, its second workspace none', async () => {
  const before = await registerPerson(house);
  expect(await lotsOf(before)).toEqual([]);
  await setSetting(house, 'money.trial_credit_nano', '3000000000');
  await setSetting(house, 'money.nano_per_credit', 10_000_000);
  await setSetting(house, 'money.low_credit_nano', null);
  const person = await registerPerson(house);
  const second = await person.mutate<{ id: string }>('workspace.create', {
    workspaceId: person.workspaceId,
    name: 'Second',
  });
  const company = await before.mutate<{ id: string }>('workspace.createTenant', {
    tenantName: 'Another company',
  });
  for (const key of ['trial_credit_nano', 'nano_per_credit'])
    await setSetting(house, `money.${key}`, undefined);
  expect(await walletOf(person)).toMatchObject({
    balanceNano: '3000000000',
    lowCreditNano: null,
    lots: [{ kind: 'trial' }],
  });
  await setSetting(house, 'money.low_credit_nano', undefined);
  expect(await lotsOf({ ...person, workspaceId: second.data.id })).toEqual([]);
  expect(await lotsOf({ ...before, workspaceId: company.data.id })).toMatchObject([
    { kind: 'trial', grantedNano: 3_000_000_000n, grantedBy: null },
  ]);
  await expectBooksAgree(person, 3_000_000_000n);
});

test('a setting that is none is as it ships', async () => {
  const person = await registerPerson(house);
  for (const value of ['-1', '1.5', 0, 'much', [], {}]) {
    await setSetting(house, 'money.nano_per_credit', value);
    expect((await walletOf(person)).nanoPerCredit).toBe('1000000000');
  }
  await setSetting(house, 'money.nano_per_credit', undefined);
});

test('what is not held expires when its time has come, and the held part after the call has ended', async () => {
  const person = await registerPerson(house);
  const lotId = randomUUID();
  const expiresAt = inDays(1).toISOString();
  await grantTo(operator, person, { id: lotId, amountNano: '1000', expiresAt });
  await grantTo(operator, person, { amountNano: '50' });
  await hold(person, lotId, 300n);
  expect(await expireLots(house.server)).toBe(0);
  const [late, later] = [house.addServer(), house.addServer()];
  for (const server of [late, later]) moveClock(server, 2 * DAY_MS);
  const [one, two] = await Promise.all([expireLots(late), expireLots(later)]);
  expect(one + two).toBe(1);
  expect(await expireLots(late)).toBe(0);
  expect(await walletOf(person)).toMatchObject({ balanceNano: '350', heldNano: '300' });
  // The call gives back what it did not need.
  await hold(person, lotId, 0n);
  const again = await Promise.all([expireLots(late), expireLots(late), expireLots(late)]);
  expect(again.reduce((sum, count) => sum + count, 0)).toBe(1);
  const expired = (await transactionsOf(person)).filter(({ kind }) => kind === 'expiry');
  expect(expired.map(({ amountNano, lotKind }) => `${amountNano} ${lotKind}`)).toEqual([
    '-300 bonus',
    '-700 bonus',
  ]);
  await expectBooksAgree(person, 50n);
  expect((await noticeKindsOf(person)).filter((kind) => kind === 'credit_expired')).toHaveLength(2);
});

test('credit that has expired is not in the wallet, even before it is booked so', async () => {
  const person = await registerPerson(house);
  await grantTo(operator, person, { amountNano: '9', expiresAt: inDays(1).toISOString() });
  moveClock(house.server, 2 * DAY_MS);
  const wallet = await walletOf(person);
  moveClock(house.server, 0);
  expect(wallet).toMatchObject({ balanceNano: '0', lots: [] });
});

test('a subscription’s credit begins anew each period, once, whoever comes', async () => {
  const person = await registerPerson(house);
  await grantTo(operator, person, { amountNano: '1' });
  const begin = (periodKey: string, amountNano: bigint, expiresAt: Date | null = inDays(30)) =>
    inPlaceOf(house, person, (place) =>
      resetSubscriptionCredit(place, { periodKey, amountNano, expiresAt }),
    );
  const first = await Promise.all(Array.from({ length: 8 }, () => begin('2026-11', 400n)));
  expect(first.filter(Boolean)).toEqual([true]);
  const [lot] = (await lotsOf(person)).filter(({ kind }) => kind === 'subscription');
  await hold(person, lot?.id ?? '', 150n);
  const second = await Promise.all(Array.from({ length: 8 }, () => begin('2026-12', 500n)));
  expect(second.filter(Boolean)).toEqual([true]);
  expect(await begin('2026-11', 400n)).toBe(false);
  // The old period's held part is left, and no longer to be spent.
  expect(await walletOf(person)).toMatchObject({ balanceNano: '501', heldNano: '0' });
  await hold(person, lot?.id ?? '', 0n);
  expect(await expireLots(house.server)).toBe(1);
  await expectBooksAgree(person, 501n);
  expect(await begin('2027-01', 0n, null)).toBe(false);
  await expectBooksAgree(person, 1n);
});

test('a period whose news comes late, or after the next one’s, takes nothing from it', async () => {
  const person = await registerPerson(house);
  const begin = (periodKey: string, expiresAt: Date, now = new Date()) =>
    inPlaceOf(house, person, (place) =>
      resetSubscriptionCredit({ ...place, now }, { periodKey, amountNano: 300n, expiresAt }),
    );
  const [end, next] = [inDays(1), inDays(31)];
  // The news of the first period, of one process, and of the second, of one whose clock is ahead: in any order.
  expect(await begin('second', next, new Date(end.getTime() + 1))).toBe(true);
  expect(await begin('first', end)).toBe(false);
  expect(await begin('long over', inDays(-1))).toBe(false);
  const early = await registerPerson(house);
  const races = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      inPlaceOf(house, early, (place) =>
        resetSubscriptionCredit(
          { ...place, now: n % 2 === 0 ? new Date() : end },
          { periodKey: `${n % 2}`, amountNano: 300n, expiresAt: n % 2 === 0 ? end : next },
        ),
      ),
    ),
  );
  expect(races.filter(Boolean).length).toBeGreaterThan(0);
  for (const each of [person, early]) {
    await expectBooksAgree(each, 300n);
    const open = (await lotsOf(each)).filter(({ remainingNano }) => remainingNano > 0n);
    expect(open.map(({ expiresAt }) => expiresAt)).toEqual([next]);
  }
});

test('twenty-four months are twenty-four grants, and nothing is left of those before', async () => {
  const person = await registerPerson(house);
  await inPlaceOf(house, person, async (place) => {
    for (let month = 0; month < 48; month += 1) {
      const period = { periodKey: `month ${Math.floor(month / 2)}`, expiresAt: null };
      const isNew = await resetSubscriptionCredit(place, { ...period, amountNano: 10n });
      expect(isNew).toBe(month % 2 === 0);
    }
  });
  const lots = await lotsOf(person);
  expect(lots.map(({ kind }) => kind)).toEqual(Array.from({ length: 24 }, () => 'subscription'));
  expect(lots.filter(({ remainingNano }) => remainingNano > 0n)).toHaveLength(1);
  await expectBooksAgree(person, 10n);
});

test('the database lets nobody spend what is held, or more than there is', async () => {
  const person = await registerPerson(house);
  await grantTo(operator, person, { amountNano: '10' });
  const change = (set: Partial<typeof creditLots.$inferInsert>) =>
    house.inWorkspaceOf(person, (tx) =>
      tx
        .update(creditLots)
        .set(set)
        .where(sql`true`),
    );
  for (const set of [{ heldNano: 11n }, { remainingNano: -1n }, { remainingNano: 11n }])
    await expect(change(set)).rejects.toMatchObject({ cause: { code: '23514' } });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { PromoCodes, RedeemedPromoCode } from '@geko/contracts/promo-codes';
import { addMember } from './testing/audit-calls.ts';
import { moveClock } from './testing/clock.ts';
import { openBooks, type Books } from './testing/books.ts';
import { walletOf } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

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

const terms = {
  amountNano: '5000000000',
  mostRedemptions: 100,
  endsAt: null as string | null,
  creditDays: null as number | null,
};
let made = 0;
/** A new code, as it is made. */
async function make(more: Partial<typeof terms> = {}) {
  made += 1;
  const wish = { id: randomUUID(), code: `Welcome-${made}`, ...terms, ...more };
  return { ...wish, ...(await operator.mutate('promo.create', wish)) };
}
const redeem = (who: TestPerson, code: string, id: string = randomUUID()) =>
  who.mutate<RedeemedPromoCode>('promo.redeem', { workspaceId: who.workspaceId, id, code });
const balance = async (who: TestPerson) => (await walletOf(who)).balanceNano;
const countOf = async (id: string) => {
  const { data } = await operator.query<PromoCodes>('promo.list');
  return data.codes.find((one) => one.id === id)?.redemptions;
};

test('a code brings bonus credit once a workspace, however it is written', async () => {
  const owner = await registerPerson(house);
  const { id, code, status } = await make({ creditDays: 30 });
  expect(status).toBe(200);
  const lotId = randomUUID();
  const first = await redeem(owner, ` ${code.toLowerCase()} `, lotId);
  expect(first).toMatchObject({ status: 200, data: { amountNano: terms.amountNano } });
  const lasts = Date.parse(first.data.expiresAt ?? '') - Date.now();
  expect(Math.round(lasts / 86_400_000)).toBe(30);
  expect(await redeem(owner, code, lotId)).toEqual(first);
  expect(await redeem(owner, code)).toMatchObject({ status: 409 });
  expect((await walletOf(owner)).lots).toMatchObject([{ id: lotId, kind: 'bonus' }]);
  expect([await balance(owner), await countOf(id)]).toEqual([terms.amountNano, 1]);
  expect(await books.problems()).toEqual([]);
});

test('ten at once for three redemptions: three have it', async () => {
  const { id, code } = await make({ mostRedemptions: 3 });
  const owners = await Promise.all(Array.from({ length: 10 }, () => registerPerson(house)));
  const answers = await Promise.all(owners.map((owner) => redeem(owner, code)));
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([200, 200, 200, ...Array.from({ length: 7 }, () => 404)]);
  const balances = await Promise.all(owners.map(balance));
  expect(balances.filter((nano) => nano !== '0')).toHaveLength(3);
  expect(await countOf(id)).toBe(3);
});

test('one workspace that asks ten times at once has it once', async () => {
  const { id, code } = await make();
  const owner = await registerPerson(house);
  const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(owner, code)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect([await balance(owner), await countOf(id)]).toEqual([terms.amountNano, 1]);
});

test('what has ended, is switched off or was never made looks alike', async () => {
  const owner = await registerPerson(house);
  const ending = await make({ endsAt: new Date(Date.now() + 60_000).toISOString() });
  const off = await make();
  await operator.mutate('promo.setActive', { id: off.id, isActive: false });
  moveClock(house.server, 120_000);
  const answers = [];
  for (const code of [ending.code, off.code, 'NEVER-MADE']) answers.push(await redeem(owner, code));
  moveClock(house.server, 0);
  const [first] = answers;
  expect(first).toMatchObject({ status: 404, error: { field: 'code' } });
  const said = answers.map(({ error }) => error?.message);
  expect(new Set(said).size).toBe(1);
  expect(await balance(owner)).toBe('0');
  await operator.mutate('promo.setActive', { id: off.id, isActive: true });
  expect(await redeem(owner, off.code)).toMatchObject({ status: 200 });
});

test('a code is made once; another one of that name is a conflict', async () => {
  const { status: _, data: __, error: ___, ...wish } = await make();
  expect(await operator.mutate('promo.create', wish)).toMatchObject({ status: 200 });
  const other = { ...wish, id: randomUUID() };
  expect(await operator.mutate('promo.create', other)).toMatchObject({
    status: 409,
    error: { field: 'code' },
  });
  expect(await operator.mutate('promo.create', { ...wish, amountNano: '1' })).toMatchObject({
    status: 409,
  });
  const ended = new Date(Date.now() - 1_000).toISOString();
  expect(await make({ endsAt: ended })).toMatchObject({ status: 400 });
  expect(await make({ amountNano: '0' })).toMatchObject({ status: 400 });
});

test('owners redeem, operators make', async () => {
  const owner = await registerPerson(house);
  const admin = await addMember(house, owner, 'admin');
  const { code } = await make();
  expect(await redeem(admin, code)).toMatchObject({ status: 403 });
  expect(await owner.query('promo.list')).toMatchObject({ status: 404 });
});

test('who guesses codes is told to wait', async () => {
  const strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
  try {
    const owner = await registerPerson(strict);
    const statuses: number[] = [];
    for (let nth = 0; nth < 21; nth += 1) {
      statuses.push((await redeem(owner, `GUESS-${nth}`)).status);
    }
    expect([statuses[19], statuses[20]]).toEqual([404, 429]);
  } finally {
    await strict.close();
  }
});

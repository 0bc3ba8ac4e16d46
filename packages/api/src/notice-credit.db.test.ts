import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { expireLots } from '@geko/services/wallet/expire-lots';
import { resetSubscriptionCredit } from '@geko/services/wallet/reset-subscription-credit';
import { noticeCallsOf } from './testing/notice-calls.ts';
import { grantTo, inPlaceOf, noticeKindsOf, noticesOf, setSetting } from './testing/money-calls.ts';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;

type Calls = ReturnType<typeof noticeCallsOf>;
let house: TestHouse;
let operator: TestPerson;
let settle: Calls['settle'];
let call: Calls['call'];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  ({ settle, call } = noticeCallsOf(house));
});
afterAll(() => house.close());

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

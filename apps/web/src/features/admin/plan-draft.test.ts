import { expect, test } from 'vitest';
import { planIds, planTable } from '@geko/contracts/plans';
import { fromDraft, toDraft, type PlanDraft } from './plan-draft.ts';

const pro = toDraft(planTable.pro);
const read = (change: Partial<PlanDraft>) => fromDraft({ ...pro, ...change });
const planOf = (change: Partial<PlanDraft>) => {
  const found = read(change);
  return 'plan' in found ? found.plan : null;
};

test('every plan comes back as it was when nothing is changed', () => {
  for (const id of planIds)
    expect(fromDraft(toDraft(planTable[id]))).toEqual({ plan: planTable[id] });
  const odd = { ...planTable.pro, priceCentsPerMonth: 2_905, postpaidMarkupBps: null };
  expect(fromDraft(toDraft(odd))).toEqual({ plan: odd });
});

test('what is typed becomes cents, basis points and counts', () => {
  expect(planOf({ credit: '5.5', trial: ' 14 ' })).toMatchObject({
    creditCentsPerMonth: 550,
    trialDays: 14,
  });
  expect(planOf({ price: '39.5', markup: '12.5' })).toMatchObject({
    priceCentsPerMonth: 3_950,
    postpaidMarkupBps: 1_250,
  });
  expect(planOf({ price: ' ', markup: '' })).toMatchObject({
    priceCentsPerMonth: null,
    postpaidMarkupBps: null,
  });
  const [limit] = pro.limits;
  if (limit === undefined) throw new Error('pro has limits');
  expect(planOf({ limits: [{ ...limit, cap: '1,000,000' }] })?.limits).toEqual([
    { meter: 'tokens', scope: 'workspace', cap: 1_000_000, overflow: 'allow' },
  ]);
});

test('what cannot be read is told by its field', () => {
  const [limit] = pro.limits;
  if (limit === undefined) throw new Error('pro has limits');
  expect(
    read({
      name: ' ',
      price: '1.005',
      credit: '',
      trial: '366',
      markup: 'much',
      limits: [limit, { ...limit, key: 7, cap: '-1' }],
    }),
  ).toEqual({ problems: ['name', 'price', 'credit', 'trial', 'markup', 'cap 7'] });
  expect(read({ price: '-1' })).toEqual({ problems: ['price'] });
  expect(read({ price: '1000000.01' })).toEqual({ problems: ['price'] });
});

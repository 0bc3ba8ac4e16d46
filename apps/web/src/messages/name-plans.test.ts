import { planIds, planTable } from '@geko/contracts/plans';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { namePlans } from './name-plans.ts';

const shipped = {
  free: planTable.free.name,
  pro: planTable.pro.name,
  paygo: planTable.paygo.name,
  enterprise: planTable.enterprise.name,
};
const other = {
  ...en.common,
  planNames: { free: 'Gratis', pro: 'Profi', paygo: 'Nach Verbrauch', enterprise: 'Konzern' },
};

test('a plan that the operator named anew goes by that name in every language', () => {
  const { planNames } = namePlans(other, { ...shipped, pro: 'Team' });
  expect(planNames).toEqual({ ...other.planNames, pro: 'Team' });
});

test('plans that are called what they ship with keep the name in the language of the reader', () => {
  expect(namePlans(other, shipped)).toEqual(other);
  for (const id of planIds) expect(en.common.planNames[id]).toBe(planTable[id].name);
});

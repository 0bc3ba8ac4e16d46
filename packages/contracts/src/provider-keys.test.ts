import { expect, test } from 'vitest';
import { UpdateProviderKey } from './provider-keys.ts';

const id = '0198f0a0-0000-7000-8000-000000000001';

test('a spend cap is an amount that a column of the database can hold', () => {
  const takes = (spendCapNano: string) => UpdateProviderKey.safeParse({ id, spendCapNano }).success;
  expect(['0', '1', '9000000000000000'].map(takes)).toEqual([true, true, true]);
  const none = ['', 'abc', '-1', '1.5', '9000000000000001', '9'.repeat(19), '9'.repeat(30)];
  expect(none.map(takes)).toEqual(none.map(() => false));
});

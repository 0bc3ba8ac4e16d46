import { expect, test } from 'vitest';
import { permissions } from '@geko/contracts/permissions';
import { en } from '../../messages/en.ts';
import { permissionGroups } from './permission-groups.ts';

test('every permission stands in one group, in the order of the table', () => {
  expect(permissionGroups.flatMap((one) => one.permissions)).toEqual(permissions);
});

test('every group and every permission has words of its own', () => {
  expect(permissionGroups.map(({ group }) => group)).toEqual(Object.keys(en.permissions.groups));
  const sentences = Object.values(en.permissions.names);
  expect(new Set(sentences).size).toBe(permissions.length);
});

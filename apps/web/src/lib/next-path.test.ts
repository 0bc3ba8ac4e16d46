import { expect, test } from 'vitest';
import { safeNextPath, signInPath } from './next-path.ts';

test('a path of this site is kept, with its search and hash', () => {
  expect(safeNextPath('/w/1/usage?month=2026-11#top')).toBe('/w/1/usage?month=2026-11#top');
});

test('whatever could lead to another site is refused', () => {
  const evil = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    'w/1',
    '',
    null,
    undefined,
  ];
  expect(evil.map(safeNextPath)).toEqual(evil.map(() => null));
});

test('dots cannot climb out of the site', () => {
  expect(safeNextPath('/a/../..//evil.example')).toBeNull();
});

test('the way to sign-in carries the way back', () => {
  expect(signInPath('/w/1?x=1&y=2')).toBe('/sign-in?next=%2Fw%2F1%3Fx%3D1%26y%3D2');
});

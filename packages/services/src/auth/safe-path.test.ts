import { expect, test } from 'vitest';
import { safePath } from './safe-path.ts';

test.each(['/', '/w/x?tab=a#b', '/invite/abc'])('%s stays here', (path) =>
  expect(safePath(path)).toBe(path),
);

test.each([
  null,
  '',
  'w/x',
  '//evil.example',
  '/\\evil.example',
  '/a/..//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\nb',
  '/\t/evil.example',
])('%j leads elsewhere', (path) => expect(safePath(path)).toBeNull());

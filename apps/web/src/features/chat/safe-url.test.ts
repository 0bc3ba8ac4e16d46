import { expect, test } from 'vitest';
import { safeUrl } from './safe-url.ts';

test.each([
  'https://a.example/x?y#z',
  'http://a.example',
  'mailto:a@b.example',
  'HTTPS://A.example',
])('%s may be linked', (href) => {
  expect(safeUrl(href)).toBe(href);
});

test.each([
  'javascript:alert(1)',
  ' java\nscript:alert(1)',
  'data:text/html,x',
  '/admin',
  'vbscript:x',
  '',
  undefined,
  'file:///etc',
  '//evil.example',
])('%s may not', (href) => expect(safeUrl(href)).toBeNull());

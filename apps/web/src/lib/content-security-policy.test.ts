import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

test('in production nothing evaluates text and no script runs without the nonce', () => {
  const policy = contentSecurityPolicy('abc', false);
  expect(policy).not.toContain('unsafe-eval');
  const scripts = policy.split('; ').find((line) => line.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("object-src 'none'");
});

test('React needs eval in development', () => {
  expect(contentSecurityPolicy('abc', true)).toContain("'unsafe-eval'");
});

import { expect, test, vi } from 'vitest';
import { isLoopback, newFlow, OAuthError } from './oauth-provider.ts';

test('an error of another copy of the module is one all the same, and any other error is none', async () => {
  vi.resetModules();
  const copy = await import('./oauth-provider.ts');
  expect(copy.OAuthError).not.toBe(OAuthError);
  const foreign: unknown = new copy.OAuthError('unavailable', new Error('away'));
  expect(foreign).toBeInstanceOf(OAuthError);
  for (const other of [new Error('x'), null, { reason: 'refused' }])
    expect(other instanceof OAuthError).toBe(false);
});

test.each([
  ['http://127.0.0.1:8080/realm', true],
  ['http://localhost', true],
  ['http://[::1]:1', true],
  ['https://localhost', false],
  ['http://issuer.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['http://localhost.evil.example', false],
])('%s is http on this machine: %s', (url, is) => expect(isLoopback(url)).toBe(is));

test('no two flows share a secret, and only the challenge goes to the provider', async () => {
  const [one, two] = [await newFlow('http://geko.test/cb', 'openid'), await newFlow('x', 'openid')];
  for (const name of ['state', 'nonce', 'verifier'] as const)
    expect(one.flow[name]).not.toBe(two.flow[name]);
  expect(JSON.stringify(one.parameters)).not.toContain(one.flow.verifier);
  expect(one.parameters.code_challenge).toMatch(/^[\w-]{43}$/u);
});

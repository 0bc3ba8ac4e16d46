import { expect, test } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import { assertSameOrigin } from './origin.ts';

type Case = {
  method?: string;
  host?: string | null;
  trustForwardedHost?: boolean;
  [header: string]: string | boolean | null | undefined;
};

function isLetThrough({
  method = 'POST',
  host = 'geko.example:3000',
  trustForwardedHost,
  ...rest
}: Case) {
  const headers = new Headers(rest as Record<string, string>);
  try {
    assertSameOrigin({ method, headers, host, trustForwardedHost: trustForwardedHost === true });
    return true;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe('BAD_ORIGIN');
    return false;
  }
}

const cookie = 'geko_session=x';

test.each<Case>([
  { cookie, origin: 'http://geko.example:3000' },
  { cookie, origin: 'HTTP://GEKO.example:3000', host: 'Geko.Example:3000' },
  { cookie, origin: 'https://geko.example', host: 'geko.example' },
  { cookie, origin: 'https://geko.example', host: 'geko.example:443' },
  { cookie, origin: 'http://[::1]:3000', host: '[::1]:3000' },
  { cookie, 'sec-fetch-site': 'same-origin' },
  { cookie, 'sec-fetch-site': 'same-origin', origin: 'http://geko.example:3000' },
  { cookie, method: 'GET', origin: 'https://evil.example' },
  { cookie, method: 'HEAD' },
  { authorization: 'Bearer x' },
  { authorization: 'bearer x', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  {},
  {
    cookie,
    origin: 'https://geko.example',
    host: 'web:3000',
    'x-forwarded-host': 'geko.example, inner',
    trustForwardedHost: true,
  },
])('lets through %j', (given) => expect(isLetThrough(given)).toBe(true));

test.each<Case>([
  { cookie },
  { cookie, method: 'DELETE' },
  { cookie, method: 'patch' },
  { cookie, origin: 'https://evil.example' },
  { cookie, origin: 'http://geko.example:3001' },
  { cookie, origin: 'http://geko.example:3000.evil.example' },
  { cookie, origin: 'http://geko.example:3000@evil.example' },
  { cookie, origin: 'null' },
  { cookie, origin: '' },
  { cookie, origin: 'file://geko.example:3000' },
  { cookie, origin: 'http://geko.example:3000', host: null },
  { cookie, origin: 'http://geko.example:3000', 'sec-fetch-site': 'cross-site' },
  { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  { cookie, 'sec-fetch-site': 'same-site' },
  { cookie, 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { cookie, authorization: 'Bearer x' },
  { authorization: 'Basic x', origin: 'https://evil.example' },
  { cookie, origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
])('refuses %j', (given) => expect(isLetThrough(given)).toBe(false));

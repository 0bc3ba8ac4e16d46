import { randomUUID } from 'node:crypto';
import { TEST_ORIGIN, type TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

export const PASSWORD = 'correct horse battery';

export type Call = { cookie?: string; address?: string; input?: unknown };

/** A call that shows the whole answer, with its headers. */
export async function call(
  at: TestHouse,
  procedure: string,
  { cookie = '', address, input = {} }: Call = {},
) {
  const response = await at.fetch(`/api/trpc/${procedure}`, {
    method: 'POST',
    body: JSON.stringify({ json: input }),
    headers: {
      'content-type': 'application/json',
      origin: TEST_ORIGIN,
      ...(cookie === '' ? {} : { cookie }),
      ...(address === undefined ? {} : { 'x-forwarded-for': address }),
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers.getSetCookie(),
    body: text.replaceAll(/"requestId":"[^"]*"/gu, '"requestId":""'),
  };
}
/** Signs in with a new cookie jar. */
export const loginAt = (house: TestHouse, email: string, password = PASSWORD, more: Call = {}) =>
  call(house, 'auth.login', { ...more, input: { email, password } });

export const newEmail = () => `${randomUUID()}@example.com`;
export const tokenOf = (cookie: string) => /geko_session=([^;]*)/u.exec(cookie)?.[1] ?? '';
export const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

/** Somebody with an account, and the address to sign in with. */
export async function somebodyAt(house: TestHouse): Promise<TestPerson & { email: string }> {
  const email = newEmail();
  return Object.assign(await registerPerson(house, email), { email });
}

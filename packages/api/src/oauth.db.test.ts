import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Account } from '@geko/contracts/account';
import type { LoginResult, Me, SignInOptions } from '@geko/contracts/auth';
import { userIdentities, users } from '@geko/db/schema/identity';
import { accountTrail } from './testing/account-trail.ts';
import { newEmail, somebodyAt } from './testing/auth-calls.ts';
import { armTotp } from './testing/authenticator.ts';
import { moveClock } from './testing/clock.ts';
import { cookieOf, jarOf, trip, visit, walkAt, type Jar } from './testing/oauth-trip.ts';
import { openOauthHouse, type OauthHouse } from './testing/oauth-house.ts';
import type { OidcIssuer } from './testing/oidc-issuer.ts';
import { TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let oauth: OauthHouse;
let house: TestHouse;
let issuer: OidcIssuer;
beforeAll(async () => {
  oauth = await openOauthHouse(inject('ownerUrl'));
  ({ house, issuer } = oauth);
});
afterEach(() => moveClock(house.server, 0));
afterAll(() => oauth.close());

const somebody = () => somebodyAt(house);
const oidc = { provider: 'oidc' };
const me = async (jar: Jar) => (await personWith(house, cookieOf(jar)).query<Me>('auth.me')).data;

/** Puts somebody new before the issuer's page. */
function atIssuer(email: string, more: object = {}): string {
  const sub = randomUUID();
  issuer.person = { sub, email, email_verified: true, name: 'Grace Hopper', ...more };
  return sub;
}

async function verify({ userId }: { userId: string }): Promise<void> {
  const emailVerifiedAt = new Date();
  await house.database.db.update(users).set({ emailVerifiedAt }).where(eq(users.id, userId));
}

const identitiesOf = (userId: string) =>
  house.database.db.select().from(userIdentities).where(eq(userIdentities.userId, userId));

test('the ways in are listed as they are set up', async () => {
  const options = await personWith(house, '').query<SignInOptions>('auth.options');
  expect(options.data).toEqual({
    providers: [
      { id: 'github', name: 'GitHub' },
      { id: 'oidc', name: 'Company login' },
    ],
    hasMail: true,
  });
});

describe('signing in by an issuer', () => {
  test('an address that nobody has gets an account, confirmed, in no company yet', async () => {
    const email = newEmail();
    atIssuer(email.toUpperCase());
    const jar = jarOf();
    expect(await trip(house, jar, oidc)).toBe('/welcome');
    expect([...jar.keys()]).toEqual(['geko_session']);
    expect(await me(jar)).toMatchObject({
      email,
      name: 'Grace Hopper',
      isEmailVerified: true,
      workspaces: [],
    });
    const account = await personWith(house, cookieOf(jar)).query<Account>('account.get');
    expect(account.data).toMatchObject({
      hasPassword: false,
      identities: [{ provider: 'oidc', email: email.toUpperCase() }],
    });
  });

  test('the same person is the same account, whatever their address is by then', async () => {
    const email = newEmail();
    atIssuer(email);
    const jar = jarOf();
    await trip(house, jar, oidc);
    const { id } = await me(jar);
    if (issuer.person) issuer.person.email = newEmail();
    const again = jarOf();
    expect(await trip(house, again, { ...oidc, query: '?next=%2Finvite%2Fabc' })).toBe(
      '/invite/abc',
    );
    expect(await me(again)).toMatchObject({ id, email });
    const other = jarOf();
    expect(await trip(house, other, { ...oidc, query: '?next=%2F%2Fevil.example' })).toBe('/');
  });

  test('an account with the same confirmed address is linked and signed in', async () => {
    const person = await somebody();
    await verify(person);
    atIssuer(person.email);
    const jar = jarOf();
    expect(await trip(house, jar, oidc)).toBe('/');
    expect((await me(jar)).id).toBe(person.userId);
    expect(await identitiesOf(person.userId)).toHaveLength(1);
    expect(await accountTrail(house, person)).toEqual([
      'account.sign_in',
      'account.link_identity oidc',
      'account.sign_in',
    ]);
  });

  test('an account whose address was never confirmed is not: it may be somebody else’s', async () => {
    const person = await somebody();
    atIssuer(person.email);
    const jar = jarOf();
    expect(await trip(house, jar, oidc)).toBe('/sign-in?error=taken');
    expect(jar.size).toBe(0);
    expect(await identitiesOf(person.userId)).toEqual([]);
  });

  test.each([
    ['unconfirmed there', { email_verified: false }],
    ['not said to be confirmed', { email_verified: undefined }],
    ['none', { email: undefined }],
    ['no address', { email: 'nonsense' }],
  ])('an address that is %s signs nobody in', async (_, more) => {
    const person = await somebody();
    await verify(person);
    atIssuer(person.email, more);
    const jar = jarOf();
    expect(await trip(house, jar, oidc)).toBe('/sign-in?error=noEmail');
    expect(jar.size).toBe(0);
  });

  test('the second factor is asked for all the same', async () => {
    const person = await somebody();
    await verify(person);
    const app = await armTotp(house, person);
    moveClock(house.server, 30_000);
    atIssuer(person.email);
    const jar = jarOf();
    const to = await trip(house, jar, { ...oidc, query: '?next=%2Fw%2Fx' });
    expect(jar.size).toBe(0);
    const { pathname, searchParams } = new URL(to, TEST_ORIGIN);
    expect([pathname, searchParams.get('next')]).toEqual(['/sign-in', '/w/x']);
    const visitor = personWith(house, '');
    const done = await visitor.mutate<LoginResult>('auth.secondFactor', {
      ticket: searchParams.get('ticket'),
      code: app.code(),
    });
    expect(done.data).toMatchObject({ status: 'signed_in', userId: person.userId });
  });

  test('of ten first sign-ins at once all end in one account', async () => {
    const email = newEmail();
    atIssuer(email);
    const jars = Array.from({ length: 10 }, () => jarOf());
    await Promise.all(jars.map((jar) => trip(house, jar, oidc)));
    const ids = await Promise.all(jars.map(async (jar) => (await me(jar)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await identitiesOf(ids[0] ?? '')).toHaveLength(1);
  });

  test('who says no at the issuer is told so kindly', async () => {
    issuer.person = null;
    expect(await trip(house, jarOf(), oidc)).toBe('/sign-in?error=cancelled');
  });
});

describe('a trip that is not one’s own', () => {
  const failed = '/sign-in?error=failed';
  const depart = async (jar: Jar) => visit(house, jar, '/api/auth/oidc/start');

  test('goes out with PKCE, state and nonce, and an own cookie kept from scripts', async () => {
    const response = await house.fetch('/api/auth/oidc/start');
    const url = new URL(response.headers.get('location') ?? '');
    expect(url.origin).toBe(issuer.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'geko',
      redirect_uri: `${TEST_ORIGIN}/api/auth/oidc/callback`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/u) as string,
      state: expect.stringMatching(/^[\w-]{43}$/u) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/u) as string,
    });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^geko_oauth=[\w-]+; HttpOnly; Max-Age=600; Path=\/api\/auth; SameSite=Lax$/u,
    );
    expect(cookie).not.toContain(url.searchParams.get('state'));
  });

  test('another state, no cookie, a garbled one, one of another provider, and a late one', async () => {
    atIssuer(newEmail());
    const jar = jarOf();
    const back = await walkAt(await depart(jar));
    const wrong = back.replace(/state=[^&]*/u, 'state=another');
    expect(await visit(house, jarOf(cookieOf(jar)), wrong)).toBe(failed);
    expect(await visit(house, jarOf(), back)).toBe(failed);
    expect(await visit(house, jarOf('geko_oauth=nonsense'), back)).toBe(failed);
    expect(await visit(house, jarOf(cookieOf(jar)), back.replace('oidc', 'github'))).toBe(failed);
    moveClock(house.server, 10 * 60_000 + 1_000);
    expect(await visit(house, jarOf(cookieOf(jar)), back)).toBe(failed);
    moveClock(house.server, 0);
    expect(await visit(house, jar, back)).toBe('/welcome');
  });

  test('a code that was used already', async () => {
    atIssuer(newEmail());
    const jar = jarOf();
    const back = await walkAt(await depart(jar));
    const copy = jarOf(cookieOf(jar));
    expect(await visit(house, jar, back)).toBe('/welcome');
    expect(await visit(house, copy, back)).toBe(failed);
    expect(copy.has('geko_session')).toBe(false);
  });

  test('the code of another browser’s trip, also under one’s own state', async () => {
    atIssuer(newEmail());
    const [mine, theirs] = [jarOf(), jarOf()];
    const mineBack = await walkAt(await depart(mine));
    const theirsBack = await walkAt(await depart(theirs));
    expect(await visit(house, jarOf(cookieOf(mine)), theirsBack)).toBe(failed);
    const code = /code=[^&]*/u.exec(theirsBack)?.[0] ?? '';
    expect(await visit(house, mine, mineBack.replace(/code=[^&]*/u, code))).toBe(failed);
    expect(mine.has('geko_session')).toBe(false);
  });

  test('an ID token made for another sign-in (nonce)', async () => {
    atIssuer(newEmail());
    const jar = jarOf();
    const there = new URL(await depart(jar));
    there.searchParams.set('nonce', 'of-another-sign-in');
    expect(await visit(house, jar, await walkAt(there.href))).toBe(failed);
    expect(jar.has('geko_session')).toBe(false);
  });

  test('no code at all, and what a stranger writes there', async () => {
    for (const search of [
      '',
      '?code=x',
      '?error=server_error',
      '?state=&code=',
      '?code=a&code=b&state=c',
    ]) {
      const jar = jarOf();
      await depart(jar);
      expect(await visit(house, jar, `/api/auth/oidc/callback${search}`)).toBe(failed);
    }
  });

  test('a provider that is not set up', async () => {
    for (const provider of ['google', 'nonsense', '__proto__', '..%2f..', 'constructor']) {
      expect(await visit(house, jarOf(), `/api/auth/${provider}/start`)).toBe(failed);
      expect(await visit(house, jarOf(), `/api/auth/${provider}/callback?code=x`)).toBe(failed);
    }
  });
});

describe('linking', () => {
  const link = (jar: Jar, provider = 'oidc') => trip(house, jar, { provider, query: '?link=1' });

  test('adds the identity to the signed-in person’s own account, whatever its address', async () => {
    const person = await somebody();
    atIssuer(newEmail(), { email_verified: false });
    const jar = jarOf(person.cookie);
    expect(await link(jar)).toBe('/account/security?linked=oidc');
    expect(cookieOf(jar)).toBe(person.cookie);
    const next = jarOf();
    expect(await trip(house, next, oidc)).toBe('/');
    expect((await me(next)).id).toBe(person.userId);
    expect((await accountTrail(house, person))[1]).toBe('account.link_identity oidc');
  });

  test('is refused for somebody else’s identity, and harmless twice', async () => {
    const [one, two] = [await somebody(), await somebody()];
    atIssuer(newEmail());
    expect(await link(jarOf(one.cookie))).toBe('/account/security?linked=oidc');
    expect(await link(jarOf(one.cookie))).toBe('/account/security?linked=oidc');
    expect(await link(jarOf(two.cookie))).toBe('/account/security?error=taken');
    expect(await identitiesOf(two.userId)).toEqual([]);
  });

  test('ends with whom it began: not by another, not by nobody', async () => {
    const [one, two] = [await somebody(), await somebody()];
    atIssuer(newEmail());
    const jar = jarOf(one.cookie);
    const back = await walkAt(await visit(house, jar, '/api/auth/oidc/start?link=1'));
    const flow = `geko_oauth=${jar.get('geko_oauth') ?? ''}`;
    const swapped = jarOf(flow);
    swapped.set('geko_session', two.cookie.split('=')[1] ?? '');
    expect(await visit(house, swapped, back)).toBe('/account/security?error=failed');
    expect(await identitiesOf(two.userId)).toEqual([]);
    expect(await visit(house, jarOf(), '/api/auth/oidc/start?link=1')).toBe(
      '/sign-in?next=%2Faccount%2Fsecurity',
    );
  });
});

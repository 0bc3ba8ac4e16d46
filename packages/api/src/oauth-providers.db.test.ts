import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Me } from '@geko/contracts/auth';
import { users } from '@geko/db/schema/identity';
import { newEmail, somebodyAt } from './testing/auth-calls.ts';
import type { GithubDouble } from './testing/github-double.ts';
import { listenLocally } from './testing/listen-locally.ts';
import { cookieOf, jarOf, trip, visit, walkAt, type Jar } from './testing/oauth-trip.ts';
import { openOauthHouse, type OauthHouse, oauthClient } from './testing/oauth-house.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith } from './testing/test-person.ts';

let oauth: OauthHouse;
let house: TestHouse;
let github: GithubDouble;
beforeAll(async () => {
  oauth = await openOauthHouse(inject('ownerUrl'));
  ({ house, github } = oauth);
});
afterAll(() => oauth.close());

const somebody = () => somebodyAt(house);
const me = async (jar: Jar) => (await personWith(house, cookieOf(jar)).query<Me>('auth.me')).data;

async function verify({ userId }: { userId: string }): Promise<void> {
  const emailVerifiedAt = new Date();
  await house.database.db.update(users).set({ emailVerifiedAt }).where(eq(users.id, userId));
}

describe('an issuer in trouble', () => {
  const houseAt = (url: string) =>
    openTestHouse(inject('ownerUrl'), {
      oauth: { oidc: { ...oauthClient, issuer: url, name: 'X' } },
    });

  test('that nobody answers for is a page that says so, and is asked again the next time', async () => {
    const socket = await listenLocally();
    await socket.close();
    const lost = await houseAt(socket.url);
    for (let i = 0; i < 2; i += 1)
      expect(await visit(lost, jarOf(), '/api/auth/oidc/start')).toBe('/sign-in?error=unavailable');
    await lost.close();
  });

  test('that talks nonsense, or says it is another one', async () => {
    const socket = await listenLocally();
    let body = 'nonsense';
    socket.serve((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const lost = await houseAt(socket.url);
    const start = () => visit(lost, jarOf(), '/api/auth/oidc/start');
    expect(await start()).toBe('/sign-in?error=unavailable');
    body = JSON.stringify({
      issuer: 'https://else.example',
      authorization_endpoint: 'https://else.example/a',
    });
    expect(await start()).toBe('/sign-in?error=unavailable');
    await lost.close();
    await socket.close();
  });

  test(
    'that never answers does not keep anybody waiting for ever',
    { timeout: 20_000 },
    async () => {
      const socket = await listenLocally();
      socket.serve(() => undefined);
      const lost = await houseAt(socket.url);
      expect(await visit(lost, jarOf(), '/api/auth/oidc/start')).toBe('/sign-in?error=unavailable');
      await lost.close();
      await socket.close();
    },
  );

  test('is reached without https on this machine only', async () => {
    const lost = await houseAt('http://issuer.example');
    expect(await visit(lost, jarOf(), '/api/auth/oidc/start')).toBe('/sign-in?error=unavailable');
    await lost.close();
  });
});

describe('GitHub', () => {
  const atGithub = (emails: GithubPersonEmails, name: string | null = 'Grace Hopper') => {
    github.person = { id: randomInt(1, 2 ** 31), login: 'grace', name, emails };
  };
  type GithubPersonEmails = { email: string; primary: boolean; verified: boolean }[];

  test('signs in by the primary address when it is confirmed', async () => {
    const person = await somebody();
    await verify(person);
    atGithub([
      { email: newEmail(), primary: false, verified: true },
      { email: person.email, primary: true, verified: true },
    ]);
    const jar = jarOf();
    expect(await trip(house, jar, { provider: 'github' })).toBe('/');
    expect((await me(jar)).id).toBe(person.userId);
  });

  test('makes an account, named by login where there is no name', async () => {
    const email = newEmail();
    atGithub([{ email, primary: true, verified: true }], null);
    const jar = jarOf();
    expect(await trip(house, jar, { provider: 'github' })).toBe('/welcome');
    expect(await me(jar)).toMatchObject({ email, name: 'grace' });
  });

  test('an unconfirmed primary address signs nobody in, whatever the others are', async () => {
    const person = await somebody();
    await verify(person);
    atGithub([
      { email: newEmail(), primary: true, verified: false },
      { email: person.email, primary: false, verified: true },
    ]);
    expect(await trip(house, jarOf(), { provider: 'github' })).toBe('/sign-in?error=noEmail');
  });

  test('a used code, and somebody who says no', async () => {
    atGithub([{ email: newEmail(), primary: true, verified: true }]);
    const jar = jarOf();
    const back = await walkAt(await visit(house, jar, '/api/auth/github/start'));
    const copy = jarOf(cookieOf(jar));
    expect(await visit(house, jar, back)).toBe('/welcome');
    expect(await visit(house, copy, back)).toBe('/sign-in?error=failed');
    github.person = null;
    expect(await trip(house, jarOf(), { provider: 'github' })).toBe('/sign-in?error=cancelled');
  });
});

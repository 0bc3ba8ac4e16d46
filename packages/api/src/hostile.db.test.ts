import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { INSIDE, newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { procedures } from './testing/sweep-targets.ts';
import { SHORT } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let person: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  person = await registerPerson(house);
});
afterAll(() => house.close());

const message = (text: string) => newMessage(person, text);

const chat = (body: unknown, headers: Record<string, string> = {}, path = '/api/chat') =>
  postAs(house, person, { body, headers, path });

const rpc = (name: string, body: string, headers: Record<string, string> = {}) =>
  chat(body, headers, `/api/trpc/${name}`);

describe('hostile JSON', () => {
  const id = () => person.workspaceId;
  const hostile: [string, () => string][] = [
    [
      '__proto__ with a role',
      () => `{"json":{"workspaceId":"${id()}","__proto__":{"role":"owner","isAdmin":true}}}`,
    ],
    [
      'a constructor',
      () => `{"json":{"workspaceId":"${id()}","constructor":{"prototype":{"isAdmin":true}}}}`,
    ],
    [
      'meta that walks into __proto__',
      () => `{"json":{"workspaceId":"${id()}"},"meta":{"values":{"__proto__.isAdmin":["Date"]}}}`,
    ],
    [
      'meta that walks into a constructor',
      () =>
        `{"json":{"workspaceId":"${id()}"},"meta":{"values":{"constructor.prototype.isAdmin":["Date"]}}}`,
    ],
    [
      'equal references into __proto__',
      () =>
        `{"json":{"workspaceId":"${id()}"},"meta":{"referentialEqualities":{"workspaceId":["__proto__.isAdmin"]}}}`,
    ],
    [
      'a bigint that is none',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":["bigint"]}}}`,
    ],
    [
      'a URL that is none',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":["URL"]}}}`,
    ],
    [
      'a regular expression that is none',
      () => `{"json":{"workspaceId":"/(/"},"meta":{"values":{"workspaceId":["regexp"]}}}`,
    ],
    [
      'a date that is none',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":["Date"]}}}`,
    ],
    ['a set', () => `{"json":{"workspaceId":["x"]},"meta":{"values":{"workspaceId":["set"]}}}`],
    [
      'a map of nothing',
      () => `{"json":{"workspaceId":5},"meta":{"values":{"workspaceId":["map"]}}}`,
    ],
    [
      'an unknown kind',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":["what"]}}}`,
    ],
    [
      'an unknown class',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":[["class","Buffer"]]}}}`,
    ],
    [
      'an unknown custom kind',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":[["custom","x"]]}}}`,
    ],
    [
      'a symbol',
      () => `{"json":{"workspaceId":"x"},"meta":{"values":{"workspaceId":[["symbol","x"]]}}}`,
    ],
    ['meta of the wrong shape', () => `{"json":{"workspaceId":"x"},"meta":7}`],
    ['meta whose values are a text', () => `{"json":{"workspaceId":"x"},"meta":{"values":"x"}}`],
    ['no json at all', () => `{}`],
    ['a list', () => `[]`],
    ['null', () => `null`],
    ['ten thousand brackets', () => `{"json":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ];

  test.each(hostile)('%s is taken or refused, and changes no prototype', async (_, body) => {
    const asQuery = await house.fetch(
      `/api/trpc/workspace.get?input=${encodeURIComponent(body())}`,
      {
        headers: { cookie: person.cookie },
      },
    );
    const asMutation = await rpc('workspace.switch', body());
    for (const response of [asQuery, asMutation]) {
      const text = await response.text();
      expect({ status: response.status, text }).toEqual({
        status: response.status < 500 ? response.status : 'below 500',
        text,
      });
      expect(text).not.toMatch(INSIDE);
    }
    expect('isAdmin' in {}).toBe(false);
    expect('role' in {}).toBe(false);
  });

  test('fields that nobody asked for have no effect', async () => {
    const body = {
      ...message(SHORT),
      role: 'owner',
      tenantId: randomUUID(),
      userId: randomUUID(),
      maxOutputTokens: 10 ** 9,
    };
    const response = await chat(
      JSON.stringify(body).replace('{', '{"__proto__":{"role":"owner"},'),
    );
    expect(response.status).toBe(200);
    await response.text();
    expect('role' in {}).toBe(false);
  });
});

describe('another site', () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://geko.test.evil.example' },
    { origin: 'http://geko.test:81' },
    { origin: TEST_ORIGIN, 'sec-fetch-site': 'cross-site' },
    { origin: TEST_ORIGIN, 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  ];

  test.each(foreign)('%j cannot write', async (headers) => {
    for (const path of [
      '/api/chat',
      '/api/chat/retry',
      '/api/trpc/auth.logout',
      '/api/trpc/auth.login',
    ]) {
      for (const cookie of [person.cookie, 'other=1']) {
        const refusal = await refusalOf(await chat(message('hi'), { ...headers, cookie }, path));
        expect({ path, ...refusal }).toMatchObject({
          path,
          status: 403,
          error: { code: 'BAD_ORIGIN' },
        });
        expect(refusal.headers.getSetCookie()).toEqual([]);
      }
    }
    expect((await person.query('auth.me')).status).toBe(200);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    "a form's post (%s) that carries a cookie is refused, with and without an origin",
    async (type) => {
      for (const path of ['/api/chat', '/api/trpc/auth.logout', '/api/trpc/workspace.create']) {
        for (const origin of ['https://evil.example', 'null', null]) {
          const headers = new Headers({ 'content-type': type, cookie: person.cookie });
          if (origin !== null) headers.set('origin', origin);
          const response = await house.fetch(path, { method: 'POST', body: 'a=b', headers });
          expect(await refusalOf(response)).toMatchObject({
            status: 403,
            error: { code: 'BAD_ORIGIN' },
          });
        }
      }
    },
  );

  test('no write hides in a GET', async () => {
    for (const [name, { _def }] of Object.entries(procedures)) {
      if (_def.type !== 'mutation') continue;
      const response = await house.fetch(`/api/trpc/${name}?input=%7B%7D`, {
        headers: { cookie: person.cookie },
      });
      expect({ name, status: response.status }).toEqual({ name, status: 405 });
    }
  });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/chat';
import type { ErrorBody } from '@geko/contracts/errors';
import type { Quota, ReceiptPage } from '@geko/contracts/usage';
import { inTenant } from '@geko/db/client';
import { MAX_BODY_BYTES } from './http/read-json.ts';
import { anyInput } from './testing/any-input.ts';
import { procedureCases } from './testing/sweep-cases.ts';
import { procedureRequest, procedures } from './testing/sweep-targets.ts';
import { MODEL_ID, openSweepWorld, SHORT, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

const IDLE_MS = 300;
const FUZZ_RUNS = 60;

/** What no answer may ever show: stacks, files of ours, SQL, and what Postgres or a library says. */
const INSIDE =
  /\n\s+at |\.tsx?\b|node_modules|node:|\b(select|insert into|update|delete from)\b .*\b(from|values|set|where)\b|syntax error|violates|relation "|column "|pg_|sqlstate|ZodError|TRPCError|TypeError|superjson|Failed query/iu;

let house: TestHouse;
let world: SweepWorld;
let person: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: IDLE_MS });
  world = await openSweepWorld(house);
  person = await registerPerson(house);
});
afterAll(async () => {
  await world.close();
  await house.close();
});

const message = (text: string) => ({
  workspaceId: person.workspaceId,
  conversationId: randomUUID(),
  modelId: MODEL_ID,
  message: { id: randomUUID(), text },
});

type Refusal = { status: number; headers: Headers; text: string; error: ErrorBody['error'] };

/** The refusal of a plain route, or of a procedure called alone. */
async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  expect(text).not.toMatch(INSIDE);
  const body = JSON.parse(text) as {
    error: ErrorBody['error'] | { json: { data: { geko: ErrorBody['error'] } } };
  };
  const error = 'json' in body.error ? body.error.json.data.geko : body.error;
  return { status: response.status, headers: response.headers, text, error };
}

const chat = (body: unknown, headers: Record<string, string> = {}, path = '/api/chat') =>
  house.fetch(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      origin: TEST_ORIGIN,
      cookie: person.cookie,
      ...headers,
    },
  });

const rpc = (name: string, body: string, headers: Record<string, string> = {}) =>
  chat(body, headers, `/api/trpc/${name}`);

const send = async (text: string, change: object = {}) =>
  refusalOf(await chat({ ...message(text), ...change }));

describe('too much', () => {
  test('a message over the limit is 413 and names the limit', async () => {
    const { status, error } = await send('x'.repeat(MAX_MESSAGE_CHARS + 1));
    expect(status).toBe(413);
    expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', field: 'message.text' });
    expect(error.message).toContain(MAX_MESSAGE_CHARS.toLocaleString('en'));
    expect(error.message).toContain((MAX_MESSAGE_CHARS + 1).toLocaleString('en'));
  });

  test.each(['/api/chat', '/api/chat/retry', '/api/trpc/workspace.rename', '/api/trpc/auth.login'])(
    'a body over the byte limit is 413 at %s, with and without its length told',
    async (path) => {
      const body = JSON.stringify({ json: { name: 'x'.repeat(MAX_BODY_BYTES) } });
      const length = String(Buffer.byteLength(body));
      const told = await refusalOf(await chat(body, { 'content-length': length }, path));
      expect(told).toMatchObject({ status: 413, error: { code: 'PAYLOAD_TOO_LARGE' } });
      expect(told.error.message).toContain(MAX_BODY_BYTES.toLocaleString('en'));
      expect(await refusalOf(await chat(body, {}, path))).toMatchObject({ status: 413 });
    },
  );

  test('a batch of eleven is refused, one of ten is not', async () => {
    const batch = async (size: number) => {
      const names = Array.from({ length: size }, () => 'auth.me').join(',');
      return house.fetch(`/api/trpc/${names}?batch=1&input=%7B%7D`, {
        headers: { cookie: person.cookie },
      });
    };
    expect((await batch(10)).status).toBe(200);
    const refused = await batch(11);
    expect(refused.status).toBe(400);
    expect(await refused.text()).not.toMatch(INSIDE);
  });
});

describe('the wrong form', () => {
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    '',
  ];

  test.each(types)('content type %j is 415 everywhere', async (type) => {
    const bodies = {
      '/api/chat': message('hi'),
      '/api/chat/retry': {},
      '/api/trpc/workspace.switch': { json: { workspaceId: person.workspaceId } },
    };
    for (const [path, body] of Object.entries(bodies)) {
      const refusal = await refusalOf(await chat(body, { 'content-type': type }, path));
      expect({ path, ...refusal }).toMatchObject({
        path,
        status: 415,
        error: { code: 'UNSUPPORTED_MEDIA_TYPE' },
      });
    }
  });

  test('a type with a character set is fine', async () => {
    const response = await rpc(
      'workspace.switch',
      JSON.stringify({ json: { workspaceId: person.workspaceId } }),
      {
        'content-type': 'Application/JSON; charset=utf-8',
      },
    );
    expect(response.status).toBe(200);
  });

  test.each(['', '{', '{"workspaceId":', "{'a':1}", '[1', '\u0000', '\uFEFF{]', '{"a":1}{"b":2}'])(
    '%j is not JSON: 400',
    async (text) => {
      for (const path of ['/api/chat', '/api/chat/retry', '/api/trpc/workspace.rename']) {
        expect(await refusalOf(await chat(text, {}, path))).toMatchObject({
          status: 400,
          error: { code: 'BAD_REQUEST' },
        });
      }
    },
  );

  test.each(['null', '[]', '"text"', '7', 'true'])(
    '%s is JSON, but no request: 400',
    async (text) => {
      for (const path of ['/api/chat', '/api/chat/retry']) {
        expect(await refusalOf(await chat(text, {}, path))).toMatchObject({ status: 400 });
      }
      const wrapped = await refusalOf(await rpc('workspace.rename', `{"json":${text}}`));
      expect(wrapped).toMatchObject({ status: 400 });
    },
  );

  const wrong: [string, object, string][] = [
    ['no workspace', { workspaceId: undefined }, 'workspaceId'],
    ['a number for a workspace', { workspaceId: 7 }, 'workspaceId'],
    ['a list for a workspace', { workspaceId: ['a'] }, 'workspaceId'],
    ['a garbled new id', { conversationId: 'x' }, 'conversationId'],
    ['no model', { modelId: undefined }, 'modelId'],
    ['an empty model', { modelId: '' }, 'modelId'],
    ['a model with a zero byte', { modelId: 'gpt\u0000' }, 'modelId'],
    ['no message', { message: undefined }, 'message'],
    ['a text for a message', { message: 'hi' }, 'message'],
    ['a message without an id', { message: { text: 'hi' } }, 'message.id'],
    ['an empty text', { message: { id: randomUUID(), text: ' \n ' } }, 'message.text'],
    ['a number for a text', { message: { id: randomUUID(), text: 5 } }, 'message.text'],
    ['a zero byte in a text', { message: { id: randomUUID(), text: 'a\u0000b' } }, 'message.text'],
  ];
  test.each(wrong)('a send with %s is 400 and names the field', async (_, change, field) => {
    const { status, error } = await send('hi', change);
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'BAD_REQUEST', field });
    expect(error.message).toContain(field);
  });

  const wrongCalls: [string, Record<string, unknown>, string][] = [
    ['workspace.rename', { name: '' }, 'name'],
    ['workspace.rename', { name: 'x'.repeat(81) }, 'name'],
    ['workspace.rename', { name: 'a\u0000b' }, 'name'],
    ['workspace.rename', { name: null }, 'name'],
    ['chat.rename', { conversationId: 'x', title: 'a\u0000' }, 'title'],
    ['chat.list', { limit: 101 }, 'limit'],
    ['chat.list', { limit: 1.5 }, 'limit'],
    ['chat.list', { limit: '5' }, 'limit'],
    ['chat.list', { cursor: 'garbled' }, 'cursor'],
    ['chat.list', { cursor: `+275760-09-13T00:00:00.000Z_${randomUUID()}` }, 'cursor'],
    ['chat.list', { cursor: `2026-01-01T00:00:00.000Z_${randomUUID()}_x` }, 'cursor'],
    ['usage.receipts', { cursor: `-000001-01-01T00:00:00.000Z_${randomUUID()}` }, 'cursor'],
    ['usage.report', { month: '2026-13' }, 'month'],
    ['usage.report', { month: '0000-01' }, 'month'],
    ['usage.report', { month: '2026-1' }, 'month'],
    ['usage.quota', { modelId: 'x'.repeat(101) }, 'modelId'],
    ['usage.quota', { modelId: '\u0000' }, 'modelId'],
    ['models.setEnabled', { modelId: MODEL_ID, isEnabled: 'yes' }, 'isEnabled'],
    ['auth.login', { email: 'nobody', password: 'x' }, 'email'],
    ['auth.login', { email: 'a@example.com', password: '' }, 'password'],
    [
      'auth.register',
      { email: 'a@example.com', password: 'short', name: 'A', tenantName: 'B' },
      'password',
    ],
    [
      'auth.register',
      { email: 'a@example.com', password: 'long enough', name: ' ', tenantName: 'B' },
      'name',
    ],
  ];
  test.each(wrongCalls)('%s with %j is 400 and names %s', async (name, input, field) => {
    const procedure = procedures[name];
    if (!procedure) throw new Error(`${name} is gone`);
    const call = procedureRequest(name, procedure._def.type, {
      workspaceId: person.workspaceId,
      ...input,
    });
    const response = await house.fetch(`/${call.path}`, {
      method: call.method,
      body: call.body,
      headers: { 'content-type': 'application/json', origin: TEST_ORIGIN, cookie: person.cookie },
    });
    const { status, error } = await refusalOf(response);
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'BAD_REQUEST', field });
  });

  test("a conversation's garbled cursor is 400", async () => {
    const { conversationId } = await world.makeChat('outsider');
    const stranger = await world.signIn('outsider');
    for (const cursor of ['x', '1x', '99999999999999999999', '-1', '1.5', 'NaN']) {
      const input = { workspaceId: stranger.workspaceId, conversationId, cursor };
      const answer = await stranger.query('chat.get', input);
      expect({ cursor, status: answer.status, field: answer.error?.field }).toEqual({
        cursor,
        status: 400,
        field: 'cursor',
      });
    }
  });

  test('a garbled place in a stream is 400', async () => {
    for (const after of ['x', '-1', '1.5', '9'.repeat(30), '1e3', '0x1']) {
      const path = `/api/chat/turns/${randomUUID()}/stream?workspaceId=${person.workspaceId}&after=${after}`;
      const refusal = await refusalOf(await person.get(path));
      expect({ after, ...refusal }).toMatchObject({
        after,
        status: 400,
        error: { field: 'after' },
      });
    }
  });

  test('an unknown procedure, method or path is refused without a word too much', async () => {
    const calls: [string, RequestInit][] = [
      ['/api/trpc/no.such', {}],
      ['/api/trpc/__proto__', {}],
      ['/api/trpc/constructor.constructor', {}],
      ['/api/trpc/auth.__proto__', {}],
      ['/api/trpc/%E0%A4%A', {}],
      ['/api/trpc/workspace.get?input=%7B', {}],
      ['/api/trpc/workspace.get?input=', {}],
      ['/api/trpc/workspace.get', {}],
      ['/api/trpc/workspace.get?batch=1&input=null', {}],
      ['/api/trpc/workspace.get?batch=1&input=[', {}],
      ['/api/trpc/auth.logout', {}],
      ['/api/trpc/auth.me', { method: 'POST', body: '{}' }],
      ['/api/trpc/', {}],
      ['/api/trpc/,,,', { method: 'POST', body: '{}' }],
      ['/api/trpc/,,,?batch=1', { method: 'POST', body: '{}' }],
    ];
    for (const [path, init] of calls) {
      const headers = {
        'content-type': 'application/json',
        origin: TEST_ORIGIN,
        cookie: person.cookie,
      };
      const response = await house.fetch(path, { ...init, headers });
      const text = await response.text();
      expect({
        path,
        status: response.status,
        isRefused: response.status >= 400 && response.status < 500,
      }).toEqual({
        path,
        status: response.status,
        isRefused: true,
      });
      expect(text).not.toMatch(INSIDE);
    }
  });
});

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

describe('models, limits and providers', () => {
  const upgrade = () => `/w/${person.workspaceId}/settings?tab=plan`;

  test.each([
    ['unknown', 'no-such-model', 'MODEL_UNKNOWN'],
    ['locked', 'gpt-5.2', 'MODEL_LOCKED'],
  ])('an %s model is 403 with the way to upgrade', async (_, modelId, code) => {
    const conversationId = randomUUID();
    const { status, headers, error } = await send('hi', { modelId, conversationId });
    expect({ status, code: error.code, field: error.field }).toEqual({
      status: 403,
      code,
      field: 'modelId',
    });
    expect(error.remedies).toEqual([{ kind: 'upgrade', url: upgrade(), planId: 'pro' }]);
    expect(headers.get('x-upgrade-url')).toBe(upgrade());
    const left = await person.query('chat.get', {
      workspaceId: person.workspaceId,
      conversationId,
    });
    expect(left.status).toBe(404);
  });

  test('a model that the workspace switched off is 403', async () => {
    const change = (isEnabled: boolean) =>
      person.mutate('models.setEnabled', {
        workspaceId: person.workspaceId,
        modelId: MODEL_ID,
        isEnabled,
      });
    expect((await change(false)).status).toBe(200);
    expect(await send('hi')).toMatchObject({ status: 403, error: { code: 'MODEL_DISABLED' } });
    expect((await change(true)).status).toBe(200);
  });

  test.each([
    ['hang', IDLE_MS, 5_000],
    ['500', 0, 5_000],
    ['reset-before', 0, 5_000],
  ])(
    'a provider that answers with %s is 502, and nothing is charged for nothing',
    async (fault, least, most) => {
      const someone = await registerPerson(house);
      const startedAt = performance.now();
      const body = { ...message(`hi [[fake: fault=${fault}]]`), workspaceId: someone.workspaceId };
      const refusal = await refusalOf(await someone.post('/api/chat', body));
      const tookMs = performance.now() - startedAt;
      expect(refusal).toMatchObject({
        status: 502,
        error: { code: 'PROVIDER_FAILED', remedies: [{ kind: 'retry' }] },
      });
      expect(tookMs).toBeGreaterThanOrEqual(least);
      expect(tookMs).toBeLessThan(most);
      const { workspaceId } = someone;
      const quota = await someone.query<Quota>('usage.quota', { workspaceId });
      expect(quota.data.limits.map(({ used, held }) => ({ used, held }))).toEqual(
        quota.data.limits.map(() => ({ used: 0, held: 0 })),
      );
      const receipts = await someone.query<ReceiptPage>('usage.receipts', { workspaceId });
      expect(receipts.data.items.map(({ chargeNano }) => chargeNano)).toEqual(['0']);
      // The same conversation can go on at once.
      const again = await someone.post('/api/chat', {
        ...body,
        message: { id: randomUUID(), text: SHORT },
      });
      expect(again.status).toBe(200);
      await again.text();
    },
  );

  test('a limit that is used up is 429 with its trace, its reset and the ways on', async () => {
    const someone = await registerPerson(house);
    const { workspaceId } = someone;
    const body = () => ({ ...message(SHORT), workspaceId });
    const first = await someone.post('/api/chat', body());
    expect(first.status).toBe(200);
    await first.text();
    const { rows } = await house.database.db.execute<{ tenant: string }>(
      sql`select system.tenant_of(${workspaceId}::uuid) as tenant`,
    );
    const place = { tenantId: rows[0]?.tenant ?? '', workspaceId, userId: someone.userId };
    await inTenant(house.database.db, place, (tx) =>
      tx.execute(
        sql`update quotas set used = 49990 where subject = 'workspace' and meter = 'tokens'`,
      ),
    );
    const refused = body();
    const { status, headers, error } = await refusalOf(await someone.post('/api/chat', refused));
    expect({ status, code: error.code }).toEqual({ status: 429, code: 'QUOTA_EXCEEDED' });
    const exceeded = error.trace?.filter((limit) => limit.isExceeded);
    expect(exceeded).toMatchObject([
      { name: 'workspace.tokens', meter: 'tokens', used: 49_990, held: 0, cap: 50_000 },
    ]);
    expect(error.trace).toHaveLength(3);
    const now = new Date();
    const reset = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
    expect(exceeded?.[0]?.resetsAt).toBe(reset);
    expect(error.remedies).toEqual([
      { kind: 'upgrade', url: `/w/${workspaceId}/settings?tab=plan`, planId: 'pro' },
      { kind: 'wait', until: reset },
    ]);
    expect(headers.get('x-upgrade-url')).toBe(`/w/${workspaceId}/settings?tab=plan`);
    const seconds = Number(headers.get('retry-after'));
    expect(Math.abs(Date.parse(reset) - Date.now() - seconds * 1000)).toBeLessThan(60_000);
    const calls = house.provider.log.entries().length;
    expect((await someone.post('/api/chat', refused)).status).toBe(429);
    expect(house.provider.log.entries()).toHaveLength(calls);
    const left = await someone.query('chat.get', {
      workspaceId,
      conversationId: refused.conversationId,
    });
    expect(left.status).toBe(404);
  });
});

test.each(Object.keys(procedures))(
  `%s takes ${FUZZ_RUNS} random inputs without a fault`,
  async (name) => {
    const { _def } = procedures[name] ?? {};
    if (!_def) throw new Error(`${name} is gone`);
    const role = name.startsWith('admin.') ? 'operator' : 'outsider';
    await fc.assert(
      fc.asyncProperty(anyInput(_def.inputs), async (change) => {
        const someone = await world.signIn(role);
        const right = (await procedureCases[name]?.input?.(world, role)) ?? {};
        const call = procedureRequest(name, _def.type, change(right));
        const response = await house.fetch(`/${call.path}`, {
          method: call.method,
          body: call.body,
          headers: {
            'content-type': 'application/json',
            origin: TEST_ORIGIN,
            cookie: someone.cookie,
          },
        });
        const text = await response.text();
        const { status } = response;
        expect({ ...call, status, isFault: status >= 500 }).toEqual({
          ...call,
          status,
          isFault: false,
        });
        if (status !== 200) expect(text).not.toMatch(INSIDE);
      }),
      { numRuns: FUZZ_RUNS },
    );
  },
);

test('after all of this the server still serves a stranger', async () => {
  const someone = await registerPerson(house);
  const response = await someone.post('/api/chat', {
    ...message(SHORT),
    workspaceId: someone.workspaceId,
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('data: [DONE]');
  const nobody = personWith(house, '');
  expect((await nobody.query('auth.me')).error?.code).toBe('UNAUTHENTICATED');
});

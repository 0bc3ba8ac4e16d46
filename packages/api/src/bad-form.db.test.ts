import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/chat';
import { MAX_BODY_BYTES } from './http/read-json.ts';
import { INSIDE, newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { encodeInput, procedureRequest, procedures } from './testing/sweep-targets.ts';
import { MODEL_ID, openSweepWorld, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let world: SweepWorld;
let person: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  person = await registerPerson(house);
});
afterAll(async () => {
  await world.close();
  await house.close();
});

const message = (text: string) => newMessage(person, text);

const chat = (body: unknown, headers: Record<string, string> = {}, path = '/api/chat') =>
  postAs(house, person, { body, headers, path });

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
    ['usage.report', { range: { kind: 'month', on: '2026-13-01' } }, 'range.on'],
    ['usage.report', { range: { kind: 'decade' } }, 'range.kind'],
    [
      'usage.report',
      { range: { kind: 'custom', from: '2026-02-01', to: '2026-01-31' } },
      'range.to',
    ],
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
    const text = encodeInput({ workspaceId: person.workspaceId, ...input });
    const call = procedureRequest(name, procedure._def.type, text);
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

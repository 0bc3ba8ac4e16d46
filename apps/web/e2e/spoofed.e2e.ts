import { randomInt, randomUUID } from 'node:crypto';
import superjson from 'superjson';
import { describe, expect, inject, test } from 'vitest';
import { pageDataHeaders, spoofedHeaders } from '@geko/api/testing/spoofed-headers';

const CANARY = 'canary-9d27e4';
const { url } = inject('house');

type Headers = Record<string, string>;
type Answer = { status: number; location: string | null; type: string | null; body: string };

async function get(path: string, cookie: string, headers: Headers = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    redirect: 'manual',
    headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    type: response.headers.get('content-type'),
    body: `${JSON.stringify([...response.headers])}\n${await response.text()}`,
  };
}

async function post(path: string, body: unknown, cookie = ''): Promise<Response> {
  const address = Array.from({ length: 3 }, () => randomInt(1, 255)).join('.');
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      origin: url,
      // Limits by address are for strangers, not for many people of one test run.
      'x-forwarded-for': `10.${address}`,
      ...(cookie === '' ? {} : { cookie }),
    },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

/** A company and its owner, with this text in every name. */
async function register(
  text: string,
): Promise<{ cookie: string; userId: string; workspaceId: string }> {
  const response = await post(
    '/api/trpc/auth.register',
    superjson.serialize({
      email: `${text}-${randomUUID()}@example.com`,
      password: 'correct horse battery',
      name: text,
      tenantName: text,
    }),
  );
  const { result } = (await response.json()) as {
    result: { data: { json: { userId: string; workspaceId: string } } };
  };
  const cookie = response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
  return { cookie, ...result.data.json };
}

/** What the pages say of a workspace and a conversation, without their ids. */
const without = (ids: string[], answer: Answer) => ({
  status: answer.status,
  type: answer.type,
  location: ids.reduce((text, id) => text?.replaceAll(id, '<id>'), answer.location ?? undefined),
});

const owner = await register(CANARY);
const outsider = await register('somebody');
const conversationId = randomUUID();
const sent = await post(
  '/api/chat',
  {
    workspaceId: owner.workspaceId,
    conversationId,
    modelId: 'gpt-5-nano',
    message: { id: randomUUID(), text: `${CANARY} [[fake: reply=2 delay=0]]` },
  },
  owner.cookie,
);
await sent.text();

/** One of each kind: what the layout refuses, what a page refuses, what a tab does, and a plain route. */
const pagesOf = (workspaceId: string, conversation: string) => [
  `/w/${workspaceId}`,
  `/w/${workspaceId}/c/${conversation}`,
  `/w/${workspaceId}/settings?tab=members`,
  `/api/icons/${workspaceId}`,
];
const victims = pagesOf(owner.workspaceId, conversationId);
const nobodys: [string, string] = [randomUUID(), randomUUID()];
const missing = pagesOf(...nobodys);
const adminPages = ['/admin', '/admin/mailbox'];
const withQuery = (path: string, query: string) =>
  `${path}${path.includes('?') ? '&' : '?'}${query}`;

const claims = spoofedHeaders({ ...owner, tenantId: randomUUID() });
const asData: [Headers, string][] = [
  ...pageDataHeaders.map((headers): [Headers, string] => [headers, '']),
  [{ rsc: '1' }, '_rsc=1x2y3'],
  [{}, '_rsc=1x2y3'],
  [{}, '_rsc=%00&nxtPworkspace=x&__nextDataReq=1'],
  [Object.assign({}, ...claims, ...pageDataHeaders) as Headers, '_rsc=1x2y3'],
];

describe('the owner', () => {
  test('finds the canary on the pages, as HTML and as data: so it would be seen', async () => {
    for (const path of [victims[0] ?? '', victims[1] ?? '']) {
      const page = await get(path, owner.cookie);
      expect(page).toMatchObject({ status: 200, location: null });
      expect(page.body).toContain(CANARY);
    }
    const data = await get(victims[0] ?? '', owner.cookie, { rsc: '1' });
    const followed =
      data.location === null ? data : await get(data.location, owner.cookie, { rsc: '1' });
    expect(followed.type).toContain('text/x-component');
    expect(followed.body).toContain(CANARY);
  });
});

describe.each([
  ['nobody', ''],
  ['the owner of another company', outsider.cookie],
])('%s', (_, cookie) => {
  test.each([...victims, ...adminPages])('at %s, whoever the headers claim to be', async (path) => {
    const plain = await get(path, cookie);
    expect(plain.status).not.toBe(200);
    expect(plain.body).not.toContain(CANARY);
    for (const headers of claims) {
      const answer = await get(path, cookie, headers);
      const { status, location, type } = answer;
      expect({ headers, status, location, type }).toEqual({
        headers,
        status: plain.status,
        location: plain.location,
        type: plain.type,
      });
      expect(answer.body).not.toContain(CANARY);
    }
  });

  test.each(victims.map((path, place) => [path, missing[place] ?? ''] as const))(
    'at %s, asking for the data of the page: as at one that is not there',
    async (path, nowhere) => {
      for (const [headers, query] of asData) {
        const ask = (at: string) => get(query === '' ? at : withQuery(at, query), cookie, headers);
        const [foreign, none] = [await ask(path), await ask(nowhere)];
        expect(foreign.body).not.toContain(CANARY);
        expect(foreign.status).toBeLessThan(500);
        expect({
          headers,
          query,
          answer: without([owner.workspaceId, conversationId], foreign),
        }).toEqual({
          headers,
          query,
          answer: without(nobodys, none),
        });
        const hop = foreign.location;
        if (hop?.startsWith('/') === true) {
          expect((await get(hop, cookie, headers)).body).not.toContain(CANARY);
        }
      }
    },
  );
});

import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Receipt } from '@geko/contracts/receipt';
import { holds } from '@geko/db/schema/money';
import {
  openTestInternet,
  SITE_ADDRESS,
  type TestInternet,
} from '@geko/outbound/testing/test-internet';
import { overhear, type Overheard } from './testing/overheard.ts';
import { anthropicClient, createKey, MODEL, openAIClient } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46', 'hex');

let internet: TestInternet;
let provider: Overheard;
let house: TestHouse;
let owner: TestPerson;
let client: OpenAI;
let messages: Anthropic.Messages;
beforeAll(async () => {
  internet = await openTestInternet(
    { 'site.example': [[SITE_ADDRESS]], 'inside.example': [['127.0.0.1']] },
    ({ url }, response) => {
      if (url === '/to-inside')
        response.writeHead(302, { location: 'http://inside.example/' }).end();
      else if (url === '/page.png')
        response.writeHead(200, { 'content-type': 'image/png' }).end('<p>');
      // What a server says of its files is not believed.
      else
        response.writeHead(200, { 'content-type': 'image/gif' }).end(url === '/a.png' ? PNG : JPEG);
    },
  );
  house = await openTestHouse(inject('ownerUrl'), {
    internet: { resolve: internet.resolve, reroute: internet.reroute },
  });
  provider = await overhear(house.provider.url);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const server = house.addServer({ providerUrl: provider.url });
  const { secret } = await createKey(owner);
  client = openAIClient(house, secret, { server });
  ({ messages } = anthropicClient(house, secret, { server }));
});
afterAll(async () => {
  await house.close();
  await provider.close();
  await internet.close();
});
beforeEach(() => {
  internet.takeHits();
  internet.asked.length = 0;
  provider.bodies.length = 0;
});

const look = (urls: readonly string[], model = MODEL) =>
  client.chat.completions.create({
    model,
    messages: [
      { role: 'system', content: 'Look.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this? [[fake: reply=2 delay=0]]' },
          ...urls.map((url) => ({ type: 'image_url' as const, image_url: { url } })),
        ],
      },
    ],
  });
const refusalOf = async (urls: readonly string[], model?: string) => {
  const error: unknown = await look(urls, model).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error('it was not refused', { cause: error });
  return error;
};
const countHolds = async () =>
  (await house.inWorkspaceOf(owner, (tx) => tx.select().from(holds))).length;

test.each([MODEL, 'gemini-2.5-flash-lite', 'claude-haiku-4-5', 'auto'])(
  'pictures at addresses come along to %s, once each, as what they are',
  async (model) => {
    const urls = [
      'http://site.example/a.png',
      'http://site.example/b',
      'http://site.example/a.png',
    ];
    await look(urls, model);
    expect(internet.asked.map(({ path }) => path)).toEqual(['/a.png', '/b']);
    const [body = ''] = provider.bodies;
    expect(body.split(PNG.toString('base64'))).toHaveLength(3);
    expect(body.split(JPEG.toString('base64'))).toHaveLength(2);
    expect(body).toContain('image/png');
    expect(body).toContain('image/jpeg');
    expect(body).not.toMatch(/image\/gif|site\.example/u);
    const { data } = await owner.query<{ items: Receipt[] }>('usage.receipts', {
      workspaceId: owner.workspaceId,
    });
    const isAuto = model === 'auto';
    expect(data.items[0]).toMatchObject({
      modelId: isAuto ? 'gpt-5-nano' : model,
      askedFor: isAuto ? 'auto' : null,
    });
  },
);

test.each([
  'http://127.0.0.1/',
  'http://[::ffff:127.0.0.1]/',
  'http://inside.example/',
  'http://site.example/to-inside',
  'http://site.example:5432/',
  'http://nowhere.example/',
])('%s is a 400 that names the picture, before anything is held or asked', async (url) => {
  const before = await countHolds();
  const error = await refusalOf(['http://site.example/a.png', url]);
  expect(error).toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    param: 'messages.1.content.2.image_url.url',
  });
  expect(error.message).toContain('Nothing can be fetched from this address.');
  expect(internet.takeHits()).toBe(0);
  expect(provider.bodies).toEqual([]);
  expect(await countHolds()).toBe(before);
});

describe("in Anthropic's dialect", () => {
  const show = (urls: readonly string[], model = 'claude-haiku-4-5') =>
    messages.create({
      model,
      max_tokens: 10,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this? [[fake: reply=2 delay=0]]' },
            ...urls.map((url) => ({
              type: 'image' as const,
              source: { type: 'url' as const, url },
            })),
          ],
        },
      ],
    });

  // The second provider here is a proxy of its own address, which might fetch from inside.
  test.each([MODEL, 'gemini-2.5-flash-lite', 'claude-haiku-4-5'])(
    'they come along to %s as well',
    async (model) => {
      await show(['http://site.example/a.png', 'http://site.example/b'], model);
      expect(internet.asked.map(({ path }) => path)).toEqual(['/a.png', '/b']);
      const [body = ''] = provider.bodies;
      expect(body).toContain(PNG.toString('base64'));
      expect(body).toContain(JPEG.toString('base64'));
      expect(body).toContain('image/jpeg');
      expect(body).not.toMatch(/image\/gif|site\.example/u);
    },
  );

  test('an address that is none of the public ones is a 400 that names it as it was asked', async () => {
    const before = await countHolds();
    const error: unknown = await show(['http://site.example/a.png', 'http://inside.example/']).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(JSON.stringify((error as InstanceType<typeof Anthropic.APIError>).error)).toContain(
      'messages.0.content.2.source.url',
    );
    expect(internet.takeHits()).toBe(0);
    expect(provider.bodies).toEqual([]);
    expect(await countHolds()).toBe(before);
  });
});

test('what is no picture, though its server says so, is a 400', async () => {
  const error = await refusalOf(['http://site.example/page.png']);
  expect(error).toMatchObject({ status: 400, param: 'messages.1.content.1.image_url.url' });
});

test('who would be refused makes us fetch nothing', async () => {
  const url = 'http://site.example/a.png';
  expect(await refusalOf([url], 'no-such-model')).toMatchObject({ status: 404 });
  const stranger = await registerPerson(house);
  const { secret } = await createKey(stranger);
  const own = client;
  client = openAIClient(house, secret);
  try {
    expect(await refusalOf([url], 'gpt-5.2')).toMatchObject({ status: 403 });
  } finally {
    client = own;
  }
  expect(internet.asked).toEqual([]);
});

test('no more than twenty are fetched for a request', async () => {
  const urls = Array.from({ length: 21 }, (_, n) => `http://site.example/${n}`);
  expect(await refusalOf(urls)).toMatchObject({
    status: 400,
    param: 'messages.1.content.21.image_url.url',
  });
});

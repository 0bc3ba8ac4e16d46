import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { desktopCalls, type DesktopCall } from '@geko/contracts/desktop';
import { LocalModelError } from '@geko/local-models/local-error';
import { callChannel } from '../channels.ts';
import { fakePort } from '../testing/fake-port.ts';
import { answerCalls, type CallEvent, type Calls } from './ipc.ts';
import { Refusal } from './refusal.ts';
import { isAppUrl, isBundledUrl } from './url-rules.ts';

const names = Object.keys(desktopCalls) as DesktopCall[];
const OURS = {};
const page: CallEvent = {
  sender: OURS,
  senderFrame: { url: 'https://geko.example/w/a', parent: null },
};

/** A right input of each call; forget one and it does not compile. */
const inputs: Record<DesktopCall, unknown> = {
  getInfo: undefined,
  getProfile: undefined,
  tellProfile: { userId: randomUUID(), name: 'Anna', workspaces: [] },
  signInByBrowser: undefined,
  signOut: undefined,
  listModels: undefined,
  installModel: { id: 'tiny' },
  pauseModel: { id: 'tiny' },
  cancelModel: { id: 'tiny' },
  removeModel: { id: 'tiny' },
  startTurn: {
    turnId: randomUUID(),
    userId: randomUUID(),
    workspaceId: randomUUID(),
    conversationId: randomUUID(),
    messageId: randomUUID(),
    modelId: 'tiny',
    text: 'Hello',
    messages: [{ role: 'user', content: 'Hello' }],
  },
  stopTurn: { turnId: randomUUID() },
  listTurns: undefined,
  forgetTurn: { turnId: randomUUID() },
  notify: { title: 'Done', body: '', path: '/w/a' },
  setBadge: 3,
  getUpdate: undefined,
  restartToUpdate: undefined,
  reconnect: undefined,
};

const outputs: Partial<Record<DesktopCall, unknown>> = {
  getInfo: { version: '1', platform: 'linux', deviceId: 'device-1', deviceName: 'Laptop' },
  getProfile: null,
  listModels: [],
  listTurns: [],
  getUpdate: { state: 'none' },
  reconnect: true,
};

/** Handlers that note what reaches them. */
function open(over: Partial<Calls> = {}) {
  const reached: DesktopCall[] = [];
  const errors: unknown[] = [];
  const calls = Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        reached.push(name);
        return Promise.resolve(outputs[name]);
      },
    ]),
  ) as unknown as Calls;
  const port = fakePort();
  answerCalls(
    port,
    { ...calls, ...over },
    {
      isOurs: (sender) => sender === OURS,
      isTrustedUrl: (url) => isAppUrl(url, 'https://geko.example') || isBundledUrl(url),
      onError: (error) => errors.push(error),
    },
  );
  return { port, reached, errors };
}

test('there is a channel for each call, and no other', () => {
  expect(open().port.channels().toSorted()).toEqual(names.map(callChannel).toSorted());
});

describe.each(names)('%s', (name) => {
  test('answers a page of the app, and the one that comes with it', async () => {
    const { port, reached } = open();
    for (const url of ['https://geko.example/sign-in', 'geko-app://offline/index.html']) {
      const event = { sender: OURS, senderFrame: { url, parent: null } };
      await expect(port.ask(name, event, inputs[name])).resolves.toHaveProperty('value');
    }
    expect(reached).toEqual([name, name]);
  });

  test.each<[string, CallEvent]>([
    ['of another origin', { ...page, senderFrame: { url: 'https://evil.test/', parent: null } }],
    [
      'of a look-alike',
      { ...page, senderFrame: { url: 'https://geko.example.evil.test/', parent: null } },
    ],
    ['without encryption', { ...page, senderFrame: { url: 'http://geko.example/', parent: null } }],
    ['of a file', { ...page, senderFrame: { url: 'file:///tmp/a.html', parent: null } }],
    ['that is blank', { ...page, senderFrame: { url: 'about:blank', parent: null } }],
    ['without an address', { ...page, senderFrame: { url: '', parent: null } }],
    ['in a page of ours', { ...page, senderFrame: { url: 'https://geko.example/', parent: {} } }],
    ['that has gone', { ...page, senderFrame: null }],
    ['of another window', { ...page, sender: {} }],
  ])('refuses a frame %s', async (_, event) => {
    const { port, reached } = open();
    await expect(port.ask(name, event, inputs[name])).resolves.toEqual({
      failure: { code: 'refused', message: 'This page may not ask the app.' },
    });
    expect(reached).toEqual([]);
  });

  test('refuses what is no input of it, and more than one', async () => {
    const { port, reached } = open();
    const bad = [
      null,
      'text',
      1.5,
      -1,
      true,
      [],
      {},
      { id: 1 },
      { id: '' },
      { turnId: 'x' },
      { id: 'a\u0000' },
    ];
    for (const input of bad) {
      const answer = await port.ask(name, page, input);
      expect(answer, JSON.stringify(input)).toMatchObject({ failure: { code: 'bad_input' } });
    }
    await expect(port.ask(name, page, inputs[name], 'more')).resolves.toMatchObject({
      failure: { code: 'bad_input' },
    });
    expect(reached).toEqual([]);
  });
});

test('a refused field is named', async () => {
  const { port } = open();
  const profile = { userId: 'x', name: 'Anna', workspaces: [] };
  await expect(port.ask('tellProfile', page, profile)).resolves.toMatchObject({
    failure: { message: expect.stringMatching(/^userId: /u) as string },
  });
});

test('what goes wrong is told in our words, and the rest is kept from the page', async () => {
  const { port, errors } = open({
    listModels: () => Promise.reject(new Error('ENOENT: /home/anna/secret')),
    installModel: () =>
      Promise.reject(new LocalModelError('disk_full', { cause: new Error('ENOSPC /x') })),
    startTurn: () => Promise.reject(new Refusal('This workspace does not allow that.')),
    // More than the language says is no part of an answer.
    getInfo: () => Promise.resolve({ ...(outputs['getInfo'] as object), secret: 'x' } as never),
    getUpdate: () => Promise.resolve({ state: 'unheard-of' } as never),
  });
  await expect(port.ask('listModels', page)).resolves.toEqual({
    failure: { code: 'failed', message: 'The app could not do that.' },
  });
  await expect(port.ask('installModel', page, { id: 'tiny' })).resolves.toEqual({
    failure: { code: 'disk_full', message: 'There is not enough room on the disk.' },
  });
  await expect(port.ask('startTurn', page, inputs.startTurn)).resolves.toEqual({
    failure: { code: 'refused', message: 'This workspace does not allow that.' },
  });
  await expect(port.ask('getInfo', page)).resolves.toEqual({ value: outputs['getInfo'] });
  await expect(port.ask('getUpdate', page)).resolves.toMatchObject({ failure: { code: 'failed' } });
  expect(errors.map(String)).toEqual([
    'Error: ENOENT: /home/anna/secret',
    'LocalModelError: There is not enough room on the disk.',
    expect.stringContaining('invalid_union'),
  ]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatSession } from './chat-session.ts';
import { textOf } from './chat-message.ts';

/** What the chat route streams for one short answer. */
const ANSWER = [
  { type: 'start', messageId: 'answer' },
  { type: 'data-turn', data: { turnId: 'turn' } },
  { type: 'text-start', id: 'text-1' },
  { type: 'text-delta', id: 'text-1', delta: 'Hello ' },
  { type: 'text-delta', id: 'text-1', delta: 'you' },
  { type: 'text-end', id: 'text-1' },
  { type: 'finish' },
]
  .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  .join('');

const links = {
  onTurnStart: vi.fn<() => void>(),
  onTurnEnd: vi.fn<() => void>(),
  stopTurn: vi.fn<() => Promise<unknown>>(() => Promise.resolve()),
  restoreDraft: vi.fn<(text: string) => boolean>(() => true),
};

beforeEach(() => void vi.clearAllMocks());
afterEach(() => void vi.unstubAllGlobals());

function openSession(answer: () => Promise<Response>): ChatSession {
  vi.stubGlobal('fetch', vi.fn<typeof fetch>(answer));
  const session = new ChatSession('workspace', 'conversation');
  session.link(links);
  return session;
}

test('a message is in sight before anything of the SDK is there, and once only after', async () => {
  const session = openSession(() => Promise.resolve(new Response(`${ANSWER}data: [DONE]\n\n`)));
  const sent = session.send('Hi', 'model');
  expect(session.shown.messages.map(textOf)).toEqual(['Hi']);
  expect(session.shown.status).toBe('submitted');
  await sent;
  expect(session.shown.messages.map(textOf)).toEqual(['Hi', 'Hello you']);
  expect(session.shown.status).toBe('ready');
  expect(links.onTurnStart).toHaveBeenCalledOnce();
  expect(links.onTurnEnd).toHaveBeenCalledOnce();
});

test('a refused message goes back to the composer', async () => {
  const body = { error: { code: 'QUOTA_EXCEEDED', message: 'No more.', requestId: 'r' } };
  const session = openSession(() => Promise.resolve(Response.json(body, { status: 429 })));
  await session.send('Hi', 'model');
  expect(session.shown.messages).toEqual([]);
  expect(session.shown.status).toBe('ready');
  expect(links.restoreDraft).toHaveBeenCalledExactlyOnceWith('Hi');
  expect(session.getState().refusal).toMatchObject({ of: 'send', error: { status: 429 } });
});

test('a message that may not have arrived stays, to be sent again under its id', async () => {
  const session = openSession(() => Promise.reject(new TypeError('Failed to fetch')));
  await session.send('Hi', 'model');
  const { unsent } = session.getState();
  expect(unsent === null ? null : textOf(unsent.message)).toBe('Hi');
  expect(session.shown.messages).toEqual([]);
  expect(links.restoreDraft).not.toHaveBeenCalled();
});

test('joining a turn is being busy from its first moment, so that nothing is sent meanwhile and lost', async () => {
  const answer = Promise.withResolvers<Response>();
  const session = openSession(() => answer.promise);
  session.applyHistory([], 'turn', Date.now());
  await vi.waitFor(() => expect(session.getState().isBusy).toBe(true));
  answer.resolve(new Response(null, { status: 204 }));
  await vi.waitFor(() => expect(session.getState().isBusy).toBe(false));
  await session.send('Hi', 'model');
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('a message whose provider failed has arrived: trying again answers it anew', async () => {
  const body = { error: { code: 'PROVIDER_FAILED', message: 'No.', requestId: 'r' } };
  const answers = [Response.json(body, { status: 502 }), new Response(`${ANSWER}data: [DONE]\n\n`)];
  const session = openSession(() => Promise.resolve(answers.shift() ?? Response.error()));
  await session.send('Hi', 'model');
  const { unsent } = session.getState();
  expect(unsent).not.toBeNull();
  await session.resend('model');
  expect(session.getState().unsent).toBeNull();
  expect(session.shown.messages.map(textOf)).toEqual(['Hi', 'Hello you']);
  const asked = vi.mocked(fetch).mock.calls.map(([input]) => input);
  expect(asked).toEqual(['/api/chat', '/api/chat/retry']);
});

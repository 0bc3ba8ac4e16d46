import { expect, test } from 'vitest';
import type { LocalTurn } from '@geko/contracts/desktop';
import { textOf, type ChatMessage } from './chat-message.ts';
import { withMachineTurns } from './machine-messages.ts';

const turn = (change: Partial<LocalTurn>): LocalTurn => ({
  turnId: 't1',
  userId: 'u',
  workspaceId: 'w',
  conversationId: 'c',
  messageId: 'q1',
  modelId: 'tiny',
  text: 'Who are you?',
  answer: 'A model.',
  reasoning: '',
  startedAt: '2026-11-23T10:00:00.000Z',
  end: {
    at: '2026-11-23T10:00:05.000Z',
    error: null,
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1, reasoningTokens: 0 },
  },
  ...change,
});

const told = (id: string, role: 'user' | 'assistant', text: string, turnId?: string) =>
  ({
    id,
    role,
    metadata: { createdAt: '', turn: turnId === undefined ? null : { id: turnId } },
    parts: [{ type: 'text', text }],
  }) as ChatMessage;

const shown = (messages: ChatMessage[]) => messages.map((one) => `${one.role}: ${textOf(one)}`);
const nameOf = (id: string) => `The ${id} one`;

test('what the server has not heard of stands behind what it has', () => {
  const all = withMachineTurns(
    [told('q0', 'user', 'Hi'), told('a0', 'assistant', 'Hello')],
    [turn({})],
    nameOf,
  );
  expect(shown(all)).toEqual([
    'user: Hi',
    'assistant: Hello',
    'user: Who are you?',
    'assistant: A model.',
  ]);
  expect(all.at(-1)?.metadata?.turn).toMatchObject({
    modelId: 'local-tiny',
    modelName: 'The tiny one',
    status: 'finished',
  });
});

test('what it has by now is not shown twice; what is being written is left to its stream', () => {
  const history = [told('q1', 'user', 'Who are you?'), told('a1', 'assistant', 'A model.', 't1')];
  expect(withMachineTurns(history, [turn({})], nameOf)).toEqual(history);
  expect(shown(withMachineTurns([], [turn({ end: null, answer: 'A mo' })], nameOf))).toEqual([
    'user: Who are you?',
  ]);
});

test('a question that was answered again shows its last answer alone', () => {
  const again = turn({ turnId: 't2', answer: 'Another.' });
  expect(shown(withMachineTurns([], [turn({}), again], nameOf))).toEqual([
    'user: Who are you?',
    'assistant: Another.',
  ]);
});

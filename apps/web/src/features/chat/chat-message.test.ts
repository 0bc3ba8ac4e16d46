import { NO_UNITS } from '@geko/contracts/meters';
import type { Message } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import { describe, expect, test } from 'vitest';
import {
  answerState,
  historyMessages,
  reasoningOf,
  textOf,
  toChatMessage,
  type ChatMessage,
} from './chat-message.ts';

const at = '2026-11-21T10:00:00.000Z';
const turn = { id: 't1', modelId: 'm', modelName: 'Model M', errorCode: null, receipt: null };
const question: Message = {
  id: 'q1',
  role: 'user',
  text: 'Hi',
  reasoning: null,
  createdAt: at,
  turn: null,
};
const answer: Message = {
  id: 'a1',
  role: 'assistant',
  text: 'Hello',
  reasoning: 'thinking',
  createdAt: at,
  turn: { ...turn, status: 'finished' },
};
const receipt: Receipt = {
  turnId: 't1',
  modelId: 'm',
  modelName: 'Model M',
  askedFor: null,
  hops: [],
  provider: 'openai',
  priceVersion: 1,
  usage: {
    inputTokens: 1,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    outputTokens: 2,
    reasoningTokens: null,
  },
  totalTokens: 3,
  units: NO_UNITS,
  lines: [],
  costNano: '0',
  chargeNano: '0',
  markupBps: 0,
  funding: 'included',
  absorbedNano: '0',
  isCorrected: false,
  correction: null,
  isEstimated: false,
  overshootTokens: 0,
  outcome: 'stopped',
  timeToFirstTokenMs: 10,
  durationMs: 20,
  at,
};

describe('messages', () => {
  test('history becomes parts, and parts become text again', () => {
    const message = toChatMessage(answer);
    expect(textOf(message)).toBe('Hello');
    expect(reasoningOf(message)).toBe('thinking');
    expect(answerState(message, false)).toMatchObject({
      status: 'finished',
      modelName: 'Model M',
      turnId: 't1',
    });
  });

  test('parts of the stream are newer than the history', () => {
    const message: ChatMessage = {
      ...toChatMessage(answer),
      parts: [
        { type: 'data-receipt', data: receipt },
        { type: 'data-end', data: { status: 'stopped', errorCode: null } },
      ],
    };
    expect(answerState(message, false)).toMatchObject({ status: 'stopped', receipt });
    expect(answerState(message, true).status).toBe('running');
  });

  test('pages are joined oldest first, without doubles and without an empty running answer', () => {
    const running: Message = {
      ...answer,
      id: 'a2',
      text: '',
      reasoning: null,
      turn: { ...turn, status: 'running' },
    };
    const pages = [
      { messages: [question, answer, running] },
      { messages: [{ ...question, id: 'q0' }, question] },
    ];
    expect(historyMessages(pages).map(({ id }) => id)).toEqual(['q0', 'q1', 'a1']);
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatMessage } from './chat-message.ts';
import { MessageState } from './message-state.ts';

const message = (id: string, text: string): ChatMessage => ({
  id,
  role: 'assistant',
  parts: [{ type: 'text', text }],
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A state whose listener notes how many messages it sees. */
function watched(): { state: MessageState; seen: number[] } {
  const state = new MessageState();
  const seen: number[] = [];
  state.subscribe(() => seen.push(state.getView().messages.length));
  return { state, seen };
}

test('the first change is told at once, those close behind it together', () => {
  const { state, seen } = watched();
  state.pushMessage(message('a', '1'));
  expect(seen).toEqual([1]);
  state.pushMessage(message('b', '2'));
  state.pushMessage(message('c', '3'));
  expect(seen).toEqual([1]);
  vi.advanceTimersByTime(50);
  expect(seen).toEqual([1, 3]);
  vi.advanceTimersByTime(500);
  expect(seen).toEqual([1, 3]);
  state.popMessage();
  expect(seen).toEqual([1, 3, 2]);
});

test('an end is told at once, with all the text before it', () => {
  const { state, seen } = watched();
  state.pushMessage(message('a', '1'));
  state.pushMessage(message('b', '2'));
  state.status = 'ready';
  expect(seen).toEqual([1, 2]);
});

test('a message that grows becomes another object, and the others stay the same ones', () => {
  const state = new MessageState();
  const growing = message('b', 'word');
  state.messages = [message('a', 'question'), growing];
  const [first] = state.messages;
  growing.parts = [{ type: 'text', text: 'word by word' }];
  state.replaceMessage(1, growing);
  expect(state.messages[0]).toBe(first);
  expect(state.messages[1]).not.toBe(growing);
  expect(state.messages[1]).toEqual(growing);
  expect(state.messages[1]?.parts[0]).not.toBe(growing.parts[0]);
});

test('the view stays the same object until something changes', () => {
  const state = new MessageState();
  const view = state.getView();
  expect(state.getView()).toBe(view);
  state.clearError();
  expect(state.getView()).toBe(view);
  state.status = 'error';
  state.clearError();
  expect(state.status).toBe('ready');
  expect(state.error).toBeUndefined();
});

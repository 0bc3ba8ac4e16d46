import { expect, test } from 'vitest';
import type { LocalTurn } from '@geko/contracts/desktop';
import { keptConversations } from './kept-conversations.ts';

let seconds = 10;
const turn = (conversationId: string, messageId: string, text: string, workspaceId = 'w') =>
  ({
    turnId: `${messageId}-${seconds}`,
    userId: 'u',
    workspaceId,
    conversationId,
    messageId,
    text,
    startedAt: `2026-11-23T10:00:${(seconds += 1)}.000Z`,
  }) as LocalTurn;

test('turns of one person and workspace are gathered, the last used conversation first', () => {
  const turns = [
    turn('a', '1', 'First\nwith more lines'),
    turn('b', '2', 'x'.repeat(80)),
    turn('c', '3', 'Elsewhere', 'other'),
    turn('a', '4', 'Second'),
  ];
  const found = keptConversations(turns, { userId: 'u', workspaceId: 'w' });
  expect(found.map(({ id, title }) => [id, title])).toEqual([
    ['a', 'First'],
    ['b', `${'x'.repeat(60)}…`],
  ]);
  expect(found[0]?.turns.map(({ text }) => text)).toEqual(['First\nwith more lines', 'Second']);
  expect(keptConversations(turns, { userId: 'other', workspaceId: 'w' })).toEqual([]);
});

test('of a question that was answered again only the last answer is shown', () => {
  const turns = [turn('a', '1', 'Who?'), turn('a', '1', 'Who?')];
  const [found] = keptConversations(turns, { userId: 'u', workspaceId: 'w' });
  expect(found?.turns).toEqual([turns[1]]);
});

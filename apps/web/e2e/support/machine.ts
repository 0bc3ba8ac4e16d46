import type { Locator } from 'playwright';
import type { ConversationDetail, ConversationPage } from '@geko/contracts/chat';
import { TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { fill } from '../../src/lib/fill.ts';
import { en } from '../../src/messages/en.ts';
import { ask } from './api.ts';
import { seen } from './chat-page.ts';
import type { Desktop } from './open-desktop.ts';
import type { Visitor } from './visitor.ts';

const { localModels: texts } = en;

/** All that the app's one model ever says. */
export const SENTENCE = TINY_WORDS.join(' ');

/** The app's page of models, where its one model is installed. @returns that model's row */
export async function installModel(
  { page }: Visitor,
  { model: { name } }: Desktop,
  workspaceId: string,
): Promise<Locator> {
  await page.goto(`/w/${workspaceId}/local`);
  const row = page.getByRole('list', { name: texts.machine.list }).getByRole('listitem');
  await row.getByRole('button', { name: fill(texts.installNamed, { name }) }).click();
  await seen(row.getByText(texts.states.ready, { exact: true }), 30_000);
  return row;
}

/** What the server has of a workspace's conversations. */
export async function conversationsOf(
  visitor: Visitor,
  workspaceId: string,
): Promise<ConversationDetail[]> {
  const { items } = await ask<ConversationPage>(visitor, 'chat.list', { workspaceId });
  return Promise.all(
    items.map(({ id: conversationId }) =>
      ask<ConversationDetail>(visitor, 'chat.get', { workspaceId, conversationId }),
    ),
  );
}

/** What was said in a conversation, in order. */
export const textsOf = ({ messages }: ConversationDetail): string[] =>
  messages.map(({ text }) => text.trim());

import type { UIMessage } from 'ai';
import { askDesktop, hasDesktop } from './desktop.ts';

const MOST_CHARS = 200;

let unseen = 0;

function clear(): void {
  if (document.visibilityState !== 'visible' || unseen === 0) return;
  unseen = 0;
  void askDesktop('setBadge', 0).catch(() => undefined);
}

/** Tells of an answer that ended while nobody was looking at the desktop app: by a notice, and a number on its icon. */
export function tellWhenHidden({
  workspaceId,
  conversationId,
  message,
}: {
  workspaceId: string;
  conversationId: string;
  message: Pick<UIMessage, 'role' | 'parts'> | undefined;
}): void {
  if (!hasDesktop() || document.visibilityState === 'visible') return;
  if (message?.role !== 'assistant') return;
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  if (text === '') return;
  document.addEventListener('visibilitychange', clear);
  unseen += 1;
  void askDesktop('setBadge', unseen).catch(() => undefined);
  void askDesktop('notify', {
    title: document.title.slice(0, 100),
    body: text.slice(0, MOST_CHARS),
    path: `/w/${workspaceId}/c/${conversationId}`,
  }).catch(() => undefined);
}

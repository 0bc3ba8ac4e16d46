import type { UIMessage } from 'ai';
import { askDesktop, hasDesktop } from './desktop.ts';

const MOST_CHARS = 200;

let unseen = 0;

/** Takes the number off the app's icon whenever somebody looks at the page, and now if they do. Returns how to stop that. */
export function clearWhenSeen(): () => void {
  const look = (): void => {
    if (document.visibilityState !== 'visible') return;
    unseen = 0;
    // Also what a page before this one has counted.
    void askDesktop('setBadge', 0).catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => document.removeEventListener('visibilitychange', look);
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
  unseen += 1;
  void askDesktop('setBadge', unseen).catch(() => undefined);
  void askDesktop('notify', {
    title: document.title.slice(0, 100),
    body: text.slice(0, MOST_CHARS),
    path: `/w/${workspaceId}/c/${conversationId}`,
  }).catch(() => undefined);
}

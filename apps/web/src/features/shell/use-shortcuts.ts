'use client';
import { useEffect, useEffectEvent } from 'react';

type Shortcuts = { onNewChat: () => void; onHelp: () => void; onToggleSidebar: () => void };

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable=true]') !== null
  );
}

/** The shell's keys: Mod+Shift+O, Mod+B, and "?" outside of a text. Mod is ⌘ on a Mac, Ctrl elsewhere. */
export function useShortcuts({ onNewChat, onHelp, onToggleSidebar }: Shortcuts): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    const isMod = event.metaKey || event.ctrlKey;
    const key = event.key.toLowerCase();
    const action =
      isMod && event.shiftKey && key === 'o'
        ? onNewChat
        : isMod && !event.shiftKey && key === 'b'
          ? onToggleSidebar
          : !isMod && key === '?' && !isTyping(event.target)
            ? onHelp
            : null;
    if (action === null) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Where drafts live; sessionStorage, or anything like it. Absent where there is no window. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type Drafts = {
  get: (key: string) => string;
  set: (key: string, text: string) => void;
  /** What was typed under one key stands under another from now on, unless there is text already. */
  move: (from: string, to: string) => void;
  subscribe: (listener: () => void) => () => void;
};

/**
 * Unsent text by conversation. It outlives a reload where storage allows; a full or forbidden storage only
 * costs that, never the text on screen.
 */
export function createDrafts(storage: DraftStorage | null): Drafts {
  const texts = new Map<string, string>();
  const listeners = new Set<() => void>();
  const nameOf = (key: string): string => `geko:draft:${key}`;

  const drafts: Drafts = {
    get: (key) => {
      const known = texts.get(key);
      if (known !== undefined) return known;
      let stored = '';
      try {
        stored = storage?.getItem(nameOf(key)) ?? '';
      } catch {
        // Storage forbidden by the browser.
      }
      texts.set(key, stored);
      return stored;
    },
    set: (key, text) => {
      texts.set(key, text);
      try {
        if (text === '') storage?.removeItem(nameOf(key));
        else storage?.setItem(nameOf(key), text);
      } catch {
        // Storage full or forbidden: the text stays in memory.
      }
      for (const listener of listeners) listener();
    },
    move: (from, to) => {
      const text = drafts.get(from);
      if (text === '' || drafts.get(to) !== '') return;
      drafts.set(to, text);
      drafts.set(from, '');
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return drafts;
}

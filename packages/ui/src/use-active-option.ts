import { useState, type KeyboardEvent } from 'react';

export interface ActiveOption {
  /** Id of the row the keyboard is on, or `null` in an empty list. */
  activeId: string | null;
  setActiveId: (id: string | null) => void;
  /** Arrow keys, Home, End and Enter; to be put on the search input. */
  onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * The moving highlight of a list whose focus stays in a text input (ARIA combobox pattern).
 * `ids` are the rows on screen in order; the first is active when the remembered one is gone.
 */
export function useActiveOption(
  ids: readonly string[],
  onChoose: (id: string) => void,
): ActiveOption {
  const [wantedId, setActiveId] = useState<string | null>(null);
  const activeId = wantedId !== null && ids.includes(wantedId) ? wantedId : (ids[0] ?? null);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const index = activeId === null ? -1 : ids.indexOf(activeId);
    const targets: Record<string, string | undefined> = {
      ArrowDown: ids[(index + 1) % Math.max(ids.length, 1)],
      ArrowUp: ids.at(index - 1),
      PageUp: ids[0],
      PageDown: ids.at(-1),
    };
    if (event.key === 'Enter') {
      event.preventDefault();
      if (activeId !== null) onChoose(activeId);
      return;
    }
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setActiveId(target);
  };
  return { activeId, setActiveId, onKeyDown };
}

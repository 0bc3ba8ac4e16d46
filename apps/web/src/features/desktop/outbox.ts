import type { LocalTurn } from '@geko/contracts/desktop';
import { useSyncExternalStore } from 'react';
import { askDesktop, onDesktop } from './desktop.ts';

const NONE: readonly LocalTurn[] = [];

/** null = the shell was not asked yet. */
let turns: readonly LocalTurn[] | null = null;
let stop: (() => void) | null = null;
const listeners = new Set<() => void>();

function set(next: readonly LocalTurn[]): void {
  turns = next;
  for (const listener of listeners) listener();
}

/** Asks the shell for its turns anew. @throws DesktopError */
export async function readOutbox(): Promise<readonly LocalTurn[]> {
  const found = await askDesktop('listTurns');
  set(found);
  return found;
}

/** Leaves out a turn that the server has by now. */
export function dropFromOutbox(turnId: string): void {
  set((turns ?? NONE).filter((turn) => turn.turnId !== turnId));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (stop === null) {
    stop = onDesktop('turnEnd', (ended) => {
      const others = (turns ?? NONE).filter(({ turnId }) => turnId !== ended.turnId);
      set([...others, ended]);
    });
    readOutbox().catch(() => set(NONE));
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
    turns = null;
  };
}

const never = (): (() => void) => () => undefined;

/**
 * The turns of this machine that the server has not heard of, oldest first, as they were when they were asked for or
 * ended; null = not known yet. isWanted: false = there is no shell to ask.
 */
export function useOutbox({ isWanted }: { isWanted: boolean }): readonly LocalTurn[] | null {
  return useSyncExternalStore(
    isWanted ? subscribe : never,
    () => (isWanted ? turns : NONE),
    () => null,
  );
}

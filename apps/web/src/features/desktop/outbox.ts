import type { LocalTurn } from '@geko/contracts/desktop';
import { askDesktop, onDesktop } from './desktop.ts';
import { createShellStore } from './shell-store.ts';

const NONE: readonly LocalTurn[] = [];

/** null = the shell was not asked yet. */
const turns = createShellStore<readonly LocalTurn[] | null>(null, () => {
  const stop = onDesktop('turnEnd', (ended) => turns.set([...without(ended.turnId), ended]));
  readOutbox().catch(() => turns.set(NONE));
  return () => {
    stop();
    turns.set(null);
  };
});

const without = (turnId: string) => (turns.get() ?? NONE).filter((turn) => turn.turnId !== turnId);

/** Asks the shell for its turns anew. @throws DesktopError */
export async function readOutbox(): Promise<readonly LocalTurn[]> {
  const found = await askDesktop('listTurns');
  turns.set(found);
  return found;
}

/** Leaves out a turn that the server has by now. */
export function dropFromOutbox(turnId: string): void {
  turns.set(without(turnId));
}

/**
 * The turns of this machine that the server has not heard of, oldest first, as they were when they were asked for or
 * ended; null = not known yet. isWanted: false = there is no shell to ask.
 */
export function useOutbox({ isWanted }: { isWanted: boolean }): readonly LocalTurn[] | null {
  return turns.use(isWanted, NONE);
}

import type { LocalModel, LocalModelStatus } from '@geko/contracts/local-models';
import { useEffect } from 'react';
import { askDesktop, onDesktop } from './desktop.ts';
import { createShellStore } from './shell-store.ts';

/** null = not asked yet; error: why the shell did not tell. */
type Known = { models: readonly LocalModel[] | null; error: unknown };

const NOTHING: Known = { models: null, error: null };

/** These may have changed what is there, or what fits beside it. */
const settled: ReadonlySet<LocalModelStatus['state']> = new Set(['ready', 'absent', 'error']);

const known = createShellStore(NOTHING, () => {
  const stop = onDesktop('modelChanged', ({ id, status }) => {
    const models = known.get().models?.map((one) => (one.id === id ? { ...one, status } : one));
    if (models !== undefined) known.set({ models, error: null });
    if (settled.has(status.state)) void refreshMachineModels();
  });
  void refreshMachineModels();
  return stop;
});

/** Asks the shell for its list anew. */
export async function refreshMachineModels(): Promise<void> {
  try {
    known.set({ models: await askDesktop('listModels'), error: null });
  } catch (error) {
    known.set({ ...known.get(), error });
  }
}

/** The models of this machine as they are, kept up to date. isWanted: false = nothing is asked of the shell. */
export function useMachineModels({ isWanted }: { isWanted: boolean }): Known {
  useEffect(() => {
    if (isWanted && known.get().error !== null) void refreshMachineModels();
  }, [isWanted]);
  return known.use(isWanted, NOTHING);
}

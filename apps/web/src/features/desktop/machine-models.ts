import type { LocalModel, LocalModelStatus } from '@geko/contracts/local-models';
import { useEffect, useSyncExternalStore } from 'react';
import { askDesktop, onDesktop } from './desktop.ts';

/** null = not asked yet; error: why the shell did not tell. */
type Known = { models: readonly LocalModel[] | null; error: unknown };

const NOTHING: Known = { models: null, error: null };

let known = NOTHING;
let stop: (() => void) | null = null;
const listeners = new Set<() => void>();

function set(next: Known): void {
  known = next;
  for (const listener of listeners) listener();
}

/** Asks the shell for its list anew. */
export async function refreshMachineModels(): Promise<void> {
  try {
    set({ models: await askDesktop('listModels'), error: null });
  } catch (error) {
    set({ ...known, error });
  }
}

/** These may have changed what is there, or what fits beside it. */
const settled: ReadonlySet<LocalModelStatus['state']> = new Set(['ready', 'absent', 'error']);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (stop === null) {
    stop = onDesktop('modelChanged', ({ id, status }) => {
      const models = known.models?.map((model) => (model.id === id ? { ...model, status } : model));
      if (models !== undefined) set({ models, error: null });
      if (settled.has(status.state)) void refreshMachineModels();
    });
    void refreshMachineModels();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
  };
}

const never = (): (() => void) => () => undefined;

/** The models of this machine as they are, kept up to date. isWanted: false = nothing is asked of the shell. */
export function useMachineModels({ isWanted }: { isWanted: boolean }): Known {
  useEffect(() => {
    if (isWanted && known.error !== null) void refreshMachineModels();
  }, [isWanted]);
  return useSyncExternalStore(
    isWanted ? subscribe : never,
    () => (isWanted ? known : NOTHING),
    () => NOTHING,
  );
}

import { useSyncExternalStore } from 'react';

/** Something that the shell tells of, for all who look at it. */
export type ShellStore<T> = {
  get(): T;
  set(next: T): void;
  /** As a hook. isWanted: false = it is not asked for, and idle is what there is. */
  use(isWanted: boolean, idle: T): T;
};

const never = (): (() => void) => () => undefined;

/** watch: asks the shell when somebody begins to look; returns how to stop when nobody does any more. */
export function createShellStore<T>(initial: T, watch: () => () => void): ShellStore<T> {
  let value = initial;
  let stop: (() => void) | null = null;
  const listeners = new Set<() => void>();

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    stop ??= watch();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      stop = null;
    };
  }

  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    use: (isWanted, idle) =>
      useSyncExternalStore(
        isWanted ? subscribe : never,
        () => (isWanted ? value : idle),
        () => initial,
      ),
  };
}

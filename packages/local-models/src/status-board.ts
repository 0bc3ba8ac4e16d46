import type { LocalModelId, LocalModelStatus } from '@geko/contracts/local-models';

/** What is known of models beyond their files: what is going on, and what went wrong. */
export type StatusBoard = {
  get(id: LocalModelId): LocalModelStatus | null;
  /** null = nothing but what lies on the disk. told: what that is, for who listens. */
  set(id: LocalModelId, status: LocalModelStatus | null, told?: LocalModelStatus): void;
  watch(listener: (id: LocalModelId, status: LocalModelStatus) => void): () => void;
};

export function createStatusBoard(): StatusBoard {
  const known = new Map<LocalModelId, LocalModelStatus>();
  const listeners = new Set<(id: LocalModelId, status: LocalModelStatus) => void>();
  return {
    get: (id) => known.get(id) ?? null,
    set(id, status, told = status ?? { state: 'absent' }) {
      if (status === null) known.delete(id);
      else known.set(id, status);
      for (const listener of listeners) listener(id, told);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

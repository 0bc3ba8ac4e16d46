import type { Model } from '@geko/contracts/models';

/** Models that can be chosen for a chat at all, locked ones included. */
export function chatModels(models: readonly Model[]): Model[] {
  return models.filter(({ kind }) => kind === 'chat');
}

/**
 * The model a message will go to: the first candidate that may be used now (picked here, used last in this
 * conversation, used last in this workspace, the workspace's default), else any that may; null = none may.
 */
export function chooseModel(
  models: readonly Model[],
  candidates: readonly (string | null | undefined)[],
): Model | null {
  const usable = chatModels(models).filter(({ access }) => access.isAllowed);
  for (const id of candidates) {
    const model = usable.find((candidate) => candidate.id === id);
    if (model !== undefined) return model;
  }
  return usable[0] ?? null;
}

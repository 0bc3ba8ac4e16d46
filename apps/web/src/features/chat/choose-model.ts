import type { Model } from '@geko/contracts/models';

/** Models that can be chosen for a chat at all, locked ones included. */
export function chatModels(models: readonly Model[]): Model[] {
  return models.filter(({ kind }) => kind === 'chat');
}

/** What messages go to: a model, here or of this machine, or "auto", which finds one for each of them. */
export type ModelChoice = Pick<Model, 'id' | 'name'>;

/**
 * The model a message will go to: the first candidate that may be used now (picked here, used last in this
 * conversation, used last in this workspace, the workspace's default), else any that may; null = none may. others: what is
 * a candidate as well: "auto", models of this machine.
 */
export function chooseModel(
  models: readonly Model[],
  candidates: readonly (string | null | undefined)[],
  others: readonly ModelChoice[],
): ModelChoice | null {
  const usable = chatModels(models).filter(({ access }) => access.isAllowed);
  const choices: ModelChoice[] = [...usable, ...others];
  for (const id of candidates) {
    const choice = choices.find((candidate) => candidate.id === id);
    if (choice !== undefined) return choice;
  }
  return usable[0] ?? others[0] ?? null;
}

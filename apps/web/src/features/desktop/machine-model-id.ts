import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import type { LocalModel } from '@geko/contracts/local-models';

const PREFIX = 'machine:';

/** How a model of this machine is called among those that a message can go to. */
export function machineModelId(localId: string): string {
  return PREFIX + localId;
}

/** The shell's id of a model of this machine; null for every other model. */
export function localIdOf(modelId: string): string | null {
  return modelId.startsWith(PREFIX) ? modelId.slice(PREFIX.length) : null;
}

/** The model of this machine that a conversation used last; null where it was none, or is not here. */
export function machineModelUsed(
  models: readonly Pick<LocalModel, 'id'>[],
  lastModelId: string | null,
): string | null {
  const model = models.find(({ id }) => localCatalogueId(id) === lastModelId);
  return model === undefined ? null : machineModelId(model.id);
}

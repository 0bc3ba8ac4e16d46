import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import { localModelFacts } from '@geko/local-models/facts';

const names = new Map(localModelFacts.map(({ id, name }) => [localCatalogueId(id), name]));

/**
 * What a model of the books is called: by the catalogue, where it stands there. Those that people have on their own
 * machines need not; their ids tell.
 */
export function modelNameOf(inCatalogue: string | null | undefined, modelId: string): string {
  return inCatalogue ?? names.get(modelId) ?? modelId.replace(/^local-(?:ollama:)?/u, '');
}

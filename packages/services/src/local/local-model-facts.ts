import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import { localModelFacts } from '@geko/local-models/facts';

const facts = new Map(localModelFacts.map((fact) => [localCatalogueId(fact.id), fact]));
/** Of a model that is not on the list: as much as any of its kind reads. */
const MOST_CONTEXT_TOKENS = 262_144;

/** How much a local model reads at most, by its id in the books. */
export function contextOf(modelId: string): number {
  return facts.get(modelId)?.contextTokens ?? MOST_CONTEXT_TOKENS;
}

/**
 * What a model of the books is called: by the catalogue, where it stands there. Those that people have on their own
 * machines need not; their ids tell.
 */
export function modelNameOf(inCatalogue: string | null | undefined, modelId: string): string {
  return inCatalogue ?? facts.get(modelId)?.name ?? modelId.replace(/^local-(?:ollama:)?/u, '');
}

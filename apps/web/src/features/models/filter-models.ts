import type { Model } from '@geko/contracts/models';

export type ModelFilter = { search: string; tier: Model['tier'] | 'all'; isUsableOnly: boolean };

/** The models that fit: every word of the search is in the name, the id, the provider or the kind. */
export function filterModels(
  models: readonly Model[],
  { search, tier, isUsableOnly }: ModelFilter,
): Model[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = `${model.name} ${model.id} ${model.provider} ${model.kind}`.toLowerCase();
    return (
      (tier === 'all' || model.tier === tier) &&
      (!isUsableOnly || model.access.isAllowed) &&
      words.every((word) => text.includes(word))
    );
  });
}

/** Models by provider, providers in the order of their first model. */
export function groupByProvider(models: readonly Model[]): [Model['provider'], Model[]][] {
  return [...Map.groupBy(models, ({ provider }) => provider)];
}

/** Models by what they make, kinds in the order of their first model. */
export function groupByKind(models: readonly Model[]): [Model['kind'], Model[]][] {
  return [...Map.groupBy(models, ({ kind }) => kind)];
}

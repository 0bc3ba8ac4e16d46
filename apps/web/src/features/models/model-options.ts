import type { ComboboxGroup } from '@geko/ui/combobox-filter';
import type { Model } from '@geko/contracts/models';
import type { Messages } from '../../messages/messages.ts';
import { groupByKind, groupByProvider } from './filter-models.ts';

/** Models of every kind to choose one of, by provider, what does not chat apart: "OpenAI", "OpenAI · Images". */
export function modelOptions(
  models: readonly Model[],
  { providerNames, modelKinds }: Messages['common'],
): ComboboxGroup<Model>[] {
  return groupByProvider(models).flatMap(([provider, ofProvider]) =>
    groupByKind(ofProvider).map(([kind, members]) => ({
      id: `${provider}-${kind}`,
      label:
        kind === 'chat'
          ? providerNames[provider]
          : `${providerNames[provider]} · ${modelKinds[kind]}`,
      items: members.map((model) => ({
        id: model.id,
        value: model,
        label: model.name,
        keywords: model.id,
      })),
    })),
  );
}

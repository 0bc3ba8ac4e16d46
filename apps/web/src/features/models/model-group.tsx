'use client';
import { Card } from '@geko/ui/card';
import type { Model } from '@geko/contracts/models';
import { useMessages } from '../../messages/use-messages.tsx';
import { groupByKind } from './filter-models.ts';
import { ModelGroupHeader } from './model-group-header.tsx';
import { ModelRow } from './model-row.tsx';

/** The models of one provider: those that chat under its name, any others under what they make. */
export function ModelGroup({
  provider,
  models,
  defaultModelId,
  onSetEnabled,
}: {
  provider: Model['provider'];
  models: readonly Model[];
  defaultModelId: string | null;
  /** null = this person may not switch models on and off. */
  onSetEnabled: ((model: Model, isEnabled: boolean) => void) | null;
}) {
  const { providerNames, modelKinds } = useMessages('common');
  const id = `provider-${provider}`;
  return (
    <Card aria-labelledby={id}>
      <ModelGroupHeader
        id={id}
        name={providerNames[provider]}
        hasColumns={models.some(({ kind }) => kind === 'chat')}
      />
      {groupByKind(models).map(([kind, members]) => (
        <div key={kind}>
          {kind === 'chat' ? null : (
            <h3
              id={`${id}-${kind}`}
              className="border-t border-line bg-sunken px-4 py-2 text-xs font-medium text-muted sm:px-5"
            >
              {modelKinds[kind]}
            </h3>
          )}
          <ul aria-labelledby={kind === 'chat' ? id : `${id}-${kind}`}>
            {members.map((model) => (
              <ModelRow
                key={model.id}
                model={model}
                isDefault={model.id === defaultModelId}

                onSetEnabled={onSetEnabled}
              />
            ))}
          </ul>
        </div>
      ))}
    </Card>
  );
}

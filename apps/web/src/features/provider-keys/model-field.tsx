'use client';
import { Combobox } from '@geko/ui/combobox';
import { ComboboxTrigger } from '@geko/ui/combobox-trigger';
import { Field } from '@geko/ui/field';
import { IconButton } from '@geko/ui/icon-button';
import type { ModelFallbacks } from '@geko/contracts/provider-keys';
import { X } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** One model, or none yet, found by its name or its provider's. */
export function ModelField({
  label,
  modelId,
  models,
  onChoose,
  onClear,
}: {
  label: string;
  modelId: string | null;
  models: readonly ModelFallbacks['models'][number][];
  onChoose: (id: string) => void;
  /** Where it may be none again. */
  onClear?: () => void;
}) {
  const { fallbacks: texts } = useMessages('providerKeys');
  const { providerNames } = useMessages('common');
  const name =
    modelId === null ? texts.noModel : (models.find(({ id }) => id === modelId)?.name ?? modelId);
  return (
    <Field label={label}>
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">
          <Combobox<string>
            trigger={<ComboboxTrigger aria-label={`${label}: ${name}`}>{name}</ComboboxTrigger>}
            groups={[
              {
                id: 'models',
                label: texts.model,
                items: models.map(({ id, name: own, provider }) => ({
                  id,
                  value: id,
                  label: own,
                  keywords: `${id} ${providerNames[provider]}`,
                })),
              },
            ]}
            value={modelId ?? ''}
            labels={{ search: texts.search, list: label, empty: texts.nothingFits }}
            onSelect={({ value }) => onChoose(value)}
            renderItem={({ label: own }) => <span className="truncate">{own}</span>}
          />
        </div>
        {onClear === undefined ? null : (
          <IconButton
            label={fill(texts.clear, { place: label })}
            disabled={modelId === null}
            onClick={onClear}
          >
            <X aria-hidden />
          </IconButton>
        )}
      </div>
    </Field>
  );
}

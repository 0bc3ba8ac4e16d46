'use client';
import { SegmentedControl } from '@geko/ui/segmented-control';
import { useMessages } from '../../messages/use-messages.tsx';
import type { KeyDraft } from './key-draft.ts';
import { ModelChecks } from './model-checks.tsx';

/** Which models a key may call: all, or those chosen. */
export function ModelsField({
  draft: { isLimitedToModels, modelIds },
  error,
  onChange,
}: {
  draft: KeyDraft;
  error: string | undefined;
  onChange: (part: Partial<KeyDraft>) => void;
}) {
  const { form } = useMessages('apiKeys');
  return (
    <div className="flex flex-col items-start gap-1.5">
      {/* The control says it by itself. */}
      <span aria-hidden className="text-sm font-medium">
        {form.models}
      </span>
      <SegmentedControl
        label={form.models}
        value={isLimitedToModels ? 'some' : 'all'}
        onValueChange={(choice) => onChange({ isLimitedToModels: choice === 'some' })}
        options={[
          { value: 'all', label: form.modelChoices.all },
          { value: 'some', label: form.modelChoices.some },
        ]}
      />
      {isLimitedToModels ? (
        <ModelChecks
          chosen={modelIds}
          onChange={(chosen) => onChange({ modelIds: chosen })}
          error={error}
        />
      ) : (
        <p className="text-[0.8125rem] leading-5 text-subtle">{form.allHint}</p>
      )}
    </div>
  );
}

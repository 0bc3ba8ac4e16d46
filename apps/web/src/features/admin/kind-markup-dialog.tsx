'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { ModelKind } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { MarkupDialog } from './markup-dialog.tsx';
import { PlanSelect } from './plan-select.tsx';
import { useSetMarkup } from './use-set-markup.ts';

const kinds = [
  'chat',
  'image',
  'speech',
  'transcription',
  'embedding',
] as const satisfies readonly ModelKind[];

/** A markup on one kind of model on one plan. */
export function KindMarkupDialog({ onClose }: { onClose: () => void }) {
  const { markups: words, plan: planLabel } = useMessages('admin');
  const { modelKinds } = useMessages('common');
  const [planId, setPlanId] = useState<PlanId>('paygo');
  const [kind, setKind] = useState<ModelKind>('chat');
  const set = useSetMarkup(onClose);
  return (
    <MarkupDialog
      title={words.kindTitle}
      isComplete
      isSaving={set.isPending}
      error={set.error}
      onSave={(bps) => set.mutate({ of: 'plan_kind', planId, kind, bps })}
      onClose={onClose}
    >
      <Field label={planLabel}>
        <PlanSelect label={planLabel} value={planId} onChange={setPlanId} />
      </Field>
      <Field label={words.kind}>
        <Select
          value={kind}
          onValueChange={(next) => setKind(kinds.find((one) => one === next) ?? kind)}
        >
          <SelectTrigger className="sm:w-48" />
          <SelectContent>
            {kinds.map((one) => (
              <SelectItem key={one} value={one}>
                {modelKinds[one]}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </Field>
    </MarkupDialog>
  );
}

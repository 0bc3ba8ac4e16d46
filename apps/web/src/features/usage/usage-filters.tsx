'use client';
import type { UsageReport } from '@geko/contracts/usage';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ClearChip, FilterChip } from './filter-chip.tsx';
import type { FilterPickerProps } from './filter-picker.tsx';
import { isNarrowed, readUsageView, type UsageView } from './usage-view.ts';

const pickers = {
  member: lazy(async () => ({ default: (await import('./filter-picker.tsx')).MemberPicker })),
  model: lazy(async () => ({ default: (await import('./filter-picker.tsx')).ModelPicker })),
  funding: lazy(async () => ({ default: (await import('./filter-picker.tsx')).FundingPicker })),
};

/** Whose calls, of which model, and who paid, as chips. */
export function UsageFilters({
  view,
  report,
  onChange,
}: {
  view: UsageView;
  /** Where the names of what is chosen stand, once it is here. */
  report: UsageReport | undefined;
  onChange: (view: UsageView) => void;
}) {
  const usage = useMessages('usage');
  const { fundingNames } = useMessages('common');
  const { workspace, can } = useWorkspace();
  const { userId, modelId, funding } = view;
  const member = report?.byMember.find((row) => row.userId === userId);
  const model = report?.byModel.find((row) => row.modelId === modelId);
  return (
    <div role="group" aria-label={usage.filters} className="flex flex-wrap items-center gap-2">
      {can('usage:view:workspace') && can('member:view') ? (
        <Filter
          Picker={pickers.member}
          workspaceId={workspace.id}
          label={usage.user}
          chosen={userId === null ? null : (member?.userName ?? usage.someone)}
          value={userId}
          onChange={(id) => onChange({ ...view, userId: id })}
        />
      ) : null}
      <Filter
        Picker={pickers.model}
        workspaceId={workspace.id}
        label={usage.model}
        chosen={modelId === null ? null : (model?.modelName ?? modelId)}
        value={modelId}
        onChange={(id) => onChange({ ...view, modelId: id })}
      />
      <Filter
        Picker={pickers.funding}
        workspaceId={workspace.id}
        label={usage.funding}
        chosen={funding === null ? null : fundingNames[funding]}
        value={funding}
        onChange={(id) =>
          onChange({
            ...view,
            funding: readUsageView(new URLSearchParams(id === null ? {} : { funding: id })).funding,
          })
        }
      />
      {isNarrowed(view) ? (
        <ClearChip
          label={usage.clearFilters}
          onClick={() => onChange({ ...view, userId: null, modelId: null, funding: null })}
        />
      ) : null}
    </div>
  );
}

/** The chip alone, until somebody presses it. */
function Filter({
  Picker,
  ...props
}: FilterPickerProps & { Picker: ComponentType<FilterPickerProps> }) {
  const [isWanted, setWanted] = useState(false);
  const chip = (
    <FilterChip label={props.label} chosen={props.chosen} onClick={() => setWanted(true)} />
  );
  if (!isWanted) return chip;
  return (
    <Suspense fallback={chip}>
      <Picker {...props} />
    </Suspense>
  );
}

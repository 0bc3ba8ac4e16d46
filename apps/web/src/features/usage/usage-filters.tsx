'use client';
import type { UsageReport } from '@geko/contracts/usage';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ClearChip, FilterChip } from './filter-chip.tsx';
import type { FilterPickerProps } from './filter-picker.tsx';
import { everything, isNarrowed, readUsageView, type UsageView } from './usage-view.ts';

const pickers = {
  member: lazy(async () => ({ default: (await import('./filter-picker.tsx')).MemberPicker })),
  model: lazy(async () => ({ default: (await import('./filter-picker.tsx')).ModelPicker })),
  funding: lazy(async () => ({ default: (await import('./filter-picker.tsx')).FundingPicker })),
  key: lazy(async () => ({ default: (await import('./filter-picker.tsx')).KeyPicker })),
};

/** Whose calls, of which model, who paid, and by which API key, as chips. */
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
  const { userId, modelId, funding, apiKeyId } = view;
  const keyName = useKeyName(apiKeyId, report);
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
      {can('apikey:own') ? (
        <Filter
          Picker={pickers.key}
          workspaceId={workspace.id}
          label={usage.apiKey}
          chosen={keyName}
          value={apiKeyId}
          onChange={(id) => onChange({ ...view, apiKeyId: id })}
        />
      ) : null}
      {isNarrowed(view) ? (
        <ClearChip
          label={usage.clearFilters}
          onClick={() => onChange({ ...view, ...everything })}
        />
      ) : null}
    </div>
  );
}

/** What the chosen key is called: as the report says, or where it was not used, as the list of keys does. */
function useKeyName(apiKeyId: string | null, report: UsageReport | undefined): string | null {
  const { someKey } = useMessages('usage');
  const { workspace, can } = useWorkspace();
  const used = report?.byKey.find((row) => row.apiKeyId === apiKeyId)?.keyName;
  const keys = trpc.apiKeys.list.useQuery(
    { workspaceId: workspace.id },
    { enabled: apiKeyId !== null && report !== undefined && !used && can('apikey:own') },
  );
  if (apiKeyId === null) return null;
  return used ?? keys.data?.keys.find(({ id }) => id === apiKeyId)?.name ?? someKey;
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
